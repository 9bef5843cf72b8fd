// Ranks documents by how well they answer a query: by its words, and by links between the best of them and the others.

import { relevanceOf, termsOf } from '../relevance.ts'

export interface Ranking {
  /** Scores, the best about 1. */
  scores: number[]
  /** What each term of the query weighs: the rarer it is among the documents, the more. */
  weights: ReadonlyMap<string, number>
}

/** The query must be met by one document to this share of its weight; else it asks for something else. */
const MIN_COVERAGE = 0.25
/** A single shared word may be chance. */
const MIN_MET = 2
/** Search engines put the best first. */
const FIRST = 0.1
/** Answers that need two documents are in the best and in one that names it, or that it names (multi-hop questions). */
const LINKED = 0.5
/** A document that the query names. */
const NAMED = 0.4
const LINKING = 2
const MIN_TITLE = 4
const MAX_TEXT = 20_000
/** A query that asks for all of them. */
const ALL =
  /\b(?:summari[sz]e|overview|every|each of|all (?:of )?(?:the|these|those|my|open|results|documents|issues|messages|e-?mails|entries|items))\b/i

/** Scores of documents for a query; undefined if the query does not tell which of them matter. */
export function rankDocuments(
  query: string,
  documents: readonly { title: string; text: string }[],
): Ranking | undefined {
  if (ALL.test(query)) return undefined
  const texts = documents.map(({ title, text }) => `${title}\n${text.slice(0, MAX_TEXT)}`)
  const weights = weightsOf(query, texts)
  if (!weights) return undefined
  const relevance = relevanceOf(query, texts)
  const best = Math.max(...relevance)
  const titles = documents.map(({ title }) => plainTitle(title))
  const asked = query.toLowerCase()
  const scores = Array.from(relevance, (score, i) => {
    return score / best + FIRST / (i + 1) + (names(asked, titles[i]!) ? NAMED : 0)
  })
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
  const lower = texts.map((text) => text.toLowerCase())
  const linked = new Set<number>()
  for (const top of order.slice(0, LINKING)) {
    for (const [i, text] of lower.entries()) {
      if (i !== top && (names(text, titles[top]!) || names(lower[top]!, titles[i]!))) linked.add(i)
    }
  }
  // If most documents name each other, that tells nothing.
  if (linked.size <= documents.length / 2) for (const i of linked) scores[i]! += LINKED
  return { scores, weights }
}

/** Weights of the query's terms; undefined if no document meets enough of them. */
function weightsOf(query: string, texts: readonly string[]): ReadonlyMap<string, number> | undefined {
  const terms = [...new Set(termsOf(query))]
  const held = texts.map((text) => new Set(termsOf(text)))
  const weights = new Map<string, number>()
  for (const term of terms) {
    const holders = held.reduce((sum, own) => sum + Number(own.has(term)), 0)
    weights.set(term, Math.log(1 + (texts.length - holders + 0.5) / (holders + 0.5)))
  }
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  for (const own of held) {
    const met = terms.filter((term) => own.has(term))
    const weight = met.reduce((sum, term) => sum + weights.get(term)!, 0)
    if (met.length >= Math.min(MIN_MET, terms.length) && weight > 0 && weight >= all * MIN_COVERAGE) return weights
  }
  return undefined
}

/** A title as other texts would name it: without what stands in brackets behind it. */
function plainTitle(title: string): string {
  const at = title.lastIndexOf(' (')
  return (at > 0 && title.endsWith(')') ? title.slice(0, at) : title).toLowerCase().trim()
}

function names(text: string, title: string): boolean {
  return title.length >= MIN_TITLE && text.includes(title)
}
