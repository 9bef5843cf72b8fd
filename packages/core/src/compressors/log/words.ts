// A line as words and the spaces between them. A quoted string is one word, spaces and all.

const TAB = 9
const SPACE = 32
const QUOTE = 34

/** The alternation space, word, space, … word, space of a line; the spaces at both ends may be empty. */
export function splitWords(line: string): string[] {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const start = spacesEnd(line, at)
    parts.push(line.slice(at, start))
    if (start === line.length) return parts
    at = wordEnd(line, start)
    parts.push(line.slice(start, at))
  }
}

/** How many words a line has. */
export function countWords(line: string): number {
  let count = 0
  let at = spacesEnd(line, 0)
  while (at < line.length) {
    count++
    at = spacesEnd(line, wordEnd(line, at))
  }
  return count
}

function spacesEnd(line: string, from: number): number {
  let at = from
  while (at < line.length) {
    const code = line.charCodeAt(at)
    if (code !== SPACE && code !== TAB) break
    at++
  }
  return at
}

function wordEnd(line: string, from: number): number {
  let at = from
  while (at < line.length) {
    const code = line.charCodeAt(at)
    if (code === SPACE || code === TAB) break
    at++
    if (code === QUOTE) at = line.indexOf('"', at) + 1 || at
  }
  return at
}

/** True if two words are the same but for their digits. */
export function sameShape(a: string, b: string): boolean {
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(j)
    if (isDigit(x) && isDigit(y)) {
      while (i < a.length && isDigit(a.charCodeAt(i))) i++
      while (j < b.length && isDigit(b.charCodeAt(j))) j++
    } else if (x === y) {
      i++
      j++
    } else return false
  }
  return i === a.length && j === b.length
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
