// What links documents of a list to those that answer best: the best name them, they share names that few others have, or
// they are parts of one whole.

import { logarithm } from '../logarithm.ts'
import { type Query, termsOfWord } from '../query.ts'
import { matchQuery } from '../relevance.ts'
import { isLetter } from '../words.ts'
import type { RankedDocument } from './rank-documents.ts'

/** So many of the best are looked at. */
const BEST = 4
/**
 * Log odds, fitted to questions over passages: of a document that one of the best names by its title, of one that has names
 * of them in its text or in its title, and of a part of the same whole.
 */
const TITLED = 2
const SHARED = 1.25
const SHARED_TITLE = 2.25
const SAME_WHOLE = 1.5
/** So much rarity of shared names, in nats, counts in full. */
const ENOUGH = 8
const ENOUGH_TITLE = 3
const MIN_TITLE = 4
/** Texts that name more documents than this are lists of them. */
const NAMED_MAX = 32
const NAMES_MAX = 256
/** Names and values that more of the documents have than this tell nothing; two may always share one. */
const COMMON_NAME = 1 / 4
const COMMON_VALUE = 1 / 3

const CAPITALISED = /\p{Lu}[\p{L}\p{M}\p{N}_]+/gu

/** What each document has from its links to the best by `scores`. */
export function linkScores(documents: readonly RankedDocument[], scores: readonly number[], asked: Query): number[] {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const most = scores[order[0]!]!
  const best = order.slice(0, BEST).map((index) => ({ index, share: scores[index]! / most }))
  const texts = documents.map(({ title, units }) => `${title}\n${units.join('')}`)
  const titled = titledBy(documents, texts, best)
  const named = sharedNames(documents, texts, { best, asked })
  const parts = partsOfOne(documents, order[0]!)
  return scores.map((_, i) => titled[i]! + named[i]! + parts[i]!)
}

interface Best {
  index: number
  /** Its score beside the highest. */
  share: number
}

/** True if a text names a title as a whole word; both in small letters. */
export function isNamedIn(folded: string, title: string): boolean {
  if (title.length < MIN_TITLE) return false
  const [opens, closes] = [isLetter(title, 0), isLetter(title, title.length - 1)]
  for (let at = folded.indexOf(title); at >= 0; at = folded.indexOf(title, at + 1)) {
    if (!(opens && isLetter(folded, at - 1)) && !(closes && isLetter(folded, at + title.length))) return true
  }
  return false
}

/** A title as other texts would name it, in small letters: without what stands in brackets behind it. */
export function plainTitle(title: string): string {
  const at = title.lastIndexOf(' (')
  return (at > 0 && title.endsWith(')') ? title.slice(0, at) : title).toLowerCase().trim()
}

/** Documents whose titles the best name; what many name is named in passing. */
function titledBy(documents: readonly RankedDocument[], texts: readonly string[], best: readonly Best[]): number[] {
  const folded = texts.map((text) => text.toLowerCase())
  const titles = documents.map(({ title }) => plainTitle(title))
  const named = new Map<number, number>()
  for (const { index, share } of best) {
    for (const [i, title] of titles.entries()) {
      if (i !== index && title !== titles[index] && isNamedIn(folded[index]!, title))
        named.set(i, Math.max(named.get(i) ?? 0, share))
    }
  }
  const scores = documents.map(() => 0)
  if (named.size > NAMED_MAX) return scores
  for (const [i, share] of named) {
    const naming = folded.filter((text, j) => j !== i && isNamedIn(text, titles[i]!)).length
    scores[i] = (TITLED * share) / Math.sqrt(naming)
  }
  return scores
}

/** Documents that have names of the best which the query does not say and few others have. */
function sharedNames(
  documents: readonly RankedDocument[],
  texts: readonly string[],
  { best, asked }: { best: readonly Best[]; asked: Query },
): number[] {
  const known = new Set(asked.terms)
  const names = best.map(({ index }) => namesOf(texts[index]!, known))
  const terms = [...new Set(names.flatMap((own) => [...own]))].slice(0, NAMES_MAX)
  const query: Query = { terms, pairs: [] }
  const inHeads = matchQuery(
    query,
    documents.map(({ head }) => head),
  ).counts
  const inTexts = matchQuery(
    query,
    documents.map(({ units }) => units.join('')),
  ).counts
  const rarity = terms.map((_, term) => {
    const holders = documents.filter((_, i) => inHeads[i]!.has(term) || inTexts[i]!.has(term)).length
    return holders > documents.length * COMMON_NAME + 1 ? 0 : logarithm(documents.length / Math.max(1, holders))
  })
  const sum = (counts: ReadonlyMap<number, number>, own: ReadonlySet<string>) => {
    let total = 0
    for (const term of counts.keys()) if (own.has(terms[term]!)) total += rarity[term]!
    return total
  }
  return documents.map((_, i) => {
    let score = 0
    for (const [rank, { index, share }] of best.entries()) {
      if (index === i) continue
      const inText = Math.min(1, sum(inTexts[i]!, names[rank]!) / ENOUGH)
      const inTitle = Math.min(1, sum(inHeads[i]!, names[rank]!) / ENOUGH_TITLE)
      score = Math.max(score, share * (SHARED * inText + SHARED_TITLE * inTitle))
    }
    return score
  })
}

/** Terms of the words with a large letter in front that are not among the `known` ones. */
function namesOf(text: string, known: ReadonlySet<string>): Set<string> {
  const names = new Set<string>()
  for (const [word] of text.matchAll(CAPITALISED))
    for (const term of termsOfWord(word, false)) if (term.length > 2 && !known.has(term)) names.add(term)
  return names
}

/** Documents that share a short value with the best, such as the file or the page that both are of. */
function partsOfOne(documents: readonly RankedDocument[], best: number): number[] {
  const values = documents.map(({ head, title }) => {
    return new Set(
      head
        .split('\n')
        .filter((value) => value !== '' && value !== title)
        .map(withoutFragment),
    )
  })
  const holders = new Map<string, number>()
  for (const value of values[best]!) {
    const count = values.filter((own) => own.has(value)).length
    if (count > 1 && count <= Math.max(2, documents.length * COMMON_VALUE)) holders.set(value, count)
  }
  return values.map((own, i) => {
    if (i === best) return 0
    let score = 0
    for (const [value, count] of holders) if (own.has(value)) score = Math.max(score, SAME_WHOLE / Math.sqrt(count - 1))
    return score
  })
}

/** An address without the place in its page. */
function withoutFragment(value: string): string {
  const at = value.indexOf('#')
  return at > 0 ? value.slice(0, at) : value
}
