// The spelling of the lossless form: what its lines look like, shared by the writer and by whoever reads it back.

import { encodingHeader } from '../encoding.ts'
import { SHORT_TIME_SOURCE } from './timestamp.ts'

export interface Marks {
  /** Around a part of a line that defines a form. */
  open: string
  close: string
  /** Between the parts of a row. */
  separator: string
}

/** Which of the rules a text needs, beside the basic ones. */
export interface Features {
  times: boolean
  links: boolean
  names: boolean
  runs: boolean
  escapes: boolean
  /** Carriage returns end lines too. */
  returns: boolean
}

export const FORMS_MAX = 26 + 26 * 26
/** In front of a line that stands as it is but looks like one of ours. */
export const ESCAPE = '\\'
export const RUN = '×'
/** For a log in which carriage returns end lines: each has got a line feed here, so that it ends its line here too. */
export const RETURNS_RULE = 'A line that ends in CR had no LF after it.'

const ROW = new RegExp(`^(?:(${SHORT_TIME_SOURCE}) )?([A-Z]{1,2})(?: (.*))?$`, 's')
const DEFINITION = /^([A-Z]{1,2}): /
const NAME = /^#(\d+) /
const MARKS = /parts in (.)(.) .* separated by (.) /

/** A, B, … Z, AA, AB, … */
export function formName(index: number): string {
  const letter = (n: number) => String.fromCharCode(65 + n)
  return index < 26 ? letter(index) : letter(Math.floor(index / 26) - 1) + letter(index % 26)
}

/** The header line: only the rules that this text needs, in words a model understands. */
export function logHeader({ open, close, separator }: Marks, features: Features): string {
  const row = `${features.times ? '56,132 ' : ''}A ${['12', '', '7'].join(separator)}`
  const time = features.times ? 'the end of its time (in front as in the time before), then ' : ''
  const rules = [
    `all lines, in order. "A: …" is a line in full and defines form A: the parts in ${open}${close} may change.`,
    `"${row}" is form A again: ${time}its parts, separated by ${separator} –`,
    'one that is empty, or missing at the end, is as in the A before.',
  ]
  if (features.links) rules.push(`${open}=1${close} repeats part 1.`)
  if (features.names) rules.push('#1 stands for the text that is listed first.')
  if (features.runs) rules.push(`A ${RUN}9 is that line 9 times.`)
  if (features.escapes) rules.push(`A leading ${ESCAPE} is not part of its line.`)
  if (features.returns) rules.push(RETURNS_RULE)
  return encodingHeader('log', rules.join(' '))
}

/** The marks that a header names; undefined if it is none of ours. */
export function marksOf(header: string): Marks | undefined {
  const found = MARKS.exec(header)
  return found ? { open: found[1]!, close: found[2]!, separator: found[3]! } : undefined
}

export interface Row {
  /** As it is spelled; empty for a line at the same time, or without one. */
  time: string
  name: string
  cells: string
}

/** The parts of a line that looks like a row. */
export function readRow(line: string): Row | undefined {
  const found = ROW.exec(line)
  return found ? { time: found[1] ?? '', name: found[2]!, cells: found[3] ?? '' } : undefined
}

/** The name that a line defines, if it looks like a definition. */
export function readDefinition(line: string): string | undefined {
  return DEFINITION.exec(line)?.[1]
}

/** Number and text of a named text. */
export function readName(line: string): { number: number; text: string } | undefined {
  const found = NAME.exec(line)
  return found ? { number: Number(found[1]), text: line.slice(found[0].length) } : undefined
}

/** True if a line that stands as it is would be read as something else, or could be taken for it. */
export function needsEscape(line: string): boolean {
  return line.startsWith(ESCAPE) || ROW.test(line) || DEFINITION.test(line) || NAME.test(line)
}

/** A value in a row or a definition. An empty cell says "as before", so an empty value needs quotes. */
export function spellValue(value: string, separator: string): string {
  const plain = value !== '' && !`"#=${RUN}`.includes(value[0]!) && !value.includes(separator)
  return plain ? value : `"${value.replaceAll('"', '""')}"`
}

/** The cells of a row as they are spelled. */
export function splitCells(cells: string, separator: string): string[] {
  const out: string[] = []
  let at = 0
  for (;;) {
    let end = at
    if (cells[at] === '"') {
      end = cells.indexOf('"', at + 1)
      while (end > 0 && cells[end + 1] === '"') end = cells.indexOf('"', end + 2)
      end = end > 0 ? end + 1 : cells.length
    } else {
      end = cells.indexOf(separator, at)
      if (end < 0) end = cells.length
    }
    out.push(cells.slice(at, end))
    if (end >= cells.length) return out
    at = end + 1
  }
}

/** The value that a cell spells, be it quoted, named or plain. */
export function readValue(cell: string, names: readonly string[]): string {
  if (cell.startsWith('"')) return cell.slice(1, -1).replaceAll('""', '"')
  return cell.startsWith('#') ? names[Number(cell.slice(1)) - 1]! : cell
}
