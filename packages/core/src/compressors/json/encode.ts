// Writes a document as JSON in which lists of like objects are tables.

import {
  ARRAY,
  childrenOf,
  compactText,
  type JsonDocument,
  NULL,
  OBJECT,
  STRING,
  sourceOf,
  stringOf,
} from './document.ts'
import { type ElementForm, elementForm, type Form, type ListForm, listForm, type ObjectForm } from './form.ts'
import { type Feature, headerOf } from './header.ts'
import { innerJson, type Spacing } from './inner-json.ts'
import { type Sample, sampleList, type Wish } from './sample-list.ts'
import { classify, ESCAPE, isBare } from './spelling.ts'

/** How a document is being written, and what of the notation its text has used so far. */
export interface Encoding {
  document: JsonDocument
  features: Set<Feature>
  /** How JSON inside strings is spaced: as the first such string has it. */
  spacing?: Spacing
  /** How many strings around this document hold it. */
  depth: number
  /** Long lists are sampled. */
  sampling?: Sampling
}

export interface Sampling extends Wish {
  /** Takes the source text of a sampled list, and gives the marker for what is not shown of it. */
  drop(source: string, sample: Sample): string
  /** The source text of the string that holds this document. */
  source?: string
}

/** Elements to write as rows; members with their keys if keyed; as JSON if they have no form. */
interface List {
  /** Where the list stands in the source. */
  start: number
  end: number
  elements: number[]
  keyed: boolean
  form?: ElementForm
}

/** Where a value stands: alone, in JSON, or in a cell of a table. */
type Place = keyof typeof MIN_SAVING

/** Rows of a list in a cell stand on one line up to this many characters. */
const MAX_INLINE = 2000
/** Tokens that a table must save at least: what its frame costs; and more in a cell, where it breaks up a row. */
const MIN_SAVING = { root: 6, json: 6, cell: 100 }
const MAX_INNER_DEPTH = 2

/** The whole document. */
export function encodeDocument(encoding: Encoding): string {
  const { document, features } = encoding
  const { roots } = document
  if (roots.length === 1) return encodeValue(encoding, roots[0]!, 'root').trimStart()
  const found = elementForm(document, roots)
  const list = { start: 0, end: document.text.length, elements: roots, keyed: false }
  const lines = encodeTable(encoding, found && found.saving > MIN_SAVING.root ? { ...list, form: found.form } : list)
  if (!lines) return roots.map((root) => compactText(document, root)).join('\n')
  features.add('lines')
  return `lines${lines}`
}

/** A value where JSON stands: a table if that is shorter, else JSON. A table begins on a new line. */
function encodeValue(encoding: Encoding, node: number, place: Place): string {
  const { document } = encoding
  const kind = document.kind[node]!
  if (kind === STRING) return encodeInner(encoding, node, place) ?? compactText(document, node)
  if (kind !== ARRAY && kind !== OBJECT) return compactText(document, node)
  const found = listForm(document, [node])
  const form = found && found.saving > MIN_SAVING[place] ? found.form.element : undefined
  const table = form || kind === ARRAY ? encodeTable(encoding, listOf(encoding, node, form, place)) : undefined
  return table ? `\n${table}${place === 'root' ? '' : '\n]'}` : encodePlain(encoding, node, place)
}

function encodePlain(encoding: Encoding, node: number, place: Place): string {
  const { document } = encoding
  const children = childrenOf(document, node)
  if (children.every((child) => isPlainScalar(document, child))) return compactText(document, node)
  const isArray = document.kind[node] === ARRAY
  const members = children.map((child) => {
    const name = isArray ? '' : `${document.keys[document.key[child]!]}:`
    return name + encodeValue(encoding, child, place === 'cell' ? 'cell' : 'json')
  })
  return isArray ? `[${members.join()}]` : `{${members.join()}}`
}

function isPlainScalar(document: JsonDocument, node: number): boolean {
  const kind = document.kind[node]!
  return kind !== ARRAY && kind !== OBJECT && !(kind === STRING && document.info[node]! & ESCAPE)
}

/** A string that holds JSON, with that JSON in the place of its quoted text. */
function encodeInner(encoding: Encoding, node: number, place: Place): string | undefined {
  const { document, features, depth } = encoding
  if (depth === MAX_INNER_DEPTH || !(document.info[node]! & ESCAPE)) return undefined
  const inner = innerJson(stringOf(document, node), encoding.spacing)
  if (!inner) return undefined
  encoding.spacing = inner.spacing
  features.add(inner.spacing)
  const source = encoding.sampling?.source ?? sourceOf(document, node)
  const sampling = encoding.sampling && { ...encoding.sampling, source }
  const nested = { ...encoding, sampling, document: inner.document, depth: depth + 1 }
  return `~${encodeValue(nested, inner.document.roots[0]!, place)}`
}

/** A list as a table; undefined if it has no form and is not sampled either. */
function encodeTable(encoding: Encoding, list: List): string | undefined {
  const { document, features } = encoding
  const sample = sampleOf(encoding, list, false)
  if (!list.form && !sample) return undefined
  if (!list.form) features.add('items')
  const header = list.form ? headerOf(document, { keyed: list.keyed, form: list.form }, features) : ''
  return [`[${list.elements.length}]${header}`, ...encodeRows(encoding, list, { sample, inside: false })].join('\n')
}

function encodeRows(encoding: Encoding, list: List, where: { sample: Sample | undefined; inside: boolean }): string[] {
  const { sample, inside } = where
  if (isWithoutCells(list)) return []
  const row = (i: number) => encodeRow(encoding, list, { row: i, inside })
  if (!sample) return list.elements.map((_, i) => row(i))
  const lines: string[] = []
  let next = 0
  for (const i of [...sample.kept, list.elements.length]) {
    if (i > next) lines.push(`[${i - next} ${sample.dropped.unit} omitted]`)
    if (i < list.elements.length) lines.push(row(i))
    next = i + 1
  }
  const { sampling, document } = encoding
  lines.push(sampling!.drop(sampling!.source ?? document.text.slice(list.start, list.end), sample))
  return lines
}

