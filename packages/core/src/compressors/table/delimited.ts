// Separated values: CSV and its kin, with quoted cells that may go on over line ends (RFC 4180).

import type { Line } from './lines.ts'
import { isNumeric, MAX_LINE, MIN_ROWS, type Row, type Table } from './table.ts'

interface Cells {
  cells: string[]
  /** The line behind the record. */
  next: number
}

const DELIMITERS = ['\t', ',', ';', '|']
/** Records that are looked at before a text is taken for a table. */
const PROBES = 12
/** Lines that a quoted cell may go on for. */
const MAX_CELL_LINES = 60
/** Share of probed records that may look like something else. */
const ODD = 0.25
const CLOCK = /\d\d:\d\d:\d\d/
const LEVEL = /^\W*(?:trace|debug|info|notice|warn|warning|error|critical|fatal)\W*$/i
/** Share of cells that may be empty. */
const BLANK = 0.6
const MAX_WORDS = 12
/** Code, JSON, lists and quoted prose begin and end like this; records do not. */
const FOREIGN_HEAD = /^(?:[[{(<*>/#}\])✓✔✗×✘]|-(?!\d)|\s|$)|^\d+[:-]$/
const FOREIGN_TAIL = /[{([,]$|[;)\]}],?$/

/** The table of separated values that begins at a line, if one does. */
export function readDelimited(lines: readonly Line[], at: number): Table | undefined {
  const first = lines[at]!.text
  for (const delimiter of DELIMITERS) {
    if (!first.includes(delimiter)) continue
    const probes = readRecords(lines, at, { delimiter, most: PROBES })
    if (!isTabular(probes, delimiter)) continue
    const records = readRecords(lines, at, { delimiter, most: Number.POSITIVE_INFINITY })
    return tableOf(records, { lines, delimiter })
  }
  return undefined
}

interface Record extends Row {
  next: number
}

/** Records from a line on, as long as they have as many cells as the first. One that has not may stand alone. */
function readRecords(
  lines: readonly Line[],
  at: number,
  { delimiter, most }: { delimiter: string; most: number },
): Record[] {
  const records: Record[] = []
  let width = 0
  for (let line = at; line < lines.length && records.length < most; ) {
    const read = readRecord(lines, line, delimiter)
    if (!read) break
    width ||= read.cells.length
    if (read.cells.length !== width) {
      const after = read.cells.length > 1 ? readRecord(lines, read.next, delimiter) : undefined
      if (after?.cells.length !== width) break
    }
    records.push({ line, cells: read.cells, next: read.next })
    line = read.next
  }
  return records
}

/** One record, or undefined at an empty or overlong line and at the end. */
export function readRecord(lines: readonly { text: string }[], at: number, delimiter: string): Cells | undefined {
  let text = lines[at]?.text ?? ''
  if (text === '' || text.length > MAX_LINE) return undefined
  if (!text.includes('"')) return { cells: text.split(delimiter), next: at + 1 }
  for (let next = at + 1; ; next++) {
    const cells = splitQuoted(text, delimiter)
    if (cells) return { cells, next }
    const more = lines[next]?.text
    // A quote that nothing closes is a quote and nothing else.
    if (more === undefined || next - at > MAX_CELL_LINES || text.length + more.length > MAX_LINE)
      return { cells: lines[at]!.text.split(delimiter), next: at + 1 }
    text += `\n${more}`
  }
}

/** Cells of a record with their quotes; undefined if a quoted cell is not closed. */
function splitQuoted(text: string, delimiter: string): string[] | undefined {
  const cells: string[] = []
  for (let from = 0; ; ) {
    let end = text.indexOf(delimiter, from)
    if (text.charCodeAt(from) === 34) {
      let quote = text.indexOf('"', from + 1)
      while (quote >= 0 && text.charCodeAt(quote + 1) === 34) quote = text.indexOf('"', quote + 2)
      if (quote < 0) return undefined
      end = text.indexOf(delimiter, quote)
    }
    if (end < 0) {
      cells.push(text.slice(from))
      return cells
    }
    cells.push(text.slice(from, end))
    from = end + delimiter.length
  }
}

function isTabular(records: readonly Record[], delimiter: string): boolean {
  if (records.length <= MIN_ROWS) return false
  const width = records[0]!.cells.length
  if (width < 2) return false
  const isOdd = ({ cells }: Record) =>
    cells.length !== width ||
    FOREIGN_HEAD.test(cells[0]!) ||
    (delimiter !== '\t' && FOREIGN_TAIL.test(cells.at(-1)!.slice(-2))) ||
    cells.some((cell, i) => isForeignCell(cell, i, delimiter))
  const odd = records.filter(isOdd).length
  if (odd > records.length * ODD) return false
  if (records.filter(isLogLine).length > records.length / 2 && isLogLine(records[0]!)) return false
  const blank = records.reduce((sum, { cells }) => sum + cells.filter((cell) => cell === '').length, 0)
  if (blank > records.length * width * BLANK) return false
  return width > 2 || arePairs(records)
}

/** A time of day in front and a level: lines of a log that happen to have bars in them. */
function isLogLine({ cells }: Record): boolean {
  return CLOCK.test(cells[0]!.slice(0, 40)) && cells.some((cell) => cell.length < 16 && LEVEL.test(cell))
}

/** Two cells may be anything: one must be a value in all rows, but no line number; or both must be single words. */
function arePairs(records: readonly Record[]): boolean {
  const rows = records.slice(1)
  const isSequence = rows.every(({ cells }, i) => i === 0 || Number(cells[0]) === Number(rows[i - 1]!.cells[0]) + 1)
  if (isSequence) return false
  const isWord = (cell: string) => cell !== '' && (cell.startsWith('"') || !cell.includes(' '))
  return (
    [0, 1].some((c) => rows.every(({ cells }) => isNumeric(unquoted(cells[c] ?? '')))) ||
    records.every(({ cells }) => cells.every(isWord))
  )
}

function isForeignCell(cell: string, index: number, delimiter: string): boolean {
  if (cell.startsWith('"')) return false
  // People write a space behind a comma, programs do not; bars stand between spaces.
  if (delimiter !== '|' && index > 0 && /^ \S/.test(cell)) return true
  return cell.length > 30 && cell.split(' ', MAX_WORDS + 1).length > MAX_WORDS
}

function tableOf(records: Record[], { lines, delimiter }: { lines: readonly Line[]; delimiter: string }): Table {
  const head = records[0]!.line
  const end = records.at(-1)!.next
  const names = records[0]!.cells.map((cell, i) => unquoted(i === 0 ? cell.replace(/^\ufeff/, '') : cell).trim())
  const isNamed = namesColumns(names, records)
  const rows = isNamed ? records.slice(1) : records
  const body = rows[0]!.line
  const isLast = end === lines.length && lines[end - 1]!.text === ''
  return { head, body, foot: isLast ? end - 1 : end, end, names: isNamed ? names : [], rows, delimiter }
}

/** True if the cells of the first record are names: no values, all different, and not to be found below. */
function namesColumns(names: readonly string[], records: readonly Record[]): boolean {
  const named = names.filter((name) => name !== '')
  if (named.length < names.length / 2 || new Set(named).size < named.length) return false
  if (named.some((name) => isNumeric(name) || name.length > 80)) return false
  return records.slice(1, PROBES).every(({ cells }) => cells.every((cell, i) => cell === '' || cell !== names[i]))
}

/** What a cell says: without its quotes. */
export function unquoted(cell: string): string {
  if (cell.length < 2 || !cell.startsWith('"') || !cell.endsWith('"')) return cell
  return cell.slice(1, -1).replaceAll('""', '"')
}
