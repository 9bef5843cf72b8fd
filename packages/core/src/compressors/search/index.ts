// The search compressor. Lossless: each file's path once, over its lines, and what many lines say once. Recoverable:
// definitions, what was asked for, and a line of as many files as possible; every file is named with the number of its lines
// that are left out.

import type { CompressContext, Compressed, Compressor, Dropped, Segment } from '../../types.ts'
import { droppedOf } from '../dropped.ts'
import { isEncoded } from '../encoding.ts'
import { estimateTokens } from '../estimate.ts'
import { likenessOf } from './likeness.ts'
import { parseSearch, type SearchLine, type Shape } from './parse.ts'
import { sameTexts } from './same-texts.ts'
import { selectLines } from './select.ts'
import { foldSearch, linesOf, numberTexts, writeShown } from './write.ts'

/** More lines than this are not looked at: work must stay bounded. */
const LINES_MAX = 500_000
/** Fewer lines than this all stay. */
const LINES_MIN = 40
/** A result must be smaller than this share of the text. */
const GAIN = 0.95
/** Leaving lines out must need less than this share of the tokens of all lines folded, and this many tokens less. */
const DROP_GAIN = 0.85
const DROP_TOKENS = 150
const MARKER_TOKENS = 80

/**
 * Compresses what `grep`, `rg`, `git grep` and `ag` print, with and without numbers, context lines and headings.
 *
 * @example
 * // Lossless:                          from:
 * // src/shop/cart.ts                   src/shop/cart.ts:12:import { Price } from './price.ts'
 * // 12:import { Price } from './price'  src/shop/cart.ts:40:  total(): Price {
 * // 40:  total(): Price {
 *
 * @example
 * // Recoverable: some lines of a file, and files of which none is shown.
 * // 40:  total(): Price {
 * // [7 lines omitted]
 * // [5 lines omitted: src/shop/order.ts ×3, test/order.test.ts ×2]
 */
export const searchCompressor: Compressor = {
  name: 'search',
  version: 2,

  bid(segment) {
    return isEncoded(segment.text) ? 0 : likenessOf(segment.text).bid
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text } = segment
    if (isEncoded(text) || !text.isWellFormed()) return undefined
    const likeness = likenessOf(text)
    const texts = likeness.bid > 0 ? text.split('\n') : []
    if (texts.length === 0 || texts.length > LINES_MAX) return undefined
    const lines = parseSearch(texts, likeness.shape)
    if (!lines) return undefined
    const folded = fold(text, lines, { shape: likeness.shape, level: context.level })
    const shorter = context.level === 'lossless' ? undefined : leaveOut(segment, { lines, folded, context })
    if (shorter) return shorter
    const { count } = context
    if (folded === undefined || estimateTokens(folded, count) > estimateTokens(text, count) * GAIN) return undefined
    const summary = `${linesOf(countLines(lines))} under their files`
    return { text: folded, level: 'lossless', dropped: [], summary }
  },
}

/**
 * All lines, shorter: under their files, and where no line may be left out, with the texts that repeat said once. Undefined
 * if that gains nothing.
 */
function fold(
  text: string,
  lines: readonly SearchLine[],
  { shape, level }: { shape: Shape; level: CompressContext['level'] },
): string | undefined {
  const numbers = level === 'lossless' ? sameTexts(lines) : undefined
  if (shape === 'headed') return numbers && numbers.size > 0 ? numberTexts(lines, numbers) : undefined
  const folded = foldSearch(lines, shape, numbers)
  return folded.length < text.length ? folded : undefined
}

interface Task {
  lines: readonly SearchLine[]
  folded: string | undefined
  context: CompressContext
}

function leaveOut(segment: Segment, { lines, folded, context }: Task): Compressed | undefined {
  const { count, bias, drop } = context
  if (countLines(lines) < LINES_MIN * bias) return undefined
  const shown = selectLines(lines, { query: segment.query, input: segment.toolInput, bias })
  const dropped = droppedOf(
    lines.flatMap((line, i) => (shown[i] || !isCounted(line) ? [] : [i])),
    { unit: 'lines', total: countLines(lines), reason: 'less relevant than what stays' },
  )
  if (dropped.count === 0) return undefined
  const tokens = estimateTokens(writeShown(lines, shown, ''), count) + MARKER_TOKENS
  const other = estimateTokens(folded ?? segment.text, count)
  if (tokens > other * DROP_GAIN || tokens + DROP_TOKENS > other) return undefined
  const marker = drop(segment.text, describe(lines, shown, dropped))
  return {
    text: writeShown(lines, shown, marker),
    level: 'recoverable',
    dropped: [dropped],
    summary: `${dropped.count} of ${linesOf(dropped.total)} left out`,
  }
}

function isCounted({ role }: SearchLine): boolean {
  return role === 'match' || role === 'context' || role === 'other'
}

function countLines(lines: readonly SearchLine[]): number {
  return lines.filter(isCounted).length
}

/** What is left out, in words: how many lines, and of how many files none is shown. */
function describe(lines: readonly SearchLine[], shown: readonly boolean[], { count, total }: Dropped): string {
  const files = new Set(lines.filter(isCounted).map(({ path }) => path))
  const seen = new Set(lines.filter((_, i) => shown[i]).map(({ path }) => path))
  const unseen = files.size - seen.size
  const what = unseen > 0 ? `; no line of ${unseen} of ${files.size} files is shown` : ''
  return `${count} of ${total} lines omitted${what}`
}
