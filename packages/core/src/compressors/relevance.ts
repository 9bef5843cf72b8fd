// How well texts answer a query: Okapi BM25 over word stems, with pairs of letters for scripts that write no spaces.

import { stemOf } from './stem.ts'
import { ASKING_WORDS, STOP_WORDS } from './stop-words.ts'
import { visitWords } from './words.ts'

/** Length normalisation and saturation, as usual (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"). */
const B = 0.75
const K1 = 1.2
/** A long query is cut: its head says what is wanted. */
const QUERY_MAX = 8_000
const TERMS_MAX = 256
const WORD_MAX = 64

/** The words that a name in a program is put together from. */
const PARTS = /\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu

const NOTHING: ReadonlyMap<number, number> = new Map()

/** Which terms of a query stand in which texts. */
export interface QueryMatch {
  /** Distinct terms of the query. */
  terms: readonly string[]
  /** For each text, how often each term of the query stands in it. */
  counts: readonly ReadonlyMap<number, number>[]
  /** Terms of each text. */
  lengths: Float64Array
  /** Inverse document frequency of each term of the query; 0 for terms that no text has. */
  weights: Float64Array
}

/**
 * BM25 score of each text for the query; 0 where they share no word. Linear in the texts.
 *
 * @example relevanceOf('cache size', ['the cache is small', 'no such thing']) // [0.98…, 0]
 */
export function relevanceOf(query: string, texts: readonly string[]): Float64Array {
  return scoresOf(matchQuery(query, texts))
}

/** Words of a text as they are compared: stems without filler words, and pairs of letters in unspaced scripts. */
export function termsOf(text: string): string[] {
  const terms: string[] = []
  visitWords(
    text,
    { start: 0, end: text.length },
    {
      word: (start, end, isCompound) => addWord(text.slice(start, end), isCompound, terms),
      run: (start, end) => addPairs(text.slice(start, end), terms),
    },
  )
  return terms
}

/** Looks the terms of a query up in texts. */
export function matchQuery(query: string, texts: readonly string[]): QueryMatch {
  const terms = wantedTerms(query)
  const wanted = new Map(terms.map((term, index) => [term, index]))
  const lengths = new Float64Array(texts.length)
  const weights = new Float64Array(terms.length)
  if (terms.length === 0) return { terms, counts: texts.map(() => NOTHING), lengths, weights }
  const starts = new Set(terms.map((term) => term.charCodeAt(0)))
  let found = new Map<number, number>()
  const counts = texts.map((text, i) => {
    lengths[i] = countTerms(text, { wanted, starts, counts: found })
    if (found.size === 0) return NOTHING
    const filled = found
    found = new Map()
    return filled
  })
  for (const count of counts) for (const term of count.keys()) weights[term]!++
  for (const [term, n] of weights.entries())
    weights[term] = n === 0 ? 0 : Math.log(1 + (texts.length - n + 0.5) / (n + 0.5))
  return { terms, counts, lengths, weights }
}

/** BM25 from counts. `weights` may come from other texts than those that are scored. */
export function scoresOf({ counts, lengths, weights }: Omit<QueryMatch, 'terms'>): Float64Array {
  const scores = new Float64Array(counts.length)
  const average = lengths.reduce((sum, length) => sum + length, 0) / counts.length || 1
  for (const [i, count] of counts.entries()) {
    const norm = K1 * (1 - B + (B * lengths[i]!) / average)
    for (const [term, times] of count) scores[i]! += (weights[term]! * times * (K1 + 1)) / (times + norm)
  }
  return scores
}

/** Terms of a query that say what is asked for. */
function wantedTerms(query: string): string[] {
  const text = query.slice(0, QUERY_MAX)
  const terms: string[] = []
  visitWords(
    text,
    { start: 0, end: text.length },
    {
      word(start, end, isCompound) {
        const word = text.slice(start, end)
        if (!ASKING_WORDS.has(word.toLowerCase())) addWord(word, isCompound, terms)
      },
      run: (start, end) => addPairs(text.slice(start, end), terms),
    },
  )
  return [...new Set(terms)].slice(0, TERMS_MAX)
}

function addWord(word: string, isCompound: boolean, terms: string[]): void {
  const lower = word.toLowerCase()
  if (STOP_WORDS.has(lower)) return
  terms.push(stemOf(lower))
  if (isCompound && word.length <= WORD_MAX) addParts(word, terms)
}

function addPairs(run: string, terms: string[]): void {
  if (run.length === 1) terms.push(run)
  for (let i = 1; i < run.length; i++) terms.push(run.slice(i - 1, i + 1))
}

function addParts(word: string, terms: string[]): void {
  for (const [part] of word.matchAll(PARTS)) {
    const lower = part.toLowerCase()
    if (lower.length > 2 && lower.length < word.length && !STOP_WORDS.has(lower)) terms.push(stemOf(lower))
  }
}

interface Count {
  wanted: ReadonlyMap<string, number>
  /** First letters of the wanted terms: other words need no stem. */
  starts: ReadonlySet<number>
  counts: Map<number, number>
}

/** Counts the wanted terms, and gives about the number of all. */
function countTerms(text: string, { wanted, starts, counts }: Count): number {
  let length = 0
  const count = (term: string) => {
    const index = wanted.get(term)
    if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  visitWords(
    text,
    { start: 0, end: text.length },
    {
      word(start, end, isCompound) {
        length++
        if (!isCompound && cannotStart(text.charCodeAt(start), starts)) return
        const terms: string[] = []
        addWord(text.slice(start, end), isCompound, terms)
        terms.forEach(count)
      },
      run(start, end) {
        length += end - start
        if (end - start === 1) count(text.slice(start, end))
        for (let i = start + 1; i < end; i++) if (starts.has(text.charCodeAt(i - 1))) count(text.slice(i - 1, i + 1))
      },
    },
  )
  return length
}

/** True if no wanted term begins with this letter, large or small. Letters that may be folded are let through. */
function cannotStart(code: number, starts: ReadonlySet<number>): boolean {
  if (code >= 65 && code <= 90) return !starts.has(code | 32)
  if (code >= 97 && code <= 122) return !starts.has(code)
  if (code >= 0x410 && code <= 0x42f) return !starts.has(code + 32)
  if (code >= 0x430 && code <= 0x44f) return !starts.has(code)
  return false
}
