// Reads the table compressor's lossless form back, by the rule in its first line.

import { isEncoded } from '../compressors/encoding.ts'
import { type Line, linesOf } from '../compressors/table/lines.ts'

const OPENING = '# headroom table: brackets '
const STATEMENT = /^\[(\d+) rows(: | of )(".*)\]$/
/** Two JSON strings, widths, and a rule if there is one. */
const DRAWN =
  /^("(?:[^"\\]|\\.)*") was ("(?:[^"\\]|\\.)*"), padded to ([\d> ]+)(?:, ("(?:[^"\\]|\\.)*") between them)?$/
const HOISTED = /^("(?:[^"\\]|\\.)*") cells( without names)?$/

/**
 * The text that `text` was made from, byte for byte; undefined if `text` is not in the lossless form.
 *
 * @example decodeTable(tableCompressor.compress(segment, { ...context, level: 'lossless' })!.text) === segment.text
 */
export function decodeTable(text: string): string | undefined {
  if (!isEncoded(text) || !text.startsWith(OPENING)) return undefined
  const body = text.slice(text.indexOf('\n') + 1)
  const lines = linesOf(body)
  const out: string[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!
    const [, count, kind, rest] = STATEMENT.exec(line.text) ?? []
    if (!count) {
      out.push(body.slice(line.start, line.next))
      at++
      continue
    }
    const read = kind === ': ' ? drawRows : restoreColumns
    const behind = read({ body, lines, from: at + 1, count: Number(count), rest: rest! }, out)
    if (behind === undefined) return undefined
    at = behind
  }
  return out.join('')
}

interface Rows {
  body: string
  lines: readonly Line[]
  from: number
  count: number
  /** What the brackets say. */
  rest: string
}

/** Draws bare cells as the brackets say, and gives the line behind them. */
function drawRows({ body, lines, from, count, rest }: Rows, out: string[]): number | undefined {
  const [, bare, drawn, padding, ruled] = DRAWN.exec(rest) ?? []
  if (!bare || !drawn || !padding) return undefined
  const mark = unquote(bare).slice(1, -1)
  const model = unquote(drawn)
  const [a, b] = [model.indexOf('a'), model.lastIndexOf('b')]
  const widths = padding.split(' ')
  for (const [i, { text, start, next }] of lines.slice(from, from + count).entries()) {
    const ending = body.slice(start + text.length, next)
    if (text.startsWith('\\')) out.push(text.slice(1) + ending)
    else {
      const slots = splitInto(text, mark, widths.length).map((cell, c) => pad(cell, widths[c]!))
      out.push(model.slice(0, a) + slots.join(model.slice(a + 1, b)) + model.slice(b + 1) + ending)
    }
    if (ruled && i < count - 1) out.push(unquote(ruled) + ending)
  }
  return from + count
}

/** Puts the columns back that are named with their values, and gives the line behind the rows. */
function restoreColumns({ body, lines, from, count, rest }: Rows, out: string[]): number | undefined {
  const [, mark, isUnnamed] = HOISTED.exec(rest) ?? []
  const header = lines[from]
  if (!mark || !header) return undefined
  const delimiter = unquote(mark)
  const columns = header.text.split(delimiter).map((name) => name.split('='))
  if (!isUnnamed) {
    const names = columns.map(([name]) => name).join(delimiter)
    out.push(names + body.slice(header.start + header.text.length, header.next))
  }
  let position = header.next
  for (let row = 0; row < count; row++) {
    const { cells, end } = readCells(body, position, delimiter)
    let next = 0
    const full = columns.map(([, ...value]) => (value.length > 0 ? value.join('=') : cells[next++]))
    const behind = body.indexOf('\n', end) + 1 || body.length
    out.push(full.join(delimiter) + body.slice(end, behind))
    position = behind
  }
  const line = lines.findIndex(({ start }) => start >= position)
  return line < 0 ? lines.length : line
}

/** The cells of the record that begins at a position, spelled as they are. */
function readCells(body: string, position: number, delimiter: string): { cells: string[]; end: number } {
  const cells: string[] = []
  let from = position
  let isQuoted = false
  for (let i = position; ; i++) {
    const char = body[i]
    if (char === '"' && (isQuoted || i === from)) isQuoted = !isQuoted
    else if (char === undefined || (!isQuoted && (char === delimiter || isLineEnd(body, i)))) {
      cells.push(body.slice(from, i))
      from = i + 1
      if (char !== delimiter) return { cells, end: i }
    }
  }
}

function isLineEnd(body: string, i: number): boolean {
  return body[i] === '\n' || (body[i] === '\r' && body[i + 1] === '\n')
}

/** At most `count` pieces; the last one takes the rest. */
function splitInto(text: string, mark: string, count: number): string[] {
  const pieces = text.split(mark)
  return [...pieces.slice(0, count - 1), pieces.slice(count - 1).join(mark)]
}

function pad(cell: string, width: string): string {
  const size = Number.parseInt(width, 10)
  return width.endsWith('>') ? cell.padStart(size) : cell.padEnd(size)
}

function unquote(json: string): string {
  return JSON.parse(json)
}
