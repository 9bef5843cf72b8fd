// Cuts long texts in a document: of a list of documents, those that answer the query stay whole and the others show their
// beginning and what the query names; of other very long texts, the ends and what stands out.

import type { Dropped } from '../../types.ts'
import { termsOf } from '../relevance.ts'
import { documentLists, type ListedDocument, listedDocuments } from './document-lists.ts'
import { type JsonDocument, STRING, stringOf } from './document.ts'
import { innerJson } from './inner-json.ts'
import { longTextPreview, mayBeCut } from './long-texts.ts'
import { parseJson } from './parse.ts'
import { cutText, type Range, unitsOf } from './preview-text.ts'
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
const WHOLE_SHARE = 0.35
const WHOLE_SCORE = 0.55
/** Share of another document's text that its preview may have, and the least in characters. */
const PREVIEW_SHARE = 0.4
const MIN_PREVIEW = 200
const LEAD = 60
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
    dropped: { unit: 'characters', count: gone, total: characters, reason: 'long texts: beginnings, and what is asked for' },
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
  for (const [i, { long }] of documents.entries()) {
    for (const node of long) {
      const value = stringOf(document, node)
      work.tally.texts++
      work.tally.characters += value.length
      const shorter = whole.has(i) ? undefined : previewOf(value, ranking, work)
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

/** The beginning of a text and the sentences that share most with the query. */
function previewOf(text: string, { weights }: Ranking, work: Work): string | undefined {
  const units = unitsOf(text)
  const chosen = new Set<number>()
  let used = 0
  for (let i = 0; i < units.length && used < LEAD; i++) {
    chosen.add(i)
    used += lengthOf(units[i]!)
  }
  const room = Math.max(MIN_PREVIEW, text.length * PREVIEW_SHARE) * work.bias
  const scored = units
    .map(([from, to], i) => ({ i, score: hitsIn(text.slice(from, to), weights) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
  for (const { i } of scored) {
    if (chosen.has(i)) continue
    const length = lengthOf(units[i]!)
    if (used + length > room) continue
    chosen.add(i)
    used += length
  }
  const ranges = [...chosen].sort((a, b) => a - b).map((i) => units[i]!)
  return cutText(text, ranges, work.mark)
}

function hitsIn(unit: string, weights: ReadonlyMap<string, number>): number {
  let score = 0
  for (const term of new Set(termsOf(unit))) score += weights.get(term) ?? 0
  return score
}

function lengthOf([from, to]: Range): number {
  return to - from
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
