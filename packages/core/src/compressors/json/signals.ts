// What makes a row of a list worth showing: rare values, rare kinds of values, words of alarm.

import { ARRAY, type JsonDocument, OBJECT, STRING, sourceOf } from './document.ts'
import type { Field } from './fields.ts'
import { matchesIn, rowAt, valueAt } from './locate.ts'

/** Rows that have something in common that few others have. */
export interface Signal {
  rows: readonly number[]
  /** How surprising it is, in bits: the logarithm of one over the share of rows that have it. */
  bits: number
  /** Few rows have it, but so it is with all other values of the column. */
  isMinor?: boolean
}

/** A word of alarm. In how many rows it stands decides whether it means anything. */
const ALARM =
  /error|fail|cancel|denied|time.?out|exception|critical|fatal|refus|reject|overdue|delay|invalid|unauthori|forbidden|crash|panic/gi
/** Above this share, alarm is the common case in a column. */
const COMMON_ALARM = 0.2
/** A column with more values than this is no category. */
const MAX_VALUES = 200
const MAX_VALUE_LENGTH = 80
/** A value is rare up to this share of the rows, if the usual value comes this many times as often. */
const RARE_VALUE = 0.03
const BESIDE_USUAL = 5
/** A category has at most this many values. */
const MAX_CATEGORIES = 64
const MIN_PER_CATEGORY = 4
/** Share of rows with rare values up to which rarity means anything. */
const RARE_ROWS = 0.05
/** Rows that a value must hold on to be more than a blip. */
const LASTING = 3

/** The signal of some rows among `total`. */
export function signalOf(rows: readonly number[], total: number): Signal {
  return { rows, bits: Math.log2(total / rows.length) }
}

/** Values that few rows have, in columns where most values are common; and steps of columns that seldom change. */
export function rareValues(document: JsonDocument, field: Field, total: number): Signal[] {
  const byValue = new Map<string, number[]>()
  const runs: { row: number; length: number }[] = []
  let last: string | undefined
  for (let i = 0; i < field.nodes.length; i++) {
    const node = field.nodes[i]!
    if (document.kind[node]! >= ARRAY) continue
    const row = field.rows[i]!
    // Long texts are no categories: one group, so that a long one among short ones is still seen.
    const isLong = document.end[node]! - document.start[node]! > MAX_VALUE_LENGTH
    const value = isLong ? '' : sourceOf(document, node)
    const rows = byValue.get(value)
    if (rows?.at(-1) === row) continue
    if (rows) rows.push(row)
    else if (byValue.size === MAX_VALUES) return []
    else byValue.set(value, [row])
    if (value === last) runs.at(-1)!.length++
    else runs.push({ row, length: 1 })
    last = value
  }
  const groups = [...byValue.values()]
  const rare = rareGroups(groups, total)
  const signals = rare.map((rows) => signalOf(rows, total))
  if (rare.length === 0) signals.push(...scarceGroups(groups, total))
  if (!field.isRepeated) signals.push(...stepsBetween(runs, total))
  return signals
}

/** Rows in which a key is missing, null, empty or of another kind than elsewhere; or that have another shape. */
export function rareKinds(document: JsonDocument, field: Field, total: number): Signal[] {
  const { nodes, rows } = field
  if (field.isRepeated) return []
  const byCode = new Map<number, number[]>()
  for (let i = 0; i < nodes.length; i++) {
    const code = kindCode(document, nodes[i]!)
    const group = byCode.get(code)
    if (group) group.push(rows[i]!)
    else byCode.set(code, [rows[i]!])
  }
  const groups = [...byCode.values()]
  // Where most rows lack the field, those are not the rare ones.
  if (nodes.length < total && nodes.length > total / 2) groups.push(missingRows(rows, total))
  return rareGroups(groups, total).map((group) => signalOf(group, total))
}

/** Rows with words of alarm in their values, by column; columns where that is common are left out. */
export function alarms(document: JsonDocument, elements: readonly number[]): Signal[] {
  const byKey = new Map<number, Set<number>>()
  for (const { index } of matchesIn(document, elements, ALARM)) {
    const node = valueAt(document, index)
    if (node === undefined) continue
    const key = document.key[node]!
    let rows = byKey.get(key)
    if (!rows) byKey.set(key, (rows = new Set()))
    rows.add(rowAt(elements, node))
  }
  return [...byKey.values()]
    .filter((rows) => rows.size <= Math.max(1, elements.length * COMMON_ALARM))
    .map((rows) => signalOf([...rows], elements.length))
}

/** The rows on both sides of each step from one lasting value to the next, if the column seldom changes. */
function stepsBetween(runs: readonly { row: number; length: number }[], total: number): Signal[] {
  if (runs.length < 2 || runs.length > Math.max(4, total * RARE_ROWS)) return []
  const rows: number[] = []
  for (const [i, run] of runs.entries()) {
    const before = runs[i - 1]
    if (before && before.length >= LASTING && run.length >= LASTING) rows.push(run.row - 1, run.row)
  }
  return rows.length > 0 ? [signalOf(rows, total)] : []
}

function missingRows(rows: readonly number[], total: number): number[] {
  const present = new Set(rows)
  return Array.from({ length: total }, (_, row) => row).filter((row) => !present.has(row))
}

function kindCode(document: JsonDocument, node: number): number {
  const kind = document.kind[node]!
  if (kind === OBJECT) return 100 + document.info[node]!
  const isEmpty = kind === STRING && document.end[node]! - document.start[node]! === 2
  return isEmpty ? 20 : kind + 1
}

/** The least frequent values of a category whose values are all about as frequent. */
function scarceGroups(groups: readonly number[][], total: number): Signal[] {
  if (groups.length > Math.min(MAX_CATEGORIES, total / MIN_PER_CATEGORY)) return []
  const scarce = groups.filter((rows) => rows.length <= total * RARE_VALUE)
  return scarce.map((rows) => ({ ...signalOf(rows, total), isMinor: true }))
}

/** The groups of rows that are rare beside the others, if rows with rare ones are few. */
function rareGroups(groups: readonly number[][], total: number): number[][] {
  const isFew = (rows: number) => rows > 0 && rows <= 1 + total * RARE_ROWS
  const usual = total / groups.length / BESIDE_USUAL
  for (const limit of [Math.min(total * RARE_VALUE, usual), Math.min(1, usual)]) {
    const rare = groups.filter((rows) => rows.length <= limit)
    if (isFew(rare.reduce((sum, rows) => sum + rows.length, 0))) return rare
  }
  return []
}
