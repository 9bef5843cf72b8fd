// Tables: separated values, Markdown, psql, boxes, columns of blanks. Long ones are sampled if the level allows it.

import type { CompressContext, Compressed, Compressor, Dropped, Segment } from '../../types.ts'
import { isEncoded } from '../encoding.ts'
import { findTables, shareOfTables } from './find-tables.ts'
import { linesOf } from './lines.ts'
import { reencodeTables } from './reencode.ts'
import { sampleTables } from './sample.ts'

/** A bid for a text that is nothing but tables, and how much less is bid for the rest of it. */
const SURE = 0.92
const DOUBT = 0.5

export const tableCompressor: Compressor = {
  name: 'table',
  version: 1,

  bid({ text }) {
    const share = isEncoded(text) ? 0 : shareOfTables(text)
    return share > 0 ? SURE - DOUBT * (1 - share) : 0
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text, query } = segment
    if (isEncoded(text)) return undefined
    const lines = linesOf(text)
    const tables = findTables(lines)
    if (tables.length === 0) return undefined
    if (context.level !== 'lossless') {
      const { bias, drop } = context
      const sampled = sampleTables({ text, lines, tables }, { query, bias, drop })
      if (sampled) return { ...sampled, level: 'recoverable', summary: summaryOf(sampled.dropped) }
    }
    const encoded = reencodeTables({ text, lines, tables })
    if (encoded === undefined) return undefined
    return { text: encoded, level: 'lossless', dropped: [], summary: 'tables without padding and constant columns' }
  },
}

function summaryOf(dropped: readonly Dropped[]): string {
  return dropped.map(({ count, total }) => `${total - count} of ${total} rows shown`).join(', ')
}
