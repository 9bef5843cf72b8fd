// The lossless form of separated values: columns that are the same in all rows are said once.

import { type Line, sliceLines } from './lines.ts'
import type { Table } from './table.ts'

/** What can stand in the brackets without being taken for what is around it. */
const PLAIN_NAME = /^[^;=\]\r\n]{0,80}$/
const PLAIN_VALUE = /^[^;\]\r\n]{0,200}$/
const QUOTED = /^"(?:[^"]|"")*"$/

/** The table without its constant columns; undefined if it has none or is not regular. */
export function hoistTable(text: string, lines: readonly Line[], table: Table): string | undefined {
  const { delimiter, head, end, names, rows } = table
  if (!delimiter) return undefined
  const isNamed = names.length > 0
  const width = rows[0]!.cells.length
  const records = isNamed ? [{ line: head, cells: headerCells(text, lines, table) }, ...rows] : rows
  const constants = constantColumns(rows, width).filter(
    (c) => PLAIN_VALUE.test(rows[0]!.cells[c]!) && PLAIN_NAME.test(isNamed ? records[0]!.cells[c]! : ''),
  )
  if (constants.length === 0 || constants.length > width - 2) return undefined
  const isConstant = new Set(constants)
  const parts: string[] = []
  for (const [i, { line, cells }] of records.entries()) {
    const to = records[i + 1]?.line ?? end
    const source = sliceLines(text, lines, { from: line, to })
    const full = cells.join(delimiter)
    if (cells.length !== width || !source.startsWith(full)) return undefined
    if (cells.some((cell) => cell.startsWith('"') && !QUOTED.test(cell))) return undefined
    parts.push(cells.filter((_, c) => !isConstant.has(c)).join(delimiter) + source.slice(full.length))
  }
  const said = constants.map((c) => `${c + 1}${isNamed ? ` ${records[0]!.cells[c]}` : ''}=${rows[0]!.cells[c]}`)
  return `[${rows.length} rows of ${JSON.stringify(delimiter)} cells, each with ${said.join('; ')}]\n${parts.join('')}`
}

/** The header's cells as they are spelled. */
function headerCells(text: string, lines: readonly Line[], { head, body, delimiter, rows }: Table): string[] {
  const source = sliceLines(text, lines, { from: head, to: body })
  return source.replace(/\r?\n$/, '').split(delimiter!, rows[0]!.cells.length + 1)
}

function constantColumns(rows: readonly { cells: readonly string[] }[], width: number): number[] {
  const first = rows[0]!.cells
  let columns = Array.from({ length: width }, (_, c) => c).filter((c) => first[c] !== '')
  for (const { cells } of rows) {
    columns = columns.filter((c) => cells[c] === first[c])
    if (columns.length === 0) break
  }
  return columns
}
