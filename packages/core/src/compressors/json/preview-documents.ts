// Previews of the documents in a list: those that answer the query stay whole, the others show their beginning and what the
// query names.

import { termsOf } from '../relevance.ts'
import { type JsonDocument, stringOf } from './document.ts'
import { type ListedDocument, listedDocuments } from './document-lists.ts'
import { type Cutting, cutText, type Range, tallyCut, unitsOf, wordEnd } from './preview-text.ts'
import { type Ranking, rankDocuments } from './rank-documents.ts'

/** The best documents are shown whole; more of them up to this share of all characters, and down to this share of the best score. */
const MIN_WHOLE = 2
const WHOLE_SHARE = 0.45
const WHOLE_SCORE = 0.45
/** Characters that another document shows of its beginning, and of what the query names if it answers like the best. */
const LEAD = 70
const HITS = 300
/** A document that scores this share of the best begins with a whole sentence. */
const NEAR = 0.3
const MAX_LEAD = 240

/** Cuts the documents of a list that answer the query less than others; false if the query does not tell. */
export function cutDocuments(
  document: JsonDocument,
  list: number,
  { work, cuts }: { work: Cutting; cuts: Map<number, string> },
): boolean {
  const documents = listedDocuments(document, list)
  const texts = documents.map((listed) => ({ title: listed.title, text: textOf(document, listed) }))
  const ranking = rankDocuments(work.query, texts)
  if (!ranking) return false
  work.tally.ranked++
  const whole = wholeDocuments(document, { documents, ranking, work })
  const best = Math.max(...ranking.scores)
  for (const [i, { long }] of documents.entries()) {
    for (const node of long) {
      const value = stringOf(document, node)
      const score = ranking.scores[i]! / best
      const shorter = whole.has(i) ? undefined : previewOf(value, ranking, { ...work, score })
      tallyCut(work, value, shorter)
      if (shorter !== undefined) cuts.set(node, shorter)
    }
  }
  return true
}

/** Documents to show whole: the best ones, as far as their scores and the room go. */
function wholeDocuments(
  document: JsonDocument,
  { documents, ranking, work }: { documents: readonly ListedDocument[]; ranking: Ranking; work: Cutting },
): Set<number> {
  const { scores } = ranking
  const lengths = documents.map(({ long }) =>
    long.reduce((sum, node) => sum + document.end[node]! - document.start[node]!, 0),
  )
  const room = lengths.reduce((sum, length) => sum + length, 0) * WHOLE_SHARE * work.bias
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const least = scores[order[0]!]! * WHOLE_SCORE
  const whole = new Set<number>()
  let used = 0
  for (const i of order) {
    if (whole.size >= MIN_WHOLE && (scores[i]! < least || used + lengths[i]! > room)) break
    whole.add(i)
    used += lengths[i]!
  }
  return whole
}

/** The beginning of a text and the sentences that share most with the query, the fewer the less it answers. */
function previewOf(text: string, { weights }: Ranking, work: Cutting & { score: number }): string | undefined {
  const units = unitsOf(text)
  const lead: Range = [0, Math.min(units[0]![1], wordEnd(text, work.score < NEAR ? LEAD : MAX_LEAD))]
  let room = Math.round(HITS * work.score * work.bias)
  const scored = units
    .map((range) => ({ range, hits: hitsIn(text.slice(...range), weights) }))
    .filter(({ hits, range }) => hits > 0 && range[1] > lead[1])
    .sort((a, b) => b.hits - a.hits || a.range[0] - b.range[0])
  const ranges = [lead]
  for (const { range } of scored) {
    if (range[1] - range[0] > room) continue
    ranges.push([Math.max(range[0], lead[1]), range[1]])
    room -= range[1] - range[0]
  }
  return cutText(
    text,
    ranges.sort((a, b) => a[0] - b[0]),
    work.mark,
  )
}

function hitsIn(unit: string, weights: ReadonlyMap<string, number>): number {
  let score = 0
  for (const term of new Set(termsOf(unit))) score += weights.get(term) ?? 0
  return score
}

function textOf(document: JsonDocument, { short, long }: ListedDocument): string {
  return [short, ...long.map((node) => stringOf(document, node))].join('\n')
}
