// How well texts answer a query: Okapi BM25 over word stems, with pairs of letters for scripts that write no spaces.

import { logarithm } from './logarithm.ts'
import { PAIR_REACH, pairsOfLetters, type Query, readQuery, termsOfWord } from './query.ts'
import { visitWords, type WordVisitor } from './words.ts'

/** Length normalisation and saturation, as usual (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"). */
const B = 0.75
const K1 = 1.2
/** What two words side by side add to what each of them is worth. */
const PAIR_WORTH = 0.5

const NOTHING: ReadonlyMap<number, number> = new Map()

/** Which terms of a query stand in which texts. */
export interface QueryMatch {
  query: Query
  /** For each text, how often each term of the query stands in it, and behind the terms, how often each pair does. */
  counts: readonly ReadonlyMap<number, number>[]
  /** Terms of each text. */
  lengths: Float64Array
  /** What each term, and then each pair, is worth: the fewer texts have it, the more; 0 if none has. */
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
      word: (start, end, isCompound) => terms.push(...termsOfWord(text.slice(start, end), isCompound)),
      run: (start, end) => terms.push(...pairsOfLetters(text.slice(start, end))),
    },
  )
  return terms
}

/** Looks the terms of a query up in texts. */
export function matchQuery(query: string | Query, texts: readonly string[]): QueryMatch {
  const asked = typeof query === 'string' ? readQuery(query) : query
  const lengths = new Float64Array(texts.length)
  const count = countsTerms(asked)
  let found = new Map<number, number>()
  const counts = texts.map((text, i) => {
    if (asked.terms.length > 0) lengths[i] = count(text, found)
    if (found.size === 0) return NOTHING
    const filled = found
    found = new Map()
    return filled
  })
  return { query: asked, counts, lengths, weights: weightsOf(asked, counts) }
}

/** What the terms and pairs of a query are worth among texts with these counts. */
export function weightsOf({ terms, pairs }: Query, counts: QueryMatch['counts']): Float64Array {
  const weights = new Float64Array(terms.length + pairs.length)
  for (const count of counts) for (const term of count.keys()) weights[term]!++
  for (const [term, n] of weights.entries())
    weights[term] =
      n === 0 ? 0 : (term < terms.length ? 1 : PAIR_WORTH) * logarithm(1 + (counts.length - n + 0.5) / (n + 0.5))
  return weights
}

/** BM25 from counts. `weights` may come from other texts than those that are scored. */
export function scoresOf({ counts, lengths, weights }: Omit<QueryMatch, 'query'>): Float64Array {
  const scores = new Float64Array(counts.length)
  const average = lengths.reduce((sum, length) => sum + length, 0) / counts.length || 1
  for (const [i, count] of counts.entries()) {
    const norm = K1 * (1 - B + (B * lengths[i]!) / average)
    for (const [term, times] of count) scores[i]! += (weights[term]! * times * (K1 + 1)) / (times + norm)
  }
  return scores
}

/** Gives what counts the terms and pairs of a query in a text, and tells about the number of all its terms. */
function countsTerms({ terms, pairs }: Query): (text: string, counts: Map<number, number>) => number {
  const wanted = new Map(terms.map((term, index) => [term, index]))
  const pairAt = new Map(pairs.map(([a, b], i) => [a * terms.length + b, terms.length + i]))
  // other words need no stem
  const starts = new Set(terms.map((term) => term.charCodeAt(0)))
  const state = { text: '', counts: new Map<number, number>(), length: 0, last: -1, place: 0 }
  const add = (index: number | undefined) => {
    if (index !== undefined) state.counts.set(index, (state.counts.get(index) ?? 0) + 1)
  }
  const visitor: WordVisitor = {
    word(start, end, isCompound) {
      state.length++
      if (!isCompound && cannotStart(state.text.charCodeAt(start), starts)) return
      const [first, ...parts] = termsOfWord(state.text.slice(start, end), isCompound)
      const index = first === undefined ? undefined : wanted.get(first)
      for (const part of parts) add(wanted.get(part))
      if (index === undefined) return
      add(index)
      if (state.length - state.place <= PAIR_REACH) add(pairAt.get(state.last * terms.length + index))
      state.last = index
      state.place = state.length
    },
    run(start, end) {
      state.length += end - start
      if (end - start === 1) add(wanted.get(state.text[start]!))
      for (let i = start + 1; i < end; i++)
        if (starts.has(state.text.charCodeAt(i - 1))) add(wanted.get(state.text.slice(i - 1, i + 1)))
    },
  }
  return (text, counts) => {
    Object.assign(state, { text, counts, length: 0, last: -1, place: -PAIR_REACH })
    visitWords(text, { start: 0, end: text.length }, visitor)
    return state.length
  }
}

/** True if no wanted term begins with this letter, large or small. Letters that may be folded are let through. */
function cannotStart(code: number, starts: ReadonlySet<number>): boolean {
  if (code >= 65 && code <= 90) return !starts.has(code | 32)
  if (code >= 97 && code <= 122) return !starts.has(code)
  if (code >= 0x410 && code <= 0x42f) return !starts.has(code + 32)
  if (code >= 0x430 && code <= 0x44f) return !starts.has(code)
  return false
}
