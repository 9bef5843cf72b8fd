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
  return fields.flatMap((field) => outliersOf(document, field, total))
}

function outliersOf(document: JsonDocument, { nodes, rows }: Field, total: number): number[] {
  const values = new Float64Array(nodes.length)
  const at = new Int32Array(nodes.length)
  let count = 0
  for (let i = 0; i < nodes.length; i++) {
    if (document.kind[nodes[i]!] !== NUMBER) continue
    at[count] = rows[i]!
    values[count++] = Number(sourceOf(document, nodes[i]!))
  }
  if (count < MIN_VALUES) return []
  const sorted = values.slice(0, count).sort()
  const lower = sorted[count >> 2]!
  const upper = sorted[(count * 3) >> 2]!
  const reach = FENCE * (upper - lower)
  const limit = Math.max(FEW, total * MAX_SHARE)
  const outside: number[] = []
  for (let i = 0; i < count && reach > 0; i++) {
    if (values[i]! >= lower - reach && values[i]! <= upper + reach) continue
    outside.push(at[i]!)
    if (outside.length > limit) return []
  }
  return outside
}
