// Says in a line what dropped rows held: values with their counts, ranges, first and last.

import { ARRAY, type JsonDocument, NUMBER, STRING, sourceOf, stringOf } from './document.ts'
import type { Field } from './fields.ts'
import { classify, isBare } from './spelling.ts'

const MAX_LENGTH = 200
const MAX_VALUES = 6
/** Of columns with more values, the most and the least frequent are named, up to this many, if they repeat this often. */
const MAX_CATEGORIES = 64
const MIN_REPEATS = 3
const MAX_VALUE_LENGTH = 40
/** Rows that show whether a field is a key. */
const KEY_SAMPLE = 200
/** The deeper a field is in a row, the less it tells. */
const DEPTH_RANK = 3
/** Longer numbers may lose their order when they are read as floating point. */
const MAX_EXACT_LENGTH = 15
/** With the time zone as its group. */
const ISO_DATE = /^"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?"$/
/** What a marker cannot hold, or not show. */
const UNFIT = /[<>\u0000-\u001f\u007f-\u00a0\u2028\u2029]|\p{Surrogate}/u

/** A field's values in the dropped rows. */
interface Column {
  document: JsonDocument
  nodes: number[]
  /** Dropped rows that do not have the field. */
  absent: number
}

/** A few words, and how much they tell: the lower the rank, the more. */
interface Remark {
  rank: number
  words: string
}

/** What the rows that are not `kept` hold: their keys if they are members, then field by field, as far as a line has room. */
export function describeDropped(
  document: JsonDocument,
  list: { elements: readonly number[]; fields: readonly Field[]; keyed: boolean },
  kept: Uint8Array,
): string {
  const { elements, fields, keyed } = list
  const dropped = kept.reduce((sum, flag) => sum + 1 - flag, 0)
  const key = fields.find((field) => isKey(document, field, kept.length))
  const remarks: Remark[] = []
  for (const field of fields) {
    if (field.isRepeated || UNFIT.test(field.name)) continue
    const nodes = field.nodes.filter((_, i) => !kept[field.rows[i]!])
    // A field that most rows have not tells little.
    if (nodes.length < dropped / 2 || nodes.some((node) => document.kind[node]! >= ARRAY)) continue
    // What is the same in all rows can be seen in those that are shown.
    if (field.nodes.length === kept.length && areEqual(document, field.nodes)) continue
    const remark = remarkOn({ document, nodes, absent: dropped - nodes.length }, field === key)
    if (!remark) continue
    const rank = remark.rank + field.depth * DEPTH_RANK
    remarks.push({ rank, words: `${field.name} ${remark.words}`.trimStart() })
  }
  remarks.sort((a, b) => a.rank - b.rank)
  let text = keyed ? keysOf(document, elements, kept) : ''
  for (const { words } of remarks) if (text.length + words.length <= MAX_LENGTH) text += `${text && '; '}${words}`
  return text
}

function remarkOn(column: Column, isKey: boolean): Remark | undefined {
  const counts = isKey ? undefined : countValues(column)
  const said = counts?.map(([word, count]) => `${word} ×${count}`)
  if (said && said.length <= MAX_VALUES + Number(column.absent > 0))
    return { rank: said.length, words: said.join(', ') }
  if (column.absent > 0) return undefined
  const range = numberRange(column) ?? dateRange(column)
  const ends = (range ?? (isKey ? [column.nodes[0]!, column.nodes.at(-1)!] : [])).map((node) => wordOf(column, node))
  if (ends.length > 0) {
    if (ends.includes(undefined)) return undefined
    return { rank: isKey ? 0 : MAX_VALUES + 1, words: ends.join(range ? '–' : ' … ') }
  }
  if (!said || said.length * MIN_REPEATS > column.nodes.length) return undefined
  return { rank: MAX_VALUES + 2, words: `${said.length} values, ${said[0]!} … ${said.at(-1)!}` }
}

