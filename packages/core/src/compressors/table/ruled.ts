// Tables with bars between the columns and a rule under the header: Markdown, psql, mysql, boxes.

import type { Line } from './lines.ts'
import { type Layout, MAX_LINE, MIN_ROWS, type Row, type Table } from './table.ts'

const BARS = ['|', '│', '┃', '║']
/** Between columns inside a box. */
const THIN = '┆'
/** Only what rules are drawn with; the first alternative tells most other lines at their first letter. */
const RULE = /^[\s|+:\-=*\u2500-\u257f]+$/
const DASHES = /[-=─━═╌┄]/
const JOINT = /[|+*\u250c-\u254b\u2550-\u2573]/
const OPEN_RULE = /[-─━═=][|+┼╋╬╪╫][-─━═=]/

/** The drawn table that begins at a line, if one does. */
export function readRuled(lines: readonly Line[], at: number): Table | undefined {
  const bar = barOf(lines, at)
  if (!bar) return undefined
  const isRow = rowTest(lines, at, bar)
  let end = at
  const rules: number[] = []
  for (; end < lines.length; end++) {
    const { text } = lines[end]!
    if (isRule(text)) rules.push(end)
    else if (!isRow(text)) break
  }
  const under = rules.find((rule) => rule > at && !isRule(lines[rule - 1]!.text))
  if (under === undefined) return undefined
  const first = under + 1
  let foot = end
  while (foot > first && isRule(lines[foot - 1]!.text)) foot--
  // The header of a box may have heavier bars than its rows.
  const model = lines[first]?.text ?? ''
  const marks = marksOf(model, firstBar(model) ?? bar)
  const rows = rowsOf(lines, { first, foot, marks })
  if (rows.length < MIN_ROWS) return undefined
  const names = cellsOf(lines[under - 1]!.text, marksOf(lines[under - 1]!.text, bar))
  return { head: at, body: first, foot, end, names, rows, layout: layoutOf(model, marks) }
}

/** True for a line that only draws. */
export function isRule(text: string): boolean {
  return text.length >= 3 && text.length < MAX_LINE && RULE.test(text) && DASHES.test(text) && JOINT.test(text)
}

/** The bar of a table whose header, or whose border above the header, stands at a line. */
function barOf(lines: readonly Line[], at: number): string | undefined {
  const isBorder = isRule(lines[at]!.text)
  const header = lines[at + (isBorder ? 1 : 0)]?.text ?? ''
  const rule = lines[at + (isBorder ? 2 : 1)]?.text ?? ''
  if (header.length > MAX_LINE || !isRule(rule) || isRule(header)) return undefined
  const bar = firstBar(header)
  if (!bar) return undefined
  return header.trimStart().startsWith(bar) || OPEN_RULE.test(rule) ? bar : undefined
}

function firstBar(text: string): string | undefined {
  return BARS.find((char) => text.includes(char))
}

/** The bar at the sides, and the one between the columns. */
interface Marks {
  side: string
  inner: string
}

function marksOf(text: string, bar: string): Marks {
  return { side: bar, inner: text.includes(THIN) ? THIN : bar }
}

/** Boxed rows begin with a bar. Others have as many cells as the header. */
function rowTest(lines: readonly Line[], at: number, bar: string): (text: string) => boolean {
  const header = lines[isRule(lines[at]!.text) ? at + 1 : at]!.text
  if (header.trimStart().startsWith(bar))
    return (text) => text.length < MAX_LINE && BARS.includes(text.trimStart().charAt(0))
  const bars = header.split(bar).length
  return (text) => text.length < MAX_LINE && text.split(bar).length === bars
}

/** Rows are lines; but where rules stand between groups of lines, and some group has several, the groups. */
function rowsOf(lines: readonly Line[], { first, foot, marks }: { first: number; foot: number; marks: Marks }): Row[] {
  const groups: number[][] = [[]]
  for (let line = first; line < foot; line++) {
    if (isRule(lines[line]!.text)) groups.push([])
    else groups.at(-1)!.push(line)
  }
  const filled = groups.filter((group) => group.length > 0)
  const isGrouped = filled.length >= MIN_ROWS && filled.some((group) => group.length > 1)
  if (!isGrouped) return filled.flat().map((line) => ({ line, cells: cellsOf(lines[line]!.text, marks) }))
  return filled.map((group) => ({
    line: group[0]!,
    cells: joined(group.map((line) => cellsOf(lines[line]!.text, marks))),
  }))
}

function joined(parts: readonly (readonly string[])[]): string[] {
  return parts[0]!.map((_, c) =>
    parts
      .map((cells) => cells[c] ?? '')
      .filter(Boolean)
      .join(' '),
  )
}

/** Cells of a row, without bars and padding. In Markdown a bar behind a backslash is part of a cell. */
function cellsOf(text: string, marks: Marks): string[] {
  return splitBars(text, marks).map((cell) => cell.trim())
}

function splitBars(text: string, { side, inner: bar }: Marks): string[] {
  const row = text.trim()
  const from = row.startsWith(side) ? 1 : 0
  const to = row.length > 1 && row.endsWith(side) && from === 1 ? row.length - 1 : row.length
  const pieces = row.slice(from, to).split(bar)
  if (!row.includes('\\')) return pieces
  const cells: string[] = []
  for (const [i, piece] of pieces.entries()) {
    if (i > 0 && pieces[i - 1]!.endsWith('\\')) cells[cells.length - 1] += bar + piece
    else cells.push(piece)
  }
  return cells
}

function layoutOf(model: string, { side: bar, inner }: Marks): Layout {
  const indent = model.slice(0, model.length - model.trimStart().length)
  const isBoxed = model.trimStart().startsWith(bar)
  const before = isBoxed ? `${indent}${bar} ` : model.startsWith(' ') ? ' ' : ''
  const between = ` ${inner} `
  const after = isBoxed ? ` ${bar}` : ''
  return {
    before,
    between,
    after,
    slots(line) {
      if (!line.startsWith(before) || !line.endsWith(after) || line.length < before.length + after.length)
        return undefined
      return line.slice(before.length, line.length - after.length).split(between)
    },
  }
}
