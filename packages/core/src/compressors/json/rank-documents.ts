// Ranks documents by how well they answer a query: by its words, and by what links them to the best of the others, for an
// answer may need two documents of which the query names only one.

import { logarithm } from '../logarithm.ts'
import { asksForAll, readQuery } from '../query.ts'
import { matchQuery, type QueryMatch, scoresOf, weightsOf } from '../relevance.ts'
import { isNamedIn, linkScores, plainTitle } from './link-documents.ts'

/** A document as it is ranked. */
export interface RankedDocument {
  /** Empty if no key tells which field it is. */
  title: string
  /** All its short fields, one a line. */
  head: string
  /** Its long texts in sentences and lines. */
  units: readonly string[]
}

export interface Ranking {
  /** Log odds that a document is wanted, up to a constant; 0 or more. */
  scores: number[]
  /** For each document, how much each of its units shares with the query. */
  hits: Float64Array[]
}

/** The query must be met by one document to this share of its weight; else it asks for something else. */
const MIN_COVERAGE = 0.2
/** A single shared word may be chance, if it is less than this share of the weight. */
const MIN_MET = 2
const TELLING = 0.5
/** How often a word of the head counts. */
const HEAD = 3
/** Log odds, fitted to questions over passages: of all words, of the best sentence, of a title that the query names. */
const WORDS = 4
const SENTENCE = 2
const NAMED = 3.2
/** Search engines put the best first. */
const FIRST = 0.3

/** Scores of documents for a query; undefined if the query does not tell which of them matter. */
export function rankDocuments(query: string, documents: readonly RankedDocument[]): Ranking | undefined {
  if (asksForAll(query)) return undefined
  const asked = readQuery(query)
  const matches = documents.map(({ head, units }) => matchQuery(asked, [head, ...units]))
  const joined = matches.map(joinCounts)
  const counts = joined.map((each) => each.counts)
  const weights = weightsOf(asked, counts)
  // a word that none has would tell most
  const rarest = logarithm(2 * documents.length + 2)
  const total = asked.terms.reduce((sum, _, term) => sum + (weights[term]! || rarest), 0)
  const terms = asked.terms.length
  if (!counts.some((each) => coverageOf(each, { terms, weights, total }) >= MIN_COVERAGE)) return undefined

  const words = scoresOf({ counts, lengths: Float64Array.from(joined, ({ length }) => length), weights })
  const best = words.reduce((most, score) => Math.max(most, score), 0)
  const hits = matches.map((match) => Float64Array.from(match.counts.slice(1), (each) => weightOf(each, weights)))
  const folded = query.toLowerCase()
  const own = documents.map(({ title }, i) => {
    const sentence = hits[i]!.reduce((most, hit) => Math.max(most, hit), 0)
    const named = isNamedIn(folded, plainTitle(title)) ? NAMED : 0
    return (WORDS * words[i]!) / best + SENTENCE * Math.min(1, sentence / total) + named + FIRST / (i + 1)
  })
  const links = linkScores(documents, own, asked)
  return { scores: own.map((score, i) => score + links[i]!), hits }
}

interface Counts {
  counts: Map<number, number>
  length: number
}

/** Counts of a document, from those of its head and its units. */
function joinCounts(match: QueryMatch): Counts {
  const counts = new Map<number, number>()
  for (const [unit, own] of match.counts.entries())
    for (const [term, times] of own) counts.set(term, (counts.get(term) ?? 0) + times * (unit === 0 ? HEAD : 1))
  return { counts, length: match.lengths.reduce((sum, length) => sum + length, 0) }
}

function weightOf(counts: ReadonlyMap<number, number>, weights: Float64Array): number {
  let weight = 0
  for (const term of counts.keys()) weight += weights[term]!
  return weight
}

/** The share of the query's weight that a document has; 0 if that may be chance. */
function coverageOf(
  counts: ReadonlyMap<number, number>,
  { terms, weights, total }: { terms: number; weights: Float64Array; total: number },
): number {
  const met = [...counts.keys()].filter((term) => term < terms)
  const share = total === 0 ? 0 : met.reduce((sum, term) => sum + weights[term]!, 0) / total
  return met.length >= MIN_MET || share >= TELLING ? share : 0
}
