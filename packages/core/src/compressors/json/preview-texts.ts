// Cuts long texts in a document: of a list of documents, those that answer the query stay whole and the others show their
// beginning and what the query names; of other very long texts, the ends and what stands out.

import type { Dropped } from '../../types.ts'
import { termsOf } from '../relevance.ts'
import { type JsonDocument, STRING, stringOf } from './document.ts'
import { documentLists, type ListedDocument, listedDocuments } from './document-lists.ts'
import { innerJson } from './inner-json.ts'
import { longTextPreview, mayBeCut } from './long-texts.ts'
import { parseJson } from './parse.ts'
import { cutText, type Range, unitsOf, wordEnd } from './preview-text.ts'
import { type Ranking, rankDocuments } from './rank-documents.ts'
import type { Wish } from './sample-list.ts'
import { ESCAPE, quote } from './spelling.ts'

/** A text with cuts in its strings. */
export interface Previews {
  /** JSON whose strings are the original ones but for the cuts. */
  text: string
  /** Stands in a string wherever something is cut out. */
  mark: string
  words: string
  /** What the marker for the cuts must bring back. */
  source: string
  dropped: Dropped
  /** Some list was ranked by the query. */
  isRanked: boolean
}

/** Marks, and what a text that has one already looks like. */
const MARKS: readonly (readonly [string, RegExp])[] = [
  ['…', /…|u2026/i],
  ['[...]', /\[\.\.\.\]|u00(?:2e|5b|5d)/i],
]
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
const MAX_DEPTH = 2
/** What must be cut at least: characters, and a share of the text. */
const MIN_CUT = 800
const MIN_SHARE = 0.12

/** How many texts may be cut, and what was cut of them. */
interface Tally {
  texts: number
  cut: number
  characters: number
  gone: number
  /** Lists ranked by the query. */
  ranked: number
}

/** The text with its long texts cut; undefined if there is nothing to cut or no way to mark it. */
export function previewTexts(document: JsonDocument, wish: Wish): Previews | undefined {
  const { text } = document
  const mark = MARKS.find(([, taken]) => !taken.test(text))?.[0]
  if (!mark || text.length < MIN_CUT) return undefined
  const tally: Tally = { texts: 0, cut: 0, characters: 0, gone: 0, ranked: 0 }
  const shorter = shorten(document, { ...wish, mark, tally, depth: 0 })
  if (shorter === undefined || tally.gone < Math.max(MIN_CUT, text.length * MIN_SHARE)) return undefined
  const { texts, cut, characters, gone } = tally
  return {
    text: shorter,
    mark,
    source: text,
    isRanked: tally.ranked > 0,
    words: `${cut} of ${texts} long texts cut at ${mark}, ${gone} of their ${characters} characters omitted`,
    dropped: {
      unit: 'characters',
      count: gone,
      total: characters,
      reason: 'long texts: beginnings, and what is asked for',
    },
  }
}

interface Work extends Wish {
  mark: string
  tally: Tally
  depth: number
}

/** The document's text with cuts; undefined if there are none. */
function shorten(document: JsonDocument, work: Work): string | undefined {
  const cuts = new Map<number, string>()
  const ranked: [number, number][] = []
  for (const list of documentLists(document)) {
    const documents = listedDocuments(document, list)
    const texts = documents.map((listed) => ({ title: listed.title, text: textOf(document, listed) }))
    const ranking = rankDocuments(work.query, texts)
    if (!ranking) continue
    work.tally.ranked++
    ranked.push([list, document.next[list]!])
    cutDocuments(document, { documents, ranking, work, cuts })
  }
  const isRanked = (node: number) => ranked.some(([from, to]) => node >= from && node < to)
  for (let node = 0; node < document.length; node++) {
    if (document.kind[node] !== STRING || isRanked(node)) continue
    const shorter = shortenInner(document, node, work) ?? longTextPreview(document, node, work)
    if (shorter !== undefined) cuts.set(node, shorter)
  }
  return cuts.size > 0 ? splice(document, cuts) : undefined
}

/** JSON in a string, with cuts in its own strings. */
function shortenInner(document: JsonDocument, node: number, work: Work): string | undefined {
  if (work.depth === MAX_DEPTH || !(document.info[node]! & ESCAPE)) return undefined
  if (document.end[node]! - document.start[node]! < MIN_CUT) return undefined
  const first = document.text[document.start[node]! + 1]
  if (first !== '[' && first !== '{') return undefined
  const inner = innerJson(stringOf(document, node), undefined)
  return inner && shorten(inner.document, { ...work, depth: work.depth + 1 })
}

function textOf(document: JsonDocument, { short, long }: ListedDocument): string {
  return [short, ...long.map((node) => stringOf(document, node))].join('\n')
}

function cutDocuments(
  document: JsonDocument,
  list: { documents: readonly ListedDocument[]; ranking: Ranking; work: Work; cuts: Map<number, string> },
): void {
  const { documents, ranking, work, cuts } = list
  const whole = wholeDocuments(document, list)
  const best = Math.max(...ranking.scores)
  for (const [i, { long }] of documents.entries()) {
    const score = ranking.scores[i]! / best
    for (const node of long) {
      const value = stringOf(document, node)
      work.tally.texts++
      work.tally.characters += value.length
      const shorter = whole.has(i) ? undefined : previewOf(value, ranking, { ...work, score })
      if (shorter === undefined) continue
      cuts.set(node, shorter)
      note(work, value, shorter)
    }
  }
}

/** Documents to show whole: the best ones, as far as their scores and the room go. */
function wholeDocuments(
  document: JsonDocument,
  { documents, ranking, work }: { documents: readonly ListedDocument[]; ranking: Ranking; work: Work },
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
function previewOf(text: string, { weights }: Ranking, work: Work & { score: number }): string | undefined {
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

function note({ tally, mark }: Work, value: string, shorter: string): void {
  tally.cut++
  tally.gone += value.length - shorter.length + (shorter.split(mark).length - 1) * mark.length
}

/** The source text with some strings replaced. */
function splice(document: JsonDocument, cuts: ReadonlyMap<number, string>): string {
  const { text, start, end } = document
  let out = ''
  let from = 0
  for (const [node, value] of [...cuts].sort((a, b) => a[0] - b[0])) {
    out += text.slice(from, start[node]) + quote(value)
    from = end[node]!
  }
  return out + text.slice(from)
}

/** False if the document, strings in it included, has nothing that could be cut. */
export function mayBePreviewed(document: JsonDocument): boolean {
  if (document.text.length < MIN_CUT) return false
  if (documentLists(document).length > 0) return true
  for (let node = 0; node < document.length; node++) {
    if (document.kind[node] !== STRING || document.end[node]! - document.start[node]! < MIN_CUT) continue
    if (mayBeCut(document, node)) return true
    const inner = document.info[node]! & ESCAPE ? parseJson(stringOf(document, node)) : undefined
    if (inner && mayBePreviewed(inner)) return true
  }
  return false
}
