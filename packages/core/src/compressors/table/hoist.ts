// The lossless form of separated values: columns that are the same in all rows are said once.

import { type Line, sliceLines } from './lines.ts'
import type { Table } from './table.ts'

/** Names and values that can stand in one cell, told apart by the sign between them. */
const PLAIN_NAME = /^[^="\r\n]{0,80}$/
const PLAIN_VALUE = /^[^\r\n]{1,200}$/
const QUOTED = /^"(?:[^"]|"")*"$/

/** The table without its constant columns, which its first line names; undefined if it has none or is not regular. */
export function hoistTable(text: string, lines: readonly Line[], table: Table): string | undefined {
  const { delimiter, head, body, end, names, rows } = table
  if (!delimiter) return undefined
  const width = rows[0]!.cells.length
  const isNamed = names.length > 0
  const header = isNamed ? headerCells(text, lines, table) : Array<string>(width).fill('')
  if (header.length !== width || (isNamed && body !== head + 1) || header.some((name) => name.includes('=')))
    return undefined
  const constants = constantColumns(rows, width).filter((c) => {
    const value = rows[0]!.cells[c]!
    return PLAIN_NAME.test(header[c]!) && PLAIN_VALUE.test(value) && !value.includes(delimiter)
  })
  if (constants.length === 0 || constants.length > width - 2) return undefined
  const isConstant = new Set(constants)
  const said = header.map((name, c) => (isConstant.has(c) ? `${name}=${rows[0]!.cells[c]}` : name)).join(delimiter)
  const headerEnd = isNamed
    ? sliceLines(text, lines, { from: head, to: body }).slice(header.join(delimiter).length)
    : '\n'
  const parts = [`[${rows.length} rows of ${JSON.stringify(delimiter)} cells${isNamed ? '' : ' without names'}]\n`]
  parts.push(said + headerEnd)
  for (const [i, { line, cells }] of rows.entries()) {
    const source = sliceLines(text, lines, { from: line, to: rows[i + 1]?.line ?? end })
    const full = cells.join(delimiter)
    if (cells.length !== width || !source.startsWith(full)) return undefined
    if (cells.some((cell) => cell.startsWith('"') && !QUOTED.test(cell))) return undefined
    parts.push(cells.filter((_, c) => !isConstant.has(c)).join(delimiter) + source.slice(full.length))
  }
  return parts.join('')
}

/** The header's cells as they are spelled. */
function headerCells(text: string, lines: readonly Line[], { head, body, delimiter }: Table): string[] {
  const source = sliceLines(text, lines, { from: head, to: body })
  return source.replace(/\r?\n$/, '').split(delimiter!)
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
