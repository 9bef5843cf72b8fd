// Tells which functions a question is about.

import { stemOf } from '../stem.ts'
import { ASKING_WORDS, STOP_WORDS } from '../stop-words.ts'
import type { Body } from './outline.ts'

const QUERY_MAX = 8_000
const NAME_LEAST = 3
/** "lines 40-60", "line 12", "shelf.ts:12". */
const LINES = /\blines?\s+(\d{1,7})(?:\s?(?:-|–|to)\s?(\d{1,7}))?|:(\d{1,7})\b/gi
const WORDS = /[A-Za-z\d]+/g
/** The words that a name is put together from. */
const PARTS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g

/**
 * Tells the functions that a query names: by their name, by all the words of it ("parse the header" for `parseHeader`), or
 * by a line in them.
 */
export function namedBy(query: string, numberOf: (row: number) => number): (body: Body) => boolean {
  const text = query.slice(0, QUERY_MAX)
  const names = new Set(text.match(/[\w$]+/g))
  const stems = new Set(Array.from(text.match(WORDS) ?? [], (word) => stemOf(word.toLowerCase())))
  const lines = Array.from(text.matchAll(LINES), ([, from, to, only]) => {
    const first = Number(from ?? only)
    return { first, last: Number(to ?? first) }
  })
  return ({ name, start, end }) => {
    if (lines.some(({ first, last }) => numberOf(start) <= last && first <= numberOf(end - 1))) return true
    if (name.length < NAME_LEAST) return false
    const parts = (name.match(PARTS) ?? []).map((part) => part.toLowerCase())
    if (names.has(name)) return parts.length > 1 || !isPlainWord(name)
    const telling = parts.filter((part) => !STOP_WORDS.has(part))
    return telling.length > 1 && telling.every((part) => stems.has(stemOf(part)))
  }
}

/** What questions are made of names nothing, even if something is called so. */
const isPlainWord = (word: string) => STOP_WORDS.has(word) || ASKING_WORDS.has(word)
