// JSON: the smaller of compact JSON and JSON in which lists of like objects are tables; long lists are sampled if the level
// allows it.

import type { CompressContext, Compressed, Compressor, Dropped, Segment } from '../../types.ts'
import { encodingHeader, isEncoded } from '../encoding.ts'
import { questionOfInput } from '../tool-input.ts'
import { compactText, type JsonDocument } from './document.ts'
import { MAX_DOCUMENTS } from './document-lists.ts'
import { encodeDocument, type Sampling } from './encode.ts'
import { estimateTokens } from './estimate.ts'
import { type Feature, ruleOf } from './header.ts'
import { parseJson } from './parse.ts'
import { mayBePreviewed, type Previews, previewTexts } from './preview-texts.ts'
import { withReferences } from './same-values.ts'
import { mayBeSampled } from './sample-list.ts'

/** Share of the tokens that must be saved at least. */
const MIN_SHARE = 0.03
/** Tables must be shorter than compact JSON by this share, for everybody knows how to read JSON. */
const MIN_TABLE_SHARE = 0.05
/** Texts up to this many characters are compared by their tokens; longer ones by their characters, which is faster. */
const MAX_ESTIMATED = 8000

/**
 * Compresses JSON arrays, objects and lines, also inside JSON strings.
 *
 * `lossless`: compact JSON, or tables in it behind a first line that says how to read them. `recoverable`: of long lists,
 * only the ends, a spread, what stands out and what the query names is shown; a marker says what the other rows held.
 *
 * @example
 * jsonCompressor.compress({ ...segment, text: '[{"id":1,"name":"Ann"},{"id":2,"name":"Bo"}, …]' }, context)?.text
 * // # headroom json: [N]{a,b}: list of N objects, one a line, values in the order of the columns
 * // [120]{id,name}
 * // 1,Ann
 * // 2,Bo
 */
export const jsonCompressor: Compressor = {
  name: 'json',
  version: 3,
  bid(segment) {
    const reading = read(segment)
    const { document } = reading
    if (!document || isSearchOutput(segment.text)) return 0
    // Compact JSON that can become neither tables nor a sample is what we would make of it.
    const mayDrop = mayBeSampled(document) || isPreviewable(reading, document)
    if (document.verbatim && !mayDrop && !losslessOf(reading, document)) return 0
    return document.roots.length === 1 ? 0.95 : 0.9
  },
  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const reading = read(segment)
    const { document } = reading
    readings.delete(segment)
    if (!document) return undefined
    const shorter = context.level === 'lossless' ? undefined : withDrops(reading, segment, context)
    return shorter ?? losslessOf(reading, document)
  },
}

interface Reading {
  text: string
  document: JsonDocument | undefined
  lossless?: { result: Compressed | undefined }
  isPreviewable?: boolean
}

/** What was found out for a bid is needed again to compress. */
const readings = new WeakMap<object, Reading>()

function read(segment: Pick<Segment, 'text'>): Reading {
  const { text } = segment
  const known = readings.get(segment)
  if (known?.text === text) return known
  const reading = { text, document: isEncoded(text) ? undefined : parseJson(text) }
  readings.set(segment, reading)
  return reading
}

function losslessOf(reading: Reading, document: JsonDocument): Compressed | undefined {
  reading.lossless ??= { result: shortest(document) }
  return reading.lossless.result
}

function isPreviewable(reading: Reading, document: JsonDocument): boolean {
  reading.isPreviewable ??= mayBePreviewed(document)
  return reading.isPreviewable
}

/** The shortest of tables, references and compact JSON; undefined if none is worth a change. */
function shortest(document: JsonDocument): Compressed | undefined {
  const { text, roots, verbatim } = document
  const sizeOf = text.length <= MAX_ESTIMATED ? estimateTokens : (long: string) => long.length
  const size = sizeOf(text)
  const compact = verbatim ? text : roots.map((root) => compactText(document, root)).join('\n')
  const compactSize = verbatim ? size : sizeOf(compact)
  const tables = withTables(document)
  const found: { text: string; summary: string }[] = tables ? [{ text: tables, summary: 'as tables' }] : []
  const shortened = withReferences(document)
  const referring = shortened && parseJson(shortened.text)
  if (referring) {
    const note = `"${shortened.mark}a.b": same value as a.b`
    found.push({ text: withTables(referring, { note })!, summary: 'with references to repeated values' })
  }
  const sizes = found.map((candidate) => sizeOf(candidate.text))
  const least = Math.min(...sizes)
  if (least <= Math.min(compactSize * (1 - MIN_TABLE_SHARE), size * (1 - MIN_SHARE))) {
    return { ...found[sizes.indexOf(least)]!, level: 'lossless', dropped: [] }
  }
  if (compactSize > size * (1 - MIN_SHARE) || isFile(text)) return undefined
  return { text: compact, level: 'lossless', dropped: [], summary: 'as compact JSON' }
}

/** Long texts cut and long lists sampled; undefined if there are none. */
function withDrops(reading: Reading, segment: Segment, context: CompressContext): Compressed | undefined {
  const document = reading.document!
  const wish = { query: segment.query, bias: context.bias }
  // a search answers what it was called with, which need not be the words of the user
  const asked = `${segment.query}\n${questionOfInput(segment.toolInput)}`
  const previews = isPreviewable(reading, document) ? previewTexts(document, { ...wish, query: asked }) : undefined
  const shown = previews ? parseJson(previews.text) : document
  if (!shown || !(previews || mayBeSampled(document))) return undefined
  const dropped: Dropped[] = []
  const sampling: Sampling = {
    ...wish,
    // A ranked list is not that long, and each of its documents says what it is.
    minRows: previews?.isRanked ? MAX_DOCUMENTS + 1 : undefined,
    drop(source, sample) {
      dropped.push(sample.dropped)
      return context.drop(previews ? segment.text : source, sample.words)
    },
  }
  const text = withTables(shown, {
    sampling,
    note: noteOf(previews, context),
  })
  if (previews) dropped.push(previews.dropped)
  return text && dropped.length > 0 ? { text, level: 'recoverable', dropped, summary: summaryOf(dropped) } : undefined
}

/** What a cut looks like, and the marker for what was cut out. */
function noteOf(previews: Previews | undefined, context: CompressContext): string | undefined {
  return previews && `${previews.mark}: text cut out, see ${context.drop(previews.source, previews.words)}`
}

/** The text with its rule in front; undefined if it came out as plain JSON. */
function withTables(document: JsonDocument, more: { sampling?: Sampling; note?: string } = {}): string | undefined {
  const { sampling, note } = more
  const features = new Set<Feature>()
  const body = encodeDocument({ document, features, sampling, depth: 0 })
  if (features.size === 0 && !note) return undefined
  const rule = [ruleOf(features), note].filter(Boolean).join('. ')
  return `${encodingHeader('json', rule)}\n${body}`
}

/** Programs print with spaces; files that people keep and edit line by line are indented with tabs. */
function isFile(text: string): boolean {
  return /^.\r?\n\t/.test(text)
}

/** The events of `rg --json`: what matters there is which line of which file matched, and a table would tear that apart. */
function isSearchOutput(text: string): boolean {
  return /^\{"type":"(?:begin|match|context|end|summary)","data":\{/.test(text)
}

function summaryOf(dropped: readonly Dropped[]): string {
  return dropped.map(({ count, total, unit }) => `${total - count} of ${total} ${unit} shown`).join(', ')
}
