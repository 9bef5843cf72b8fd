// The listing compressor. Lossless: folders, columns and branches are said once. Recoverable: many files of a kind in a
// folder are shown by a few of them and a count.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { droppedOf } from '../dropped.ts'
import { isEncoded } from '../encoding.ts'
import { estimateTokens } from '../estimate.ts'
import { countLines } from '../lines.ts'
import { encodeListing } from './encode.ts'
import { likenessOf } from './likeness.ts'
import type { ListingLine, Shape } from './listing.ts'
import { parseLong } from './long.ts'
import { parsePaths } from './paths.ts'
import { selectEntries } from './select.ts'
import { parseTree, readTree, styleOf, type TreeRow } from './tree.ts'
import { kindsOf, writeShown } from './write.ts'

/** More lines than this are not looked at: work must stay bounded. */
const LINES_MAX = 500_000
/** Listings with fewer lines stay whole. */
const LINES_MIN = 60
/** A result must be smaller than this share of the text. */
const GAIN = 0.95
/** Leaving entries out must need less than this share of the tokens of the lossless form, and this many tokens less. */
const DROP_GAIN = 0.85
const DROP_TOKENS = 150
const MARKER_TOKENS = 80
const AS_PRINTED = 'every line as printed'

/**
 * Compresses what `find`, `ls -lR`, `tree`, `du`, `rg --files`, `git ls-files` and `git status --short` print.
 *
 * @example
 * // Lossless, of src/shop/cart.ts, src/shop/order.ts and src/shop/price.ts:
 * // src/shop/
 * // cart.ts
 * // order.ts
 * // price.ts
 *
 * @example
 * // Recoverable:
 * // src/shop/
 * // cart.ts
 * // order.ts
 * // [38 lines omitted: .ts ×36, .md ×2]
 */
export const listingCompressor: Compressor = {
  name: 'listing',
  version: 1,

  bid(segment) {
    return isEncoded(segment.text) ? 0 : likenessOf(segment.text).bid
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text } = segment
    if (isEncoded(text) || !text.isWellFormed()) return undefined
    const { bid, shape } = likenessOf(text)
    const lines = bid > 0 ? text.split('\n') : []
    if (lines.length === 0 || lines.length > LINES_MAX) return undefined
    const encoded = encodeListing(lines, shape)
    const shorter =
      context.level === 'lossless' ? undefined : leaveOut(segment, { texts: lines, shape, encoded, context })
    if (shorter) return shorter
    const { count } = context
    if (encoded === undefined || estimateTokens(encoded, count) > estimateTokens(text, count) * GAIN) return undefined
    const total = countLines(lines)
    const summary = `${total} lines of a listing with what they share said once`
    const lossless: Compressed = { text: encoded, level: 'lossless', dropped: [], summary }
    return context.level === 'lossless' || shape === 'paths'
      ? lossless
      : withOriginal(text, lossless, { total, context })
  },
}

/** Rows read back, but who needs a line as it was printed, to quote it or to cut it into columns, can fetch it. */
function withOriginal(
  text: string,
  lossless: Compressed,
  { total, context: { drop } }: { total: number; context: CompressContext },
): Compressed {
  const end = lossless.text.indexOf('\n')
  const marker = drop(text, AS_PRINTED)
  return {
    ...lossless,
    text: `${lossless.text.slice(0, end)} ${marker}${lossless.text.slice(end)}`,
    level: 'recoverable',
    dropped: [{ unit: 'lines', count: total, total, reason: 'spelled shorter' }],
  }
}

interface Task {
  texts: readonly string[]
  shape: Shape
  encoded: string | undefined
  context: CompressContext
}

function leaveOut(
  { text, query, toolInput }: Segment,
  { texts, shape, encoded, context }: Task,
): Compressed | undefined {
  const { count, bias, drop } = context
  // a line that reads like a note of ours would be taken for one
  if (/\[\d+ lines? omitted/.test(text)) return undefined
  const read = texts.length < LINES_MIN * bias ? undefined : readListing(texts, shape)
  if (!read) return undefined
  const { lines, rows } = read
  const shown = selectEntries(lines, { query, input: toolInput, bias })
  const hidden = shown.flatMap((stays, index) => (stays ? [] : [index]))
  if (hidden.length === 0) return undefined
  const write = (marker: string) => writeShown({ lines, shown, shape, rows, marker })
  const tokens = estimateTokens(write(''), count) + MARKER_TOKENS
  const other = estimateTokens(encoded ?? text, count)
  if (tokens > other * DROP_GAIN || tokens + DROP_TOKENS > other) return undefined
  const total = countLines(texts)
  const words = `${hidden.length} of ${total} lines omitted: ${kindsOf(lines, hidden)}`
  return {
    text: write(drop(text, words)),
    level: 'recoverable',
    dropped: [droppedOf(hidden, { unit: 'lines', total, reason: 'more of a kind in a folder' })],
    summary: `${hidden.length} of ${total} lines left out`,
  }
}

function readListing(
  texts: readonly string[],
  shape: Shape,
): { lines: ListingLine[]; rows: readonly TreeRow[] } | undefined {
  if (shape === 'paths') return { lines: parsePaths(texts), rows: [] }
  if (shape === 'long') return { lines: parseLong(texts), rows: [] }
  const style = styleOf(texts)
  if (!style) return undefined
  const rows = readTree(texts, style)
  return { lines: parseTree(texts, rows), rows }
}
