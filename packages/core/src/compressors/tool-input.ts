// What a tool was called with, as words: a search for them has a result that is about them.

/** Characters of one string, and strings at one place, that are read. */
const TEXT_MAX = 4000
const VALUES_MAX = 20
const DEPTH_MAX = 3

/** All strings in the arguments of a call. */
export function wordsOfInput(input: unknown, depth = 0): string {
  if (typeof input === 'string') return input.slice(0, TEXT_MAX)
  if (typeof input !== 'object' || input === null || depth > DEPTH_MAX) return ''
  const values: unknown[] = Object.values(input)
  return values
    .slice(0, VALUES_MAX)
    .map((value) => wordsOfInput(value, depth + 1))
    .join(' ')
}
