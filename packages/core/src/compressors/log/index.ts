// The log compressor. Lossless: templates and rows; errors word for word. Recoverable: one line for each template, and all
// that matters.

import type { CompressContext, Compressed, Compressor, Dropped, Segment } from '../../types.ts'
import { isEncoded } from '../encoding.ts'
import { encodeLog } from './encode.ts'
import { estimateTokens } from './estimate.ts'
import { describeHidden, writeExemplars } from './exemplars.ts'
import { likeness, SURELY_LOG } from './likeness.ts'
import { countLines, mineTemplates, readLines } from './mine.ts'
import { limitsFor, selectLines } from './select.ts'
import { kindOf, severityOf } from './severity.ts'
import { splitByChoice } from './split.ts'
import type { LogLine } from './template.ts'

/** More lines than this are not looked at: work must stay bounded. */
const LINES_MAX = 500_000
/** A result must be smaller than this share of the text. */
const GAIN = 0.95
/** Leaving lines out must need less than this share of the text, and this many tokens less. */
const DROP_GAIN = 0.85
const DROP_TOKENS = 150
const MARKER_TOKENS = 80
const RANGES_MAX = 200

/**
 * Compresses line-oriented logs: of services, systems, access, installs and builds.
 *
 * @example
 * // Lossless: A is defined by a line in full; a row says what differs in a line like it.
 * // A: {2031-04-02 10:00:00,000} INFO [pool-{0}] Served order {5000} in {3} ms (shop.web)
 * // 01,037 A 1,5001,4
 *
 * @example
 * // Recoverable: the first line of a template stays, and so does what asks for attention.
 * // 2031-04-02 10:00:00,000 INFO [pool-0] Served order 5000 in 3 ms (shop.web)
 * // [476 lines like the one above omitted]
 * // 2031-04-02 10:05:11,507 ERROR [pool-3] Payment 8812 failed: card declined (shop.billing)
 */
export const logCompressor: Compressor = {
  name: 'log',
  version: 1,

  bid(segment) {
    return isEncoded(segment.text) ? 0 : likeness(segment.text)
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text } = segment
    // a lone surrogate could be taken for half of a pair
    if (isEncoded(text) || !text.isWellFormed()) return undefined
    const texts = text.split('\n')
    if (texts.length > LINES_MAX) return undefined
    if (context.level === 'lossless') return reencode(text, texts, context)
    // Lines word for word are easier to read than templates and rows, so there is nothing between all of them and some.
    return likeness(text) >= SURELY_LOG ? leaveOut(segment, texts, context) : undefined
  },
}

function reencode(text: string, texts: readonly string[], { count }: CompressContext): Compressed | undefined {
  const lines = readLines(texts, kindOf)
  const encoded = encodeLog({ text, lines, templates: mineTemplates(lines.filter((line) => !isAlarm(line))) })
  if (encoded === undefined || estimateTokens(encoded, count) > estimateTokens(text, count) * GAIN) return undefined
  const summary = `${countLines(lines)} lines as templates and rows`
  return { text: encoded, level: 'lossless', dropped: [], summary }
}

/** Errors and stack traces stay word for word: nobody should have to put them together from rows. */
function isAlarm({ text, kind }: LogLine): boolean {
  const severity = severityOf(text, kind)
  return severity === 'error' || severity === 'frame'
}

function leaveOut(
  { text, query }: Segment,
  texts: readonly string[],
  { bias, count, drop }: CompressContext,
): Compressed | undefined {
  const lines = readLines(texts, kindOf)
  const templates = mineTemplates(lines).flatMap((template) => splitByChoice(template, 1))
  const shown = selectLines(text, lines, templates, { query, limits: limitsFor(bias) })
  if (!shown.includes(false)) return undefined
  const write = (marker: string) => writeExemplars(lines, templates, shown, marker)
  if (!isClearlyLess(estimateTokens(write(''), count) + MARKER_TOKENS, estimateTokens(text, count))) return undefined
  const dropped = droppedOf(shown, countLines(lines))
  return {
    text: write(drop(text, describeHidden(lines, shown))),
    level: 'recoverable',
    dropped: [dropped],
    summary: `${dropped.count} of ${dropped.total} lines left out`,
  }
}

function isClearlyLess(tokens: number, other: number): boolean {
  return tokens <= other * DROP_GAIN && tokens + DROP_TOKENS <= other
}

function droppedOf(shown: readonly boolean[], total: number): Dropped {
  const ranges: [number, number][] = []
  for (const [i, stays] of shown.entries()) {
    const last = ranges.at(-1)
    if (stays) continue
    if (last && last[1] === i) last[1]++
    else ranges.push([i, i + 1])
  }
  const count = ranges.reduce((sum, [start, end]) => sum + end - start, 0)
  const reason = 'like lines that stay'
  return { unit: 'lines', count, total, reason, ...(ranges.length <= RANGES_MAX ? { ranges } : {}) }
}
