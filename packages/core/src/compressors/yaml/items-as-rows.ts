// Long lists as tables, so that what tells which rows of a table matter tells it of items too.

import type { Line } from '../table/lines.ts'
import type { Table } from '../table/table.ts'
import { indentOf, isItem, type List, listsIn, type Range } from './lists.ts'
import { isOpening, memberOf } from './members.ts'

/** Shorter lists are shown whole, or looked into. */
const MIN_ITEMS = 24
const MAX_COLUMNS = 120

/** Tables whose rows are the items of the long lists of a text. */
export function longLists(lines: readonly Line[]): Table[] {
  return listsIn(lines, { from: 0, to: lines.length }, MIN_ITEMS).map((list) => tableOf(lines, list))
}

function tableOf(lines: readonly Line[], { items }: List): Table {
  const columns = new Map<string, number>()
  const rows = items.map((item) => ({ line: item.from, cells: cellsOf(lines, item, columns) }))
  const body = items[0]!.from
  const foot = items.at(-1)!.to
  // What an item has not is empty there.
  for (const { cells } of rows) while (cells.length < columns.size) cells.push('')
  return { head: body, body, foot, end: foot, names: [...columns.keys()], rows }
}

/** A key on the way to a value, with those before it, and how many items of a list under it have begun. */
interface Step {
  indent: number
  path: string
  items: number
}

/** Values of an item by the keys that lead to them; of lists in it, those of the first item. */
function cellsOf(lines: readonly Line[], { from, to }: Range, columns: Map<string, number>): string[] {
  const cells: string[] = []
  const path: Step[] = []
  let scalar = -1
  for (let at = from; at < to; at++) {
    const { text } = lines[at]!
    // The lines of a text that is a value are no members.
    if (scalar >= 0 && (indentOf(text) > scalar || text.trim() === '')) continue
    const { key, value } = memberOf(text)
    const indent = dashesEnd(text)
    while (path.length > 0 && path.at(-1)!.indent >= indent) path.pop()
    if (at > from && isItem(text) && path.length > 0) path.at(-1)!.items++
    scalar = value !== undefined && isOpening(value) ? indentOf(text) : -1
    if (value === undefined || scalar >= 0) {
      if (key) path.push({ indent, path: pathTo(path.at(-1), key), items: 0 })
    } else if (path.every(({ items }) => items <= 1)) {
      const name = pathTo(path.at(-1), key)
      const column = columns.get(name) ?? columns.size
      if (column === MAX_COLUMNS) continue
      columns.set(name, column)
      cells[column] ??= unquote(value)
    }
  }
  return Array.from(cells, (cell) => cell ?? '')
}

function pathTo(step: Step | undefined, key: string): string {
  if (!step) return key || 'item'
  return `${step.path}${step.items > 0 ? '[0]' : ''}${key && '.'}${key}`
}

/** Where the key stands, behind blanks and dashes. */
function dashesEnd(text: string): number {
  let at = indentOf(text)
  while (text[at] === '-' && text[at + 1] === ' ') at += 2 + indentOf(text.slice(at + 2, at + 40))
  return at
}

function unquote(value: string): string {
  const quote = value[0]
  if ((quote !== '"' && quote !== "'") || value.length < 2 || !value.endsWith(quote)) return value
  const inner = value.slice(1, -1)
  return inner.includes('\\') || inner.includes(quote) ? value : inner
}
