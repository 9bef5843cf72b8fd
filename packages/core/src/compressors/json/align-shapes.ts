// One order of columns for objects of several shapes.

import type { JsonDocument } from './document.ts'
import { shapeKeys } from './shapes.ts'

/** The columns that objects of several shapes can share, and how the members of each shape go into them. */
export interface Alignment {
  /** Key ids, in an order that each shape keeps. */
  keys: readonly number[]
  /** For each shape that fits: the column of each of its members. */
  plans: Map<number, readonly number[]>
  /** How many of the objects have such a shape. */
  fits: number
}

/** Tokens of an empty cell: commas stand together. */
export const EMPTY_CELL = 0.5

const MAX_SHAPES = 64
const MAX_COLUMNS = 200

/** Columns for as many of the objects as pays: from the most frequent shape on, each that keeps the order of the others. */
export function alignShapes(document: JsonDocument, objects: readonly number[]): Alignment {
  const counts = new Map<number, number>()
  for (const object of objects) {
    const shape = document.info[object]!
    if (shape >= 0) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  const shapes = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MAX_SHAPES)
  let keys: readonly number[] = []
  let fits = 0
  const accepted: number[] = []
  for (const [shape, count] of shapes) {
    const own = shapeKeys(document.shapes, shape)
    const merged = fits === 0 ? own : mergeKeys(keys, own)
    if (!merged || merged.length > MAX_COLUMNS) continue
    const emptied = (merged.length - keys.length) * fits + (merged.length - own.length) * count
    if (fits > 0 && emptied * EMPTY_CELL > count * own.length) continue
    keys = merged
    fits += count
    accepted.push(shape)
  }
  const index = new Map(keys.map((key, i) => [key, i]))
  const plans = new Map<number, readonly number[]>()
  for (const shape of accepted) {
    plans.set(
      shape,
      shapeKeys(document.shapes, shape).map((key) => index.get(key)!),
    )
  }
  return { keys, plans, fits }
}

/** The shortest order that holds both in theirs; undefined if they disagree. */
function mergeKeys(keys: readonly number[], own: readonly number[]): readonly number[] | undefined {
  const merged = [...keys]
  let at = 0
  for (const key of own) {
    const found = merged.indexOf(key)
    if (found >= 0 && found < at) return undefined
    if (found >= 0) at = found + 1
    else merged.splice(at++, 0, key)
  }
  return merged
}
