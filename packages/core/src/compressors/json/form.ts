// Finds the form that many values share: which objects are rows of a table, what its columns are, and what that saves.

import { alignShapes, EMPTY_CELL } from './align-shapes.ts'
import {
  ARRAY,
  childrenOf,
  compactText,
  FALSE,
  type JsonDocument,
  NULL,
  NUMBER,
  OBJECT,
  STRING,
  stringOf,
  TRUE,
} from './document.ts'
import { estimateTokens } from './estimate.ts'
import { looksScalar } from './spelling.ts'

/** How the values of a column, or the elements of a list, are written. */
export type Form = ValueForm | ConstantForm | ObjectForm | ListForm

/** Each value in a cell of its own; `text`: all are strings, so that a bare number is a string too. */
export interface ValueForm {
  kind: 'value' | 'text'
}

/** The same value everywhere, written once in the header. */
export interface ConstantForm {
  kind: 'constant'
  json: string
}

/** Objects with their members in columns. */
export interface ObjectForm {
  kind: 'object'
  columns: Column[]
  /** How many columns have a cell in each row: all but the constant ones. */
  cells: number
  /** Shapes that fit: for each member in order, the index of its column. */
  plans: Map<number, readonly number[]>
}

/** Arrays of rows, or, if keyed, objects whose members are rows with the key in the first cell. */
export interface ListForm {
  kind: 'list'
  keyed: boolean
  element: ElementForm
}

/** How the elements of a list are written: a row each. */
export type ElementForm = ObjectForm | ListForm

export interface Column {
  /** Id of its key. */
  key: number
  /** True if the key is absent in some rows. */
  optional: boolean
  form: Form
}

/** A form, and the tokens it saves against compact JSON, all values together. */
export interface Found<F extends Form> {
  form: F
  saving: number
}

/** How deep columns nest. */
const MAX_LEVELS = 6
/** How deep lists of lists are looked into. */
const MAX_LIST_LEVEL = 2
/** Trying objects as records and as maps doubles the work with each level. */
const MAX_MAP_LEVEL = 4
/** Share of values that must have the form; the others are written as JSON where they stand. */
const MAJORITY = 0.5

const VALUE: Found<ValueForm> = { form: { kind: 'value' }, saving: 0 }

/** The form of the elements of a list; undefined if plain JSON is no longer. */
export function elementForm(
  document: JsonDocument,
  elements: readonly number[],
  level = 0,
): Found<ObjectForm> | Found<ListForm> | undefined {
  if (level === MAX_LEVELS || elements.length < 2) return undefined
  const enough = elements.length * MAJORITY
  const objects = elements.filter((element) => document.kind[element] === OBJECT)
  if (objects.length >= enough) {
    const found = objectForm(document, objects, level)
    // Rows without cells are not written, so there is no place for a row that is different.
    const fits = (node: number) => document.kind[node] === OBJECT && found!.form.plans.has(document.info[node]!)
    return !found || found.form.cells > 0 || elements.every(fits) ? found : undefined
  }
  if (level >= MAX_LIST_LEVEL) return undefined
  const arrays = elements.filter((element) => document.kind[element] === ARRAY)
  return arrays.length >= enough ? listForm(document, arrays, level) : undefined
}

/** The form of lists, all arrays or all objects, whose elements are alike; undefined if plain JSON is no longer. */
export function listForm(document: JsonDocument, lists: readonly number[], level = 0): Found<ListForm> | undefined {
  const keyed = document.kind[lists[0]!] === OBJECT
  const found = elementForm(
    document,
    lists.flatMap((list) => childrenOf(document, list)),
    level + 1,
  )
  if (!found || (keyed && found.form.kind === 'list')) return undefined
  // Rows without cells would leave nothing to count in a list that does not state its length.
  if (level > 0 && !keyed && found.form.kind === 'object' && found.form.cells === 0) return undefined
  return { form: { kind: 'list', keyed, element: found.form }, saving: found.saving }
}

