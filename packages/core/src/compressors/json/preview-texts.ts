// Cuts long texts in a document: of a list of documents, those that answer the query stay whole and the others show their
// beginning and what the query names; of other very long texts, the ends and what stands out.

import type { Dropped } from '../../types.ts'
import { type JsonDocument, STRING, stringOf } from './document.ts'
import { documentLists } from './document-lists.ts'
import { innerJson } from './inner-json.ts'
import { longTextPreview, mayBeCut } from './long-texts.ts'
import { parseJson } from './parse.ts'
import { cutDocuments } from './preview-documents.ts'
import type { Cutting, Tally } from './preview-text.ts'
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
/** How many strings around a document are looked into. */
const MAX_DEPTH = 2
/** What must be cut at least: characters, and a share of the text. */
const MIN_CUT = 800
const MIN_SHARE = 0.12

/** The text with its long texts cut; undefined if there is nothing to cut or no way to mark it. */
export function previewTexts(document: JsonDocument, wish: Wish): Previews | undefined {
  const { text } = document
  const mark = MARKS.find(([, taken]) => !taken.test(text))?.[0]
  if (!mark || text.length < MIN_CUT) return undefined
  const tally: Tally = { texts: 0, cut: 0, characters: 0, gone: 0, ranked: 0 }
  const shorter = shorten(document, { ...wish, mark, tally })
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

/** The document's text with cuts; undefined if there are none. */
function shorten(document: JsonDocument, work: Cutting, depth = 0): string | undefined {
  const cuts = new Map<number, string>()
  const lists = new Set(documentLists(document))
  for (let node = 0; node < document.length; node++) {
    if (lists.has(node) && cutDocuments(document, node, { work, cuts })) {
      node = document.next[node]! - 1
    } else if (document.kind[node] === STRING) {
      const inner = depth < MAX_DEPTH ? innerDocument(document, node) : undefined
      const shorter = inner ? shorten(inner, work, depth + 1) : longTextPreview(document, node, work)
      if (shorter !== undefined) cuts.set(node, shorter)
    }
  }
  return cuts.size > 0 ? splice(document, cuts) : undefined
}

/** The document that a string holds. */
function innerDocument(document: JsonDocument, node: number): JsonDocument | undefined {
  const { text, start, end, info } = document
  if (!(info[node]! & ESCAPE) || end[node]! - start[node]! < MIN_CUT) return undefined
  const isJson = '[{'.includes(text[start[node]! + 1]!)
  return isJson ? innerJson(stringOf(document, node), undefined)?.document : undefined
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
