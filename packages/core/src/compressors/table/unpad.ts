// The lossless form of drawn tables: rows as bare cells, behind a line that says how they were drawn.

import { type Line, sliceLines } from './lines.ts'
import { isRule } from './ruled.ts'
import type { Layout, Table } from './table.ts'

/** A row as it was drawn. */
interface Drawing extends Layout {
  /** Of each column; 0 where cells are not padded. */
  widths: number[]
  /** Padded on the left. */
  right: boolean[]
}

/** Stands before a line that is no bare cells. */
export const VERBATIM = '\\'
/** What may stand between bare cells. A blank belongs to the word behind it and costs nothing. */
const MARKS = [' ', '|', '\t', ',']
const PROBES = 400
/** Share of the rows that must have the width of their column, and share that must become bare cells. */
const USUAL = 0.8
const MOST = 0.9

/** The table with its rows as bare cells; undefined if they were not drawn by one rule. */
export function unpadTable(text: string, lines: readonly Line[], table: Table): string | undefined {
  const { head, body, foot, end, layout } = table
  if (!layout) return undefined
  const drawn = lines.slice(body, foot)
  const rule = ruleBetween(drawn)
  const rows = rule === undefined ? drawn : drawn.filter((_, i) => i % 2 === 0)
  const drawing = drawingOf(layout, rows)
  for (const mark of drawing ? MARKS : []) {
    const bare = rows.map((row) => bareRow(row.text, drawing!, mark))
    if (bare.filter((row) => row === undefined).length > rows.length * (1 - MOST)) continue
    const body = rows.map(({ text: line, start, next }, i) => {
      // The end of the last row is that of its line, whatever rule stood behind the others.
      return (bare[i] ?? VERBATIM + line) + text.slice(start + line.length, next)
    })
    const parts = [sliceLines(text, lines, { from: head, to: table.body })]
    parts.push(`${statement(rows.length, { drawing: drawing!, mark, rule })}\n`, ...body)
    parts.push(sliceLines(text, lines, { from: foot, to: end }))
    return parts.join('')
  }
  return undefined
}

/** How the rows were drawn: `[60 rows: "a|b" was "| a | b |", padded to 12 8> 5]`. */
function statement(
  count: number,
  { drawing, mark, rule }: { drawing: Drawing; mark: string; rule: string | undefined },
): string {
  const { before, between, after, widths, right } = drawing
  const model = `${JSON.stringify(`a${mark}b`)} was ${JSON.stringify(`${before}a${between}b${after}`)}`
  const padding = widths.map((width, c) => `${width}${right[c] ? '>' : ''}`).join(' ')
  const ruled = rule === undefined ? '' : `, ${JSON.stringify(rule)} between them`
  return `[${count} rows: ${model}, padded to ${padding}${ruled}]`
}

/** The rule that stands between all rows, if one does and nothing else differs from line to line. */
function ruleBetween(drawn: readonly Line[]): string | undefined {
  const rule = drawn[1]?.text
  if (rule === undefined || !isRule(rule) || drawn.length % 2 === 0) return undefined
  const end = (line: Line) => line.next - line.start - line.text.length
  const isRegular = drawn.every((line, i) =>
    i % 2 === 0 ? !isRule(line.text) : line.text === rule && end(line) === end(drawn[i - 1]!),
  )
  return isRegular ? rule : undefined
}

function drawingOf(layout: Layout, rows: readonly Line[]): Drawing | undefined {
  const step = Math.max(1, Math.floor(rows.length / PROBES))
  const probes = rows.filter((_, i) => i % step === 0).flatMap(({ text }) => [layout.slots(text) ?? []])
  const columns = Math.max(0, ...probes.map((slots) => slots.length))
  const whole = probes.filter((slots) => slots.length === columns)
  if (columns < 2 || whole.length < probes.length * USUAL) return undefined
  const widths: number[] = []
  const right: boolean[] = []
  for (let c = 0; c < columns; c++) {
    const slots = whole.map((each) => each[c]!)
    const width = usualLength(slots)
    widths.push(width)
    right.push(width > 0 && slots.filter((slot) => /^ .*\S$/.test(slot)).length > slots.length / 10)
  }
  return { ...layout, widths, right }
}

/** The length that most slots have, whatever is in them; 0 if they have none in common. */
function usualLength(slots: readonly string[]): number {
  const counts = new Map<number, number>()
  for (const { length } of slots) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [length, count] = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most))
  return count >= slots.length * USUAL ? length : 0
}

/** The cells of a line with a mark between them; undefined if the line could not be drawn from them again. */
function bareRow(line: string, drawing: Drawing, mark: string): string | undefined {
  const { before, between, after, widths, right } = drawing
  const cells = drawing.slots(line)?.map((slot) => slot.trim())
  if (cells?.length !== widths.length) return undefined
  const last = cells.length - 1
  // The last cell takes the rest of the line, marks included.
  if (cells.some((cell, c) => c < last && (cell.includes(mark) || (mark === ' ' && cell === '')))) return undefined
  const bare = cells.join(mark)
  if (bare.startsWith(VERBATIM) || bare.trim() === '') return undefined
  const slots = cells.map((cell, c) => (right[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
  return before + slots.join(between) + after === line ? bare : undefined
}
