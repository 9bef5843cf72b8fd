// Previews of very long texts that stand among other values: their ends, and the lines in between that stand out.

import { termsOf } from '../relevance.ts'
import { type JsonDocument, STRING, stringOf } from './document.ts'
import { parseJson } from './parse.ts'
import { type Cutting, cutText, pairEnd, type Range, tallyCut, unitsOf } from './preview-text.ts'

/** Characters from which on a text is cut. */
const MIN_LONG = 2400
/** Text that makes up more of the document than this is what was asked for. */
const MAX_SHARE = 0.5
const HEAD = 600
const TAIL = 300
/** Share of the text that lines in between may have. */
const BETWEEN = 0.25
/** Data that nobody reads: letters and digits without a space. */
const MIN_BLOB = 400
const BLOB = /^(?:data:[\w/+.;-]{1,80},)?[\w+/=-]+$/
const BLOB_HEAD = 48
const ALARM = /\b(?:errors?|exceptions?|fail(?:ed|ure)?|fatal|panic|critical|denied|timeout|traceback)\b/i

/** True for a text that is long enough, and not most of its document. */
export function mayBeCut(document: JsonDocument, node: number): boolean {
  if (document.kind[node] !== STRING) return false
  const length = document.end[node]! - document.start[node]!
  if (length < MIN_BLOB) return false
  if (isBlob(document, node)) return true
  return length >= MIN_LONG && length <= document.text.length * MAX_SHARE && !holdsJson(document, node)
}

/** JSON that is cut as a text may still look like JSON, with parts of two records in one. */
function holdsJson(document: JsonDocument, node: number): boolean {
  return '[{'.includes(document.text[document.start[node]! + 1]!) && parseJson(stringOf(document, node)) !== undefined
}

/** The text with its middle cut; undefined if it is better shown whole. Counts what it cuts. */
export function longTextPreview(document: JsonDocument, node: number, wish: Cutting): string | undefined {
  if (!mayBeCut(document, node)) return undefined
  const value = stringOf(document, node)
  const ranges: Range[] = isBlob(document, node) ? [[0, BLOB_HEAD]] : rangesOf(value, wish)
  const shorter = cutText(value, ranges, wish.mark)
  tallyCut(wish, value, shorter)
  return shorter
}

function rangesOf(value: string, { query, bias }: Cutting): Range[] {
  const terms = new Set(termsOf(query))
  const tail = pairEnd(value, value.length - TAIL)
  const units = unitsOf(value)
  const room = value.length * BETWEEN * bias
  const ranges: Range[] = []
  let used = 0
  for (const [from, to] of units) {
    if (from < HEAD || to > tail) {
      ranges.push([from, to])
      continue
    }
    if (used + to - from > room) continue
    const unit = value.slice(from, to)
    if (!ALARM.test(unit) && !meets(unit, terms)) continue
    ranges.push([from, to])
    used += to - from
  }
  return ranges
}

/** A sentence that shares two words with the query, or all. */
function meets(unit: string, terms: ReadonlySet<string>): boolean {
  if (terms.size === 0) return false
  let met = 0
  for (const term of new Set(termsOf(unit))) if (terms.has(term)) met++
  return met >= Math.min(2, terms.size)
}

function isBlob(document: JsonDocument, node: number): boolean {
  const from = document.start[node]! + 1
  return BLOB.test(document.text.slice(from, Math.min(from + MIN_BLOB, document.end[node]! - 1)))
}
