// YAML: lists of like mappings. Runs of items of one shape become rows; long lists are sampled if the level allows it.

import type { CompressContext, Compressed, Compressor, Dropped, Segment } from '../../types.ts'
import { isEncoded } from '../encoding.ts'
import { linesOf } from '../table/lines.ts'
import { paysToDrop, sampleTables } from '../table/sample.ts'
import { longLists } from './items-as-rows.ts'
import { yamlLikeness } from './likeness.ts'
import { foldItems } from './patterns.ts'

/**
 * Compresses YAML as `kubectl get -o yaml`, compose files and CI configurations hold it.
 *
 * @example
 * // [3 rows for these 2 lines]
 * // - name: ·
 * //   port: ·
 * // web|80
 * // api|8080
 * // db|5432
 */
export const yamlCompressor: Compressor = {
  name: 'yaml',
  version: 1,

  bid({ text }) {
    return isEncoded(text) ? 0 : yamlLikeness(text)
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text, query } = segment
    if (isEncoded(text) || yamlLikeness(text) === 0) return undefined
    const lines = linesOf(text)
    const folded = foldItems(text, lines)
    if (context.level !== 'lossless') {
      const { bias, drop } = context
      const source = { text, lines, tables: longLists(lines), kind: 'yaml', unit: 'items' } as const
      const sampled = sampleTables(source, { query, bias, drop })
      if (sampled && paysToDrop(sampled.text, folded ?? text))
        return { ...sampled, level: 'recoverable', summary: summaryOf(sampled.dropped) }
    }
    if (folded === undefined) return undefined
    return { text: folded, level: 'lossless', dropped: [], summary: 'like items as rows' }
  },
}

function summaryOf(dropped: readonly Dropped[]): string {
  return dropped.map(({ count, total }) => `${total - count} of ${total} items shown`).join(', ')
}
