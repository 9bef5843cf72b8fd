// Previews of the documents in a list: those that answer the query stay whole, the others show their beginning and what the
// query names.

import { type JsonDocument, stringOf } from './document.ts'
import { type ListedDocument, listedDocuments } from './document-lists.ts'
import { type Cutting, cutText, type Range, tallyCut, unitsOf, wordEnd } from './preview-text.ts'
import { rankDocuments } from './rank-documents.ts'

/** The best are shown whole: so many, and more up to this share of all characters, down to this share of the best score. */
const MIN_WHOLE = 2
const WHOLE_SHARE = 0.45
const WHOLE_SCORE = 0.4
/** What scores this share of the best begins with a sentence of up to so many characters; what has no title, with fewer. */
const NEAR = 0.4
const NEAR_LEAD = 240
const LEAD = 70
/** Characters of what the query names, in a document that answers like the best; the others show less. */
const HITS = 250
/** Of a longer document this much is read. */
const MAX_TEXT = 20_000

/** A long text of a document, in sentences and lines. */
interface LongText {
  node: number
  value: string
  units: Range[]
}

/** Cuts the documents of a list that answer the query less than others; false if the query does not tell. */
export function cutDocuments(
  document: JsonDocument,
  list: number,
  { work, cuts }: { work: Cutting; cuts: Map<number, string> },
): boolean {
  const documents = listedDocuments(document, list)
  const texts = documents.map((listed) => longTextsOf(document, listed))
  const ranking = rankDocuments(
    work.query,
    documents.map(({ title, short }, i) => ({ title, head: short, units: readUnits(texts[i]!) })),
  )
  if (!ranking) return false
  work.tally.ranked++
  const { scores, hits } = ranking
  const best = scores.reduce((most, score) => Math.max(most, score), 0)
  const whole = wholeDocuments(texts, scores, work.bias)
  for (const [i, own] of texts.entries()) {
    const score = scores[i]! / best
    const lead = score >= NEAR ? NEAR_LEAD : documents[i]!.title === '' ? LEAD : 0
    let first = 0
    for (const { node, value, units } of own) {
      const shorter = whole.has(i)
        ? undefined
        : previewOf({ value, units, hits: hits[i]!.subarray(first) }, { ...work, score, lead })
      tallyCut(work, value, shorter)
      if (shorter !== undefined) cuts.set(node, shorter)
      first += units.length
    }
  }
  return true
}

function longTextsOf(document: JsonDocument, { long }: ListedDocument): LongText[] {
  return long.map((node) => {
    const value = stringOf(document, node)
    return { node, value, units: unitsOf(value) }
  })
}

/** The units of a document's texts, as far as they are read. */
function readUnits(texts: readonly LongText[]): string[] {
  let left = MAX_TEXT
  return texts.flatMap(({ value, units }) =>
    units.map(([start, end]) => {
      left -= end - start
      return left < 0 ? '' : value.slice(start, end)
    }),
  )
}

/** Documents to show whole: the best ones, as far as their scores and the room go. */
function wholeDocuments(texts: readonly (readonly LongText[])[], scores: readonly number[], bias: number): Set<number> {
  const lengths = texts.map((own) => own.reduce((sum, { value }) => sum + value.length, 0))
  const room = lengths.reduce((sum, length) => sum + length, 0) * WHOLE_SHARE * bias
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const least = (scores[order[0]!]! * WHOLE_SCORE) / bias
  const whole = new Set<number>()
  let used = 0
  for (const i of order) {
    if (whole.size >= MIN_WHOLE && (scores[i]! < least || used + lengths[i]! > room)) break
    whole.add(i)
    used += lengths[i]!
  }
  return whole
}

/** The beginning of a text and the units that share most with the query, the fewer the less it answers. */
function previewOf(
  { value, units, hits }: { value: string; units: readonly Range[]; hits: Float64Array },
  { score, lead, bias, mark }: Cutting & { score: number; lead: number },
): string | undefined {
  const start = lead > 0 ? Math.min(units[0]![1], wordEnd(value, lead)) : 0
  let room = Math.round(HITS * score * bias)
  const order = units.map((_, i) => i).filter((i) => hits[i]! > 0 && units[i]![1] > start)
  const ranges: Range[] = [[0, start]]
  for (const i of order.sort((a, b) => hits[b]! - hits[a]! || a - b)) {
    const [from, to] = units[i]!
    if (to - from > room) continue
    ranges.push([Math.max(from, start), to])
    room -= to - from
  }
  return cutText(
    value,
    ranges.sort((a, b) => a[0] - b[0]),
    mark,
  )
}