function encodeRow(encoding: Encoding, list: List, where: { row: number; inside: boolean }): string {
  const { keyed, form } = list
  const { inside } = where
  const node = list.elements[where.row]!
  if (!form) return encodeFree(encoding, node)
  const row = encodeElement(encoding, node, { form, inside })
  // Inside brackets, one empty row would look like no row at all.
  if (!keyed) return row === '' && inside ? encodeMisfit(encoding, node) : row
  const key = encodeKey(encoding.document, node, inside)
  return form.kind === 'object' && form.cells === 0 && row === '' ? key : `${key},${row}`
}

function sampleOf(encoding: Encoding, list: List, inside: boolean): Sample | undefined {
  const { document, sampling } = encoding
  if (!sampling || isWithoutCells(list)) return undefined
  // What is written to find out its length must drop nothing, and leave nothing in the rule.
  const trial: Encoding = { ...encoding, sampling: undefined, features: new Set() }
  const { elements, keyed, form } = list
  const probed = { document, elements, keyed, unit: form ? ('rows' as const) : ('items' as const) }
  return sampleList(probed, sampling, (row) => encodeRow(trial, list, { row, inside }))
}

/** All rows are the same, and the header says all of it. */
function isWithoutCells({ keyed, form }: List): boolean {
  return !keyed && form?.kind === 'object' && form.cells === 0
}

function listOf(encoding: Encoding, node: number, form: ElementForm | undefined, place: Place): List {
  const { document } = encoding
  const [start, end] = place === 'root' ? [0, document.text.length] : [document.start[node]!, document.end[node]!]
  return { start, end, elements: childrenOf(document, node), keyed: document.kind[node] === OBJECT, form }
}

function encodeElement(encoding: Encoding, node: number, where: { form: ElementForm; inside: boolean }): string {
  const { form, inside } = where
  const row = form.kind === 'list' ? encodeList(encoding, node, form) : encodeMembers(encoding, node, { form, inside })
  // A misfit in the first cell would look like a misfit row.
  return row === undefined || row[0] === '=' ? encodeMisfit(encoding, node) : row
}

/** The cells of an object; undefined if its keys are not those of the form. */
function encodeMembers(
  encoding: Encoding,
  node: number,
  where: { form: ObjectForm; inside: boolean },
): string | undefined {
  const { document, features } = encoding
  const { columns, plans } = where.form
  const plan = document.kind[node] === OBJECT ? plans.get(document.info[node]!) : undefined
  if (!plan) return undefined
  const cells: string[] = []
  let child = node + 1
  let member = 0
  for (const [i, { form, optional }] of columns.entries()) {
    const isPresent = plan[member] === i
    if (form.kind !== 'constant') {
      if (!isPresent) cells.push('')
      else if (document.kind[child] !== NULL) cells.push(encodeCell(encoding, child, { form, inside: where.inside }))
      else {
        if (!optional) features.add('null')
        cells.push(optional ? 'null' : '')
      }
    }
    if (!isPresent) continue
    child = document.next[child]!
    member++
  }
  return cells.join()
}

function encodeCell(encoding: Encoding, node: number, where: { form: Form; inside: boolean }): string {
  const { document } = encoding
  const { form, inside } = where
  if (form.kind === 'object') {
    const cells = encodeMembers(encoding, node, { form, inside: true })
    return cells ? `{${cells}}` : encodeMisfit(encoding, node)
  }
  if (form.kind === 'list') return encodeList(encoding, node, form) ?? encodeMisfit(encoding, node)
  if (document.kind[node] !== STRING) return encodeFree(encoding, node)
  const bits = document.info[node]!
  const value = stringOf(document, node)
  const asText = form.kind === 'text'
  if (isBare(value, bits & ESCAPE ? classify(value) : bits, { inside, asText })) return value
  return encodeInner(encoding, node, 'cell') ?? compactText(document, node)
}

/** A value in a cell of any kind. A table begins on a new line, so it needs a mark in the cell. */
function encodeFree(encoding: Encoding, node: number): string {
  const text = encodeValue(encoding, node, 'cell')
  if (text[0] !== '\n') return text
  encoding.features.add('misfit')
  return `=${text}`
}

/** A value that has not the form of its place. */
function encodeMisfit(encoding: Encoding, node: number): string {
  encoding.features.add('misfit')
  return `=${encodeValue(encoding, node, 'cell')}`
}

/** A list in a cell; undefined if it is none. */
function encodeList(encoding: Encoding, node: number, form: ListForm): string | undefined {
  const { document } = encoding
  const { element, keyed } = form
  if (document.kind[node] !== (keyed ? OBJECT : ARRAY)) return undefined
  const list = listOf(encoding, node, element, 'cell')
  const sample = sampleOf(encoding, list, true)
  const rows = encodeRows(encoding, list, { sample, inside: true })
  const length = rows.reduce((sum, row) => sum + row.length + 1, 0)
  const isInline = !sample && length <= MAX_INLINE && !rows.some((row) => row.includes('\n'))
  return isInline ? `[${rows.join(';')}]` : `[\n${rows.join('\n')}\n]`
}

function encodeKey(document: JsonDocument, node: number, inside: boolean): string {
  const spelled = document.keys[document.key[node]!]!
  const value: string = JSON.parse(spelled)
  return isBare(value, classify(value), { inside, asText: true }) ? value : spelled
}
