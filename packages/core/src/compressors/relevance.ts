// How well texts answer a query: Okapi BM25 over words, with bigrams for scripts that write no spaces.

/** Length normalisation and saturation, as usual (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"). */
const B = 0.75
const K1 = 1.2
/** Letters of a word that count, so that "cached" meets "caches". */
const STEM = 6

const WORD = /[\p{L}\p{M}\p{N}_]+/gu
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const STOP = new Set(
  'a an and are as at be been but by can did do does for from had has have he her his how i if in into is it its me my not of on or our she so than that the their them then there they this to us was we were what when where which who whom whose why will with would you your'.split(
    ' ',
  ),
)

/**
 * BM25 score of each text for the query; 0 where they share no word. Linear in the texts.
 *
 * @example relevanceOf('cache size', ['the cache is small', 'no such thing']) // [0.98…, 0]
 */
export function relevanceOf(query: string, texts: readonly string[]): Float64Array {
  const scores = new Float64Array(texts.length)
  const wanted = new Map([...new Set(termsOf(query))].map((term, index) => [term, index]))
  if (wanted.size === 0 || texts.length === 0) return scores
  const counts = texts.map(() => new Map<number, number>())
  const lengths = texts.map((text, i) => countTerms(text, wanted, counts[i]!))
  const average = lengths.reduce((sum, length) => sum + length, 0) / texts.length || 1
  const holders = new Float64Array(wanted.size)
  for (const count of counts) for (const term of count.keys()) holders[term]!++
  const weights = holders.map((n) => Math.log(1 + (texts.length - n + 0.5) / (n + 0.5)))
  for (const [i, count] of counts.entries()) {
    const norm = K1 * (1 - B + (B * lengths[i]!) / average)
    for (const [term, times] of count) scores[i]! += (weights[term]! * times * (K1 + 1)) / (times + norm)
  }
  return scores
}

/** Words of a text as they are compared: small letters, without endings and filler words; pairs of letters in unspaced scripts. */
export function termsOf(text: string): string[] {
  const terms: string[] = []
  for (const [word] of text.matchAll(WORD)) addTerms(word, terms)
  return terms
}

function addTerms(word: string, terms: string[]): void {
  if (UNSPACED.test(word)) {
    const letters = [...word]
    if (letters.length === 1) terms.push(word)
    for (let i = 1; i < letters.length; i++) terms.push(letters[i - 1]! + letters[i]!)
    return
  }
  const lower = word.toLowerCase()
  if (STOP.has(lower)) return
  terms.push(lower.length > STEM ? lower.slice(0, STEM) : lower)
}

/** Counts the wanted terms, and gives the number of all. */
function countTerms(text: string, wanted: ReadonlyMap<string, number>, counts: Map<number, number>): number {
  const terms = termsOf(text)
  for (const term of terms) {
    const index = wanted.get(term)
    if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  return terms.length
}
