// The rows of a table as a JSON document, so that what tells which rows of a JSON list matter tells it of tables too.

import type { JsonDocument } from '../json/document.ts'
import { childrenOf } from '../json/document.ts'
import { parseJson } from '../json/parse.ts'
import { unquoted } from './delimited.ts'
import type { Table } from './table.ts'

export interface RowsAsJson {
  document: JsonDocument
  /** The node of each row. */
  elements: number[]
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/
const MAX_NUMBER = 40
const NINE = 57
/** Amounts of one unit are compared as numbers, and the unit goes into the name of the column. */
const AMOUNT = /^(-?\d{1,15}(?:\.\d{1,15})?)(%|[a-zA-Z]{1,2})$/
const PROBES = 64

/** Rows as a list of objects, with the names of the columns as keys. Cells that look like numbers are numbers. */
export function rowsAsJson({ names, rows, delimiter }: Table): RowsAsJson | undefined {
  const width = Math.max(names.length, rows[0]?.cells.length ?? 0)
  const units = Array.from({ length: width }, (_, c) => unitOf(rows, c))
  const keys = keysOf(names, units)
  // Rows are many, so their keys are short until the document is read.
  const shorts = [...keys.map((_, c) => `"${c}"`), '"more"']
  const starts = shorts.map((key, c) => `${c > 0 ? ',' : '{'}${key}:`)
  const texts: string[] = []
  for (const { cells } of rows) {
    let text = cells.length > 0 ? '' : '{'
    // More cells than columns: the first of them shows that this row is unlike the others.
    for (let c = 0; c < cells.length && c <= width; c++) {
      text += starts[c]! + valueText(delimiter ? unquoted(cells[c]!) : cells[c]!, units[c])
    }
    texts.push(`${text}}`)
  }
  const document = parseJson(`[${texts.join()}]`)
  if (!document) return undefined
  document.keys = document.keys.map((key) => keys[shorts.indexOf(key)] ?? key)
  return { document, elements: childrenOf(document, 0) }
}

/** A key for each column: its name, made different from others. */
function keysOf(names: readonly string[], units: readonly string[]): string[] {
  const taken = new Set<string>(['more'])
  return units.map((unit, c) => {
    const name = names[c] || `column ${c + 1}`
    let key = unit ? `${name} in ${unit}` : name
    if (taken.has(key)) key = `${name} (column ${c + 1})`
    while (taken.has(key)) key += '*'
    taken.add(key)
    return JSON.stringify(key)
  })
}

function valueText(value: string, unit: string | undefined): string {
  if (unit && value.endsWith(unit)) {
    const amount = value.slice(0, -unit.length)
    if (NUMBER.test(amount)) return amount
  }
  const first = value.charCodeAt(0)
  const isNumber = first <= NINE && value.length < MAX_NUMBER && NUMBER.test(value)
  return isNumber ? value : PLAIN.test(value) ? `"${value}"` : JSON.stringify(value)
}

/** The unit of a column in which all probed cells are amounts of one. */
function unitOf(rows: readonly { cells: readonly string[] }[], column: number): string {
  let unit = ''
  const step = Math.max(1, Math.floor(rows.length / PROBES))
  for (let row = 0; row < rows.length; row += step) {
    const found = AMOUNT.exec(rows[row]!.cells[column] ?? '')?.[2]
    if (!found || (unit !== '' && found !== unit)) return ''
    unit = found
  }
  return unit
}