/** The form of objects that share their keys; undefined if plain JSON is no longer. */
function objectForm(document: JsonDocument, objects: readonly number[], level: number): Found<ObjectForm> | undefined {
  if (level === MAX_LEVELS) return undefined
  const { keys, plans, fits } = alignShapes(document, objects)
  if (fits < 2 || fits < objects.length * MAJORITY) return undefined
  const values = keys.map((): number[] => [])
  for (const object of objects) {
    const plan = plans.get(document.info[object]!)
    if (!plan) continue
    let child = object + 1
    for (const column of plan) {
      values[column]!.push(child)
      child = document.next[child]!
    }
  }
  const columns: Column[] = []
  let saving = fits
  for (const [i, key] of keys.entries()) {
    const present = values[i]!
    const optional = present.length < fits
    const found = columnForm(document, { values: present, optional, level })
    const name = estimateTokens(document.keys[key]!) - 1
    // In JSON a member costs its name and two marks; a cell costs one.
    const marks = found.form.kind === 'constant' ? 2 : 1
    saving += found.saving + (present.length - 1) * name + present.length * marks
    saving -= (fits - present.length) * EMPTY_CELL
    columns.push({ key, optional, form: found.form })
  }
  const cells = columns.filter((column) => column.form.kind !== 'constant').length
  return saving > 0 ? { form: { kind: 'object', columns, cells, plans }, saving } : undefined
}

function columnForm(
  document: JsonDocument,
  column: { values: readonly number[]; optional: boolean; level: number },
): Found<Form> {
  const { optional, level } = column
  const values = column.values.filter((node) => document.kind[node] !== NULL)
  if (!optional) {
    const json = sameText(document, column.values)
    if (json !== undefined) {
      const form: ConstantForm = { kind: 'constant', json }
      return { form, saving: (column.values.length - 1) * estimateTokens(json) }
    }
  }
  const enough = values.length * MAJORITY
  const objects = values.filter((node) => document.kind[node] === OBJECT)
  if (objects.length > 0 && objects.length >= enough) return recordOrMap(document, objects, level + 1)
  const arrays = values.filter((node) => document.kind[node] === ARRAY)
  if (arrays.length > 0 && arrays.length >= enough) return listForm(document, arrays, level + 1) ?? VALUE
  return textForm(document, values) ?? VALUE
}

/** Objects are records, whose keys are columns, or maps, whose keys are data. */
function recordOrMap(document: JsonDocument, objects: readonly number[], level: number): Found<Form> {
  const record = objectForm(document, objects, level)
  const isUniform = record && record.form.plans.size === 1
  const map = isUniform || level > MAX_MAP_LEVEL ? undefined : listForm(document, objects, level)
  if (map && map.saving > (record?.saving ?? 0)) return map
  // Without cells it would read as an empty object.
  return record && record.form.cells > 0 ? record : VALUE
}

/** The text that all values share; undefined if there are two. */
function sameText(document: JsonDocument, nodes: readonly number[]): string | undefined {
  if (nodes.length < 2) return undefined
  const first = compactText(document, nodes[0]!)
  for (let i = 1; i < nodes.length; i++) {
    const node = nodes[i]!
    if (document.kind[node] !== document.kind[nodes[0]!] || compactText(document, node) !== first) return undefined
  }
  return first
}

/** Strings of which some look like numbers: the column says once that they are strings. */
function textForm(document: JsonDocument, values: readonly number[]): Found<ValueForm> | undefined {
  let ambiguous = 0
  for (const node of values) {
    const kind = document.kind[node]!
    if (kind === NUMBER || kind === TRUE || kind === FALSE) return undefined
    if (kind === STRING && mayLookScalar(document, node) && looksScalar(stringOf(document, node))) ambiguous++
  }
  return ambiguous > 2 ? { form: { kind: 'text' }, saving: ambiguous } : undefined
}

/** A look at its first character spares most strings the closer look. */
function mayLookScalar(document: JsonDocument, node: number): boolean {
  const first = document.text.charCodeAt(document.start[node]! + 1)
  return first < 58 || first === 0x74 || first === 0x66 || first === 0x5c
}
