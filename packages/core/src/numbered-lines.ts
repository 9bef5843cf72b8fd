// Reads texts as lines, and the line numbers that file tools print in front of them.

/** The lines of a text as they are compared: without the numbers in front, if it is a numbered listing. */
export interface ReadLines {
  /** As they stand in the text, "\n" aside. */
  lines: readonly string[]
  /** For a numbered listing: the number in front of each line, 0 for a line that has none. */
  numbers?: Int32Array
  /** How the numbers are written: the mark behind them, and their width if they are padded. */
  style?: string
}

// `     1→code` (Claude Code), `     1\tcode` (cat -n), `12:code` (agents' file viewers), `12| code`
const PREFIX = /^( {0,11})([1-9]\d{0,8})(→|\t|:|\||│)/
const LEAST_NUMBERED = 3

/** Splits a text into lines, and finds out whether it is a listing whose numbers rise. Linear. */
export function readLines(text: string): ReadLines {
  const lines = text.split('\n')
  const numbers = new Int32Array(lines.length)
  let style: string | undefined
  let counted = 0
  let last = 0
  for (const [i, line] of lines.entries()) {
    const prefix = PREFIX.exec(line)
    if (!prefix) continue
    const own = styleOf(prefix)
    const number = Number(prefix[2])
    style ??= own
    if (own !== style || number <= last) return { lines }
    numbers[i] = number
    if (number === last + 1) counted++
    last = number
  }
  // numbers that rise by one nearly always are line numbers; times of day or ids in front of lines are not
  return counted >= LEAST_NUMBERED && counted * 2 > lines.length ? { lines, numbers, style } : { lines }
}

function styleOf([, blanks, number, mark]: RegExpExecArray): string {
  return blanks === '' ? mark! : `${mark}${blanks!.length + number!.length}`
}

/** What stands behind the number of a line that has one; the line itself otherwise. */
export function bodyOf({ lines, numbers, style }: ReadLines, index: number): string {
  const line = lines[index]!
  const number = numbers?.[index]
  return number ? line.slice(prefixOf(style!, number).length) : line
}

/** A number as it is written in front of a line. */
export function prefixOf(style: string, number: number): string {
  return String(number).padStart(Number(style.slice(1))) + style[0]
}
