// Reads what search tools print: which file and which line of it stands on each line of the output.

import { type Mark, markAt, marksIn, openingNumber, pathLikeness } from './marks.ts'

/** A line of the output. */
export interface SearchLine {
  text: string
  /** `heading` is a path on a line of its own; `between` is blank or `--`; `other` is what is not understood. */
  role: 'match' | 'context' | 'heading' | 'between' | 'other'
  /** The file, for all roles but `between` and `other`. */
  path: string
  /** What stands under the file's heading: `12:text`, or `:text` where lines have no numbers. */
  shown: string
  /** True for context before the first match of its file: nothing above shows where the path ends, so it stays as it is. */
  isWhole: boolean
  /** The line as the file has it. */
  content: string
}

export type Shape = 'numbered' | 'plain' | 'headed'

/** Lines with a path each, whose share is this or less, are not read at all. */
const SHARE = 0.5

/** Reads an output whose shape is known; undefined if it does not have that shape after all. */
export function parseSearch(lines: readonly string[], shape: Shape): SearchLine[] | undefined {
  const parsed =
    shape === 'headed' ? parseHeaded(lines) : shape === 'numbered' ? parseNumbered(lines) : parsePlain(lines)
  const told = parsed.filter(({ role }) => role === 'match' || role === 'context').length
  const blank = parsed.filter(({ role }) => role === 'between' || role === 'heading').length
  return told > SHARE * (parsed.length - blank) ? parsed : undefined
}

export function isSeparator(line: string): boolean {
  return line === '--' || line === '' || line === '\r' || line === '--\r'
}

function other(text: string): SearchLine {
  return { text, role: isSeparator(text) ? 'between' : 'other', path: '', shown: text, isWhole: true, content: text }
}

function numbered(text: string, { at, sign, end }: Mark, isWhole: boolean): SearchLine {
  const path = text.slice(0, at)
  const shown = isWhole ? text : text.slice(path.length + 1)
  return { text, role: sign === ':' ? 'match' : 'context', path, shown, isWhole, content: text.slice(end) }
}

function parseNumbered(lines: readonly string[]): SearchLine[] {
  const marks = lines.map(marksIn)
  const { known, doubtful } = pathsOf(lines, marks)
  const matched = new Set<string>()
  let path = ''
  return lines.map((line, i) => {
    const own = path !== '' && line.startsWith(path) ? markAt(line, path.length) : undefined
    const found = own ?? marks[i]!.find(({ at }) => known.has(line.slice(0, at)))
    if (!found) return other(line)
    const name = line.slice(0, found.at)
    const last = marks[i]![marks[i]!.length - 1]
    // `a-2-b:7:text` is line 2 of a, or line 7 of a-2-b: where both may be files, nobody knows
    if (found.sign !== ':' && last?.sign === ':' && doubtful.has(line.slice(0, last.at))) return other(line)
    path = name
    if (found.sign === ':') matched.add(name)
    return numbered(line, found, found.sign === '-' && !matched.has(name))
  })
}

/** The paths that lines of matches begin with, and those that may as well be a shorter path with a line of context. */
function pathsOf(lines: readonly string[], marks: readonly Mark[][]): { known: Set<string>; doubtful: Set<string> } {
  const plain = new Set<string>()
  const nested = new Map<string, { shorter: string[]; count: number }>()
  for (const [i, line] of lines.entries()) {
    const last = marks[i]!.at(-1)
    if (last?.sign !== ':') continue
    const path = line.slice(0, last.at)
    const inner = marks[i]!.slice(0, -1)
    if (inner.length === 0) {
      if (!plain.has(path) && pathLikeness(path) > 0) plain.add(path)
      continue
    }
    const seen = nested.get(path)
    if (seen) seen.count++
    else nested.set(path, { shorter: inner.map(({ at }) => line.slice(0, at)), count: 1 })
  }
  const known = new Set(plain)
  const doubtful = new Set<string>()
  for (const [path, { shorter, count }] of nested) {
    if (pathLikeness(path) === 0) continue
    if (!shorter.some((name) => plain.has(name))) known.add(path)
    else if (count > 1) doubtful.add(path)
  }
  return { known, doubtful }
}

/** `path:text` and `path-text`, without numbers: the path ends at the first colon, or where the one above ends. */
function parsePlain(lines: readonly string[]): SearchLine[] {
  const known = new Set<string>()
  for (const line of lines) {
    const path = plainPath(line)
    if (path !== undefined) known.add(path)
  }
  let path = ''
  return lines.map((line) => {
    const name = plainPath(line)
    if (name !== undefined) path = name
    else if (!(path !== '' && line.startsWith(`${path}-`) && known.has(path))) return other(line)
    const shown = line.slice(path.length)
    // would read like the sign between groups
    if (shown === '--') return other(line)
    const role = shown[0] === ':' ? 'match' : 'context'
    return { text: line, role, path, shown, isWhole: false, content: shown.slice(1) }
  })
}

/** The path in front of the first colon that is not a drive's. */
export function plainPath(line: string): string | undefined {
  const from = /^[A-Za-z]:[\\/]/.test(line) ? 2 : 0
  const at = line.slice(0, 400).indexOf(':', from)
  // `tests/test_a.py::test_b` names a test
  if (at < 1 || line[at + 1] === ':') return undefined
  const path = line.slice(0, at)
  return pathLikeness(path) === 2 && !path.includes(' ') ? path : undefined
}

/** A path on a line of its own, and numbered lines under it. */
function parseHeaded(lines: readonly string[]): SearchLine[] {
  let path = ''
  return lines.map((line, i) => {
    const opening = path === '' ? undefined : openingNumber(line)
    if (opening) {
      const role = opening.sign === ':' ? 'match' : 'context'
      return { text: line, role, path, shown: line, isWhole: false, content: line.slice(opening.length) }
    }
    if (line === '' || line === '\r') path = ''
    if (isHeading(line, lines[i + 1])) {
      path = line
      return { text: line, role: 'heading', path, shown: line, isWhole: false, content: '' }
    }
    return other(line)
  })
}

/** True for a path that numbered lines follow. */
export function isHeading(line: string, next: string | undefined): boolean {
  return next !== undefined && openingNumber(next) !== undefined && pathLikeness(line) > 0 && !openingNumber(line)
}
