// What a query asks for: its words as stems, and which of them stand side by side.

import { stemOf } from './stem.ts'
import { ASKING_WORDS, STOP_WORDS } from './stop-words.ts'
import { visitWords } from './words.ts'

/** A long query is cut: its head says what is wanted. */
const QUERY_MAX = 8_000
const TERMS_MAX = 256
const WORD_MAX = 64
/** Words this close are a pair: there may be a filler between them, as in "Battle of Hastings". */
export const PAIR_REACH = 2

/** The words that a name in a program is put together from. */
const PARTS = /\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu

const ALL =
  /\b(?:summari[sz]e|overview|every|each of|all (?:of )?(?:the|these|those|my|open|results|documents|issues|messages|e-?mails|entries|items))\b/i

export interface Query {
  /** Distinct terms that say what is asked for. */
  terms: readonly string[]
  /** Terms that stand side by side, as indexes of terms: two words of a name say more together. */
  pairs: readonly (readonly [number, number])[]
}

/** True for a query that asks for all of something: then the parts that have its words are not enough. */
export function asksForAll(query: string): boolean {
  return ALL.test(query)
}

/** Reads a query. Fillers, and words that one asks with whatever one asks for, are left out. */
export function readQuery(query: string): Query {
  const text = query.slice(0, QUERY_MAX)
  const terms = new Map<string, number>()
  const pairs = new Map<string, readonly [number, number]>()
  let last = -1
  let [place, position] = [0, 0]
  const add = (term: string) => {
    if (!terms.has(term)) terms.set(term, terms.size)
    return terms.get(term)!
  }
  const word = (start: number, end: number, isCompound: boolean) => {
    position++
    const found = ASKING_WORDS.has(text.slice(start, end).toLowerCase())
      ? []
      : termsOfWord(text.slice(start, end), isCompound)
    const [first] = found.map(add)
    if (first === undefined || first >= TERMS_MAX) return
    if (last >= 0 && last !== first && position - place <= PAIR_REACH) pairs.set(`${last} ${first}`, [last, first])
    ;[last, place] = [first, position]
  }
  const run = (start: number, end: number) => pairsOfLetters(text.slice(start, end)).forEach(add)
  visitWords(text, { start: 0, end: text.length }, { word, run })
  return { terms: [...terms.keys()].slice(0, TERMS_MAX), pairs: [...pairs.values()] }
}

/** A word as it is compared: its stem, and those of its parts if it is put together; none for a filler. */
export function termsOfWord(word: string, isCompound: boolean): string[] {
  const lower = word.toLowerCase()
  if (STOP_WORDS.has(lower)) return []
  const terms = [stemOf(lower)]
  if (!isCompound || word.length > WORD_MAX) return terms
  for (const [part] of word.matchAll(PARTS)) {
    const small = part.toLowerCase()
    if (small.length > 2 && small.length < word.length && !STOP_WORDS.has(small)) terms.push(stemOf(small))
  }
  return terms
}

/** Letters of an unspaced script, two by two. */
export function pairsOfLetters(run: string): string[] {
  if (run.length === 1) return [run]
  return Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2))
}
