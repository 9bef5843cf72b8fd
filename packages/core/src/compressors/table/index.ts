// Tables: separated values, Markdown, psql, boxes, columns of blanks. Long ones are sampled if the level allows it.

import type { CompressContext, Compressed, Compressor, Dropped, Segment } from '../../types.ts'
import { isEncoded } from '../encoding.ts'
import { findTables, shareOfTables } from './find-tables.ts'
import { linesOf } from './lines.ts'
import { reencodeTables } from './reencode.ts'
import { paysToDrop, sampleTables } from './sample.ts'

/** A bid for a text that is nothing but tables, and how much less is bid for the rest of it. */
const SURE = 0.92
const DOUBT = 0.5

/**
 * Compresses CSV and its kin, Markdown tables, what psql and other clients draw, and columns of blanks; text around them
 * stays as it is.
 *
 * @example
 * // Lossless: columns that are the same in all rows are said once; drawn rows lose their padding and rules.
 * // [40 rows of "," cells]
 * // order,name,state,currency=EUR
 * // 1000,Ann,paid
 * //
 * // [60 rows: "a|b" was "| a | b |", padded to 12 8>]
 * // web-1|31
 *
 * @example
 * // Recoverable: rows that matter, word for word.
 * // order,name,state,currency
 * // 1000,Ann,paid,EUR
 * // <<ccr:… 254 of 300 rows omitted: order 1003–1297; state sent ×128, paid ×126>>
 * // [28 rows omitted]
 * // 1031,Bo,paid,EUR
 */
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
    const { bias, drop, level } = context
    const source = { text, lines, tables, kind: 'table', unit: 'rows' } as const
    const sampled = level === 'lossless' ? undefined : sampleTables(source, { query, bias, drop })
    // Constant columns seldom are half of a text, so that there is no need to try.
    const isSurelyLess = sampled && sampled.text.length < text.length / 2 && tables.every(({ delimiter }) => delimiter)
    const encoded = isSurelyLess ? undefined : reencodeTables(source)
    if (sampled && (isSurelyLess || paysToDrop(sampled.text, encoded ?? text)))
      return { ...sampled, level: 'recoverable', summary: summaryOf(sampled.dropped) }
    if (encoded === undefined) return undefined
    return { text: encoded, level: 'lossless', dropped: [], summary: 'tables without padding and constant columns' }
  },
}

function summaryOf(dropped: readonly Dropped[]): string {
  return dropped.map(({ count, total }) => `${total - count} of ${total} rows shown`).join(', ')
}
