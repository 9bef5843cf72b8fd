// What stands between a path and a line: `path:12:text` for a match, `path-12-text` for context, `path=12=text` for the
// function that a match is in.

/** A path with its line number ends within so many characters. */
const REACH = 320
/** More places than this at which a path may end are not looked at. */
const MARKS_MAX = 8

const COLON = 58
const DASH = 45
const EQUALS = 61

/** A place at which a path may end. */
export interface Mark {
  /** Index of the sign in front of the number. */
  at: number
  sign: string
  number: number
  /** Index behind the sign after the number, where the line of the file begins. */
  end: number
}

/**
 * The places at which the path of a line may end, up to the first colon of a match: a name may itself hold `-2-`.
 *
 * @example marksIn('docs/v1-2-guide.md:12:text').map(({ at }) => at) // [7, 18]
 */
export function marksIn(line: string): Mark[] {
  const marks: Mark[] = []
  const last = Math.min(line.length, REACH)
  for (let at = 1; at < last && marks.length < MARKS_MAX; at++) {
    const code = line.charCodeAt(at)
    if (code !== COLON && code !== DASH && code !== EQUALS) continue
    const mark = markAt(line, at)
    if (!mark) continue
    marks.push(mark)
    if (mark.sign === ':') break
  }
  return marks
}

/** The mark that begins at an index, if one does: a sign, digits, and the same sign. */
export function markAt(line: string, at: number): Mark | undefined {
  const sign = line.charCodeAt(at)
  if (sign !== COLON && sign !== DASH && sign !== EQUALS) return undefined
  let end = at + 1
  while (end < at + 10 && isDigit(line.charCodeAt(end))) end++
  if (end === at + 1 || line.charCodeAt(end) !== sign) return undefined
  return { at, sign: line[at]!, number: Number(line.slice(at + 1, end)), end: end + 1 }
}

/** The number that opens a line under a heading, if one does: digits and a sign. */
export function openingNumber(line: string): { sign: string; number: number; length: number } | undefined {
  let end = 0
  while (end < 9 && isDigit(line.charCodeAt(end))) end++
  const sign = line.charCodeAt(end)
  if (end === 0 || (sign !== COLON && sign !== DASH && sign !== EQUALS)) return undefined
  return { sign: line[end]!, number: Number(line.slice(0, end)), length: end + 1 }
}

const DATE = /^\W?\d{2,4}[-/.]\d/
const NEVER = /^[\s{}[\]("'`<>|#*@=+,;:!?&%^~\\-]|:\/\/|["'<>|*?\n\r\t]|, /
const EXTENSION = /\.[A-Za-z]\w{0,9}$/
const BARE = /^[A-Za-z_][\w+-]*$/

/** How much a text looks like a file's path: 2 if it says so, with a folder or an extension, 1 if it may be a bare name. */
export function pathLikeness(text: string): 0 | 1 | 2 {
  if (text.length === 0 || text.length > REACH || NEVER.test(text) || DATE.test(text)) return 0
  const hasExtension = EXTENSION.test(text)
  const hasFolder = text.includes('/') || text.includes('\\')
  if (text.includes(' ')) return hasExtension && hasFolder ? 2 : 0
  if (hasExtension || hasFolder) return 2
  if (/^\.\w/.test(text)) return 2
  return BARE.test(text) ? 1 : 0
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