/** The first and the last key of dropped members. */
function keysOf(document: JsonDocument, elements: readonly number[], kept: Uint8Array): string {
  const dropped = elements.filter((_, row) => !kept[row])
  const ends = [dropped[0]!, dropped.at(-1)!].map((node) => document.keys[document.key[node]!]!.slice(1, -1))
  return ends.some((key) => UNFIT.test(key) || key.length > MAX_VALUE_LENGTH) ? '' : `keys ${ends.join(' … ')}`
}

/** How often each value comes, the most frequent first; undefined if there are many or one is unfit. */
function countValues(column: Column): [string, number][] | undefined {
  const nodes = new Map<string, number>()
  const counts = new Map<string, number>()
  for (const node of column.nodes) {
    const value = sourceOf(column.document, node)
    const count = counts.get(value) ?? 0
    if (count === 0 && counts.size === MAX_CATEGORIES) return undefined
    counts.set(value, count + 1)
    nodes.set(value, node)
  }
  const words: [string, number][] = column.absent > 0 ? [['no value', column.absent]] : []
  for (const [value, count] of counts) {
    const word = wordOf(column, nodes.get(value)!)
    if (word === undefined) return undefined
    words.push([word, count])
  }
  return words.sort((a, b) => b[1] - a[1])
}

/** Nodes of the least and the greatest, if all are numbers whose order is certain. */
function numberRange({ document, nodes }: Column): [number, number] | undefined {
  let range: [number, number] = [nodes[0]!, nodes[0]!]
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const node of nodes) {
    if (document.kind[node] !== NUMBER || document.end[node]! - document.start[node]! > MAX_EXACT_LENGTH)
      return undefined
    const value = Number(sourceOf(document, node))
    if (!Number.isFinite(value)) return undefined
    if (value < least) range = [node, range[1]]
    if (value > greatest) range = [range[0], node]
    least = Math.min(least, value)
    greatest = Math.max(greatest, value)
  }
  return range
}

/** Nodes of the first and the last date, if all are dates of one layout and zone, which sort as they are written. */
function dateRange({ document, nodes }: Column): [number, number] | undefined {
  let range: [number, number] = [nodes[0]!, nodes[0]!]
  let least = sourceOf(document, nodes[0]!)
  let greatest = least
  const zone = ISO_DATE.exec(least)
  if (!zone) return undefined
  const fixed = least.length - 1 - (zone[1]?.length ?? 0)
  for (const node of nodes) {
    const value = sourceOf(document, node)
    if (value.slice(fixed) !== least.slice(fixed) || !hasLayout(value, least)) return undefined
    if (value < least) {
      least = value
      range = [node, range[1]]
    } else if (value > greatest) {
      greatest = value
      range = [range[0], node]
    }
  }
  return range
}

/** True if two strings of one length have digits in the same places, and the same characters between them. */
function hasLayout(value: string, model: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    const wanted = model.charCodeAt(i)
    if (code !== wanted && !(isDigit(code) && isDigit(wanted))) return false
  }
  return true
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** A value as the marker names it; undefined if it is long or cannot stand there. */
function wordOf({ document }: Column, node: number): string | undefined {
  if (document.end[node]! - document.start[node]! > MAX_VALUE_LENGTH) return undefined
  const source = sourceOf(document, node)
  if (UNFIT.test(source)) return undefined
  if (document.kind[node] !== STRING) return source
  const value = stringOf(document, node)
  return isBare(value, classify(value), { inside: true, asText: false }) ? value : source
}

function areEqual(document: JsonDocument, nodes: readonly number[]): boolean {
  const first = sourceOf(document, nodes[0]!)
  return nodes.every((node) => sourceOf(document, node) === first)
}

/** True for a field that every row has and that tells the rows apart, as far as the first of them show. */
function isKey(document: JsonDocument, field: Field, total: number): boolean {
  if (field.isRepeated || field.nodes.length < total) return false
  const values = new Set<string>()
  for (const node of field.nodes.slice(0, KEY_SAMPLE)) {
    const value = sourceOf(document, node)
    if (document.kind[node]! >= ARRAY || value.length > MAX_VALUE_LENGTH || values.has(value)) return false
    values.add(value)
  }
  return true
}
