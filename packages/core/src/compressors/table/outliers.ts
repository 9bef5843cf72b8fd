// Numbers far out in their columns. However many other rows stand out too, these are always shown.

import { type JsonDocument, NUMBER, sourceOf } from '../json/document.ts'
import type { Field } from '../json/fields.ts'

/** Tukey's outer fences: values this many times the middle half's width outside it are far out. */
const FENCE = 3
const MIN_VALUES = 8
/** Share of the rows, and number of them, up to which far-out values are an exception. */
const MAX_SHARE = 0.02
const FEW = 4

/** Rows with an outlier, in columns that have few of them. */
export function outlierRows(document: JsonDocument, fields: readonly Field[], total: number): number[] {
  return fields.flatMap(({ nodes, rows }) => {
    const values = new Float64Array(nodes.length)
    let count = 0
    const at: number[] = []
    for (const [i, node] of nodes.entries()) {
      if (document.kind[node] !== NUMBER) continue
      values[count++] = Number(sourceOf(document, node))
      at.push(rows[i]!)
    }
    if (count < MIN_VALUES) return []
    const sorted = values.slice(0, count).sort()
    const lower = sorted[count >> 2]!
    const upper = sorted[(count * 3) >> 2]!
    const reach = FENCE * (upper - lower)
    if (reach === 0) return []
    const outside = at.filter((_, i) => values[i]! < lower - reach || values[i]! > upper + reach)
    return outside.length <= Math.max(FEW, total * MAX_SHARE) ? outside : []
  })
}
