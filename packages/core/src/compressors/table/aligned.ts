// Columns that are told apart by blanks only: what `kubectl get`, `docker ps`, `ps` and `df` print.

import type { Line } from './lines.ts'
import { isNumeric, type Layout, MIN_ROWS, type Row, type Table } from './table.ts'

interface Span {
  from: number
  to: number
}

/** Lines that show where the columns are. */
const PROBES = 60
/** A blank column may be crossed by this share of the lines, for values that are too long. */
const CROSSED = 0.03
const MAX_WIDTH = 1000
const MIN_COLUMNS = 3
const UNDERLINE = /^\s*-{2,}(?:\s+-{2,})+\s*$/
/** A name of a column: "NAME", "CPU%", "Mounted on", "%MEM". */
const NAME = /^(?:\d{1,4}[\p{L}-]|[\p{L}%#_])[\p{L}\p{N}%#_()./:-]*(?: [\p{L}\p{N}%#_()./:-]+)*$/u
const CAPITALS = /^[\p{Lu}%#][\p{Lu}\p{N}%#_()./:-]*(?:\s+[\p{Lu}%#][\p{Lu}\p{N}%#_()./:-]*)+$/u

/** The table of blanks that begins at a line, if one does. */
export function readAligned(lines: readonly Line[], at: number): Table | undefined {
  const header = lines[at]!.text
  const isUnderlined = UNDERLINE.test(lines[at + 1]?.text.slice(0, MAX_WIDTH) ?? '')
  if (!mayBeHeader(header, isUnderlined)) return undefined
  const body = at + (isUnderlined ? 2 : 1)
  // Decided by the first lines alone, so that no line is read often.
  let end = body
  while (end < lines.length && end < body + PROBES && isRowLike(lines[end]!.text)) end++
  if (end - body < MIN_ROWS) return undefined
  const probes = lines.slice(body, end).map(({ text }) => text)
  const spans = columnsOf(header, probes)
  if (!spans || spans.length < (isUnderlined ? 2 : MIN_COLUMNS)) return undefined
  const names = spans.map(({ from, to }) => header.slice(from, to).trim())
  if (!names.every((name, i) => NAME.test(name) || (i === 0 && name === ''))) return undefined
  const slots = slotReader(spans)
  const rowAt = (line: number): Row => {
    const { text } = lines[line]!
    return { line, cells: slots(text)?.map((cell) => cell.trim()) ?? [text.trim()] }
  }
  const rows = probes.map((_, i) => rowAt(body + i))
  if (!looksFilled(rows, spans.length)) return undefined
  for (; end < lines.length && isRowLike(lines[end]!.text); end++) rows.push(rowAt(end))
  const layout: Layout = { before: '', between: ' ', after: '', slots }
  return { head: at, body, foot: end, end, names, rows, layout }
}

function mayBeHeader(text: string, isUnderlined: boolean): boolean {
  if (text.length < 8 || text.length > MAX_WIDTH || text.includes('\t')) return false
  if (isUnderlined) return true
  const inner = text.trim()
  if (CAPITALS.test(inner)) return true
  // Columns of one name each, and none of them is a sentence.
  const names = inner.split(/ {2,}/)
  return names.length >= MIN_COLUMNS - 1 && inner.split(/ +/).every((word) => NAME.test(word))
}

function isRowLike(text: string): boolean {
  return text.trim() !== '' && text.length < 10 * MAX_WIDTH && !text.includes('\t')
}

/** Where columns stand: between blanks that run through all lines, each with a piece of the header. */
function columnsOf(header: string, rows: readonly string[]): Span[] | undefined {
  const length = Math.min(MAX_WIDTH, Math.max(header.length, ...rows.map((row) => row.length)))
  const filled = new Uint16Array(length)
  for (const row of rows) for (let i = 0; i < Math.min(row.length, length); i++) if (row[i] !== ' ') filled[i]!++
  const limit = rows.length * CROSSED
  const isBlank = (i: number) => filled[i]! <= limit && (header[i] ?? ' ') === ' '
  const spans: Span[] = []
  for (let i = 0; i < length; i++) {
    if (isBlank(i)) continue
    const from = i
    while (i < length && !isBlank(i)) i++
    const before = spans.at(-1)
    const isNamed = header.slice(from, i).trim() !== ''
    // What has no name belongs to the column before it; and a name without cells is the second word of one.
    if (before && (!isNamed || !hasCells(rows, { from, to: i }))) before.to = i
    else spans.push({ from, to: i })
  }
  // What stands in front of the first name is an index without a name.
  return spans
}

function hasCells(rows: readonly string[], { from, to }: Span): boolean {
  return rows.some((row) => row.slice(from, to).trim() !== '')
}

/** Cuts a line at the blanks in front of the columns; undefined if something stands there. */
function slotReader(spans: readonly Span[]): (line: string) => string[] | undefined {
  return (line) => {
    const slots: string[] = []
    let from = 0
    for (const next of spans.slice(1)) {
      if ((line[next.from - 1] ?? ' ') !== ' ') return undefined
      slots.push(line.slice(from, next.from - 1))
      from = next.from
    }
    slots.push(line.slice(from))
    return slots
  }
}

/** Rows fill most of their columns, and some column holds values or single words; prose under a heading does not. */
function looksFilled(rows: readonly Row[], columns: number): boolean {
  const whole = rows.filter(({ cells }) => cells.length === columns)
  if (whole.length < rows.length * 0.8) return false
  const cells = whole.flatMap((row) => row.cells)
  if (cells.filter((cell) => cell === '').length > cells.length * 0.4) return false
  const isShort = (c: number) =>
    whole.filter(({ cells }) => isNumeric(cells[c]!) || !cells[c]!.includes(' ')).length > whole.length * 0.9
  return Array.from({ length: columns - 1 }, (_, c) => c).filter(isShort).length >= (columns - 1) / 2
}
