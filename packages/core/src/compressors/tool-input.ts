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

/** Arguments that hold what is asked for, in words; and words that are for a database instead. */
const ASKING = /quer(?:y|ies)|question|search|keyword|prompt|^q$/i
const PROGRAM =
  /^\s*(?:[{[(]|select\s[\s\S]{0,2000}\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\S+\s+as\s*\(|match\s*\(|(?:query|mutation)\b[^{]{0,80}\{)/i

/** What a call asks for in words, such as the query of a search; empty if it does not. */
export function questionOfInput(input: unknown): string {
  if (typeof input !== 'object' || input === null) return ''
  const asked = Object.entries(input).filter(([key]) => ASKING.test(key))
  return asked
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is string => typeof value === 'string' && !PROGRAM.test(value))
    .slice(0, VALUES_MAX)
    .map((value) => value.slice(0, TEXT_MAX))
    .join('\n')
}
