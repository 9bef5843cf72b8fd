// The log compressor. Lossless: templates and rows; errors word for word. Recoverable: one line for each template, and all
// that matters.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { droppedOf, hiddenIn } from '../dropped.ts'
import { isEncoded } from '../encoding.ts'
import { estimateTokens } from '../estimate.ts'
import { changesIn } from './changes.ts'
import { encodeLog } from './encode.ts'
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
/** So many carriage returns without a line feed end lines. */
const RETURNS_MIN = 5

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
  version: 2,

  bid(segment) {
    return isEncoded(segment.text) ? 0 : likeness(readable(segment.text).text)
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    // a lone surrogate could be taken for half of a pair
    if (isEncoded(segment.text) || !segment.text.isWellFormed()) return undefined
    const log = readable(segment.text)
    const texts = log.text.split('\n')
    if (texts.length > LINES_MAX) return undefined
    if (context.level === 'lossless') return reencode(log, texts, context)
    // Lines word for word are easier to read than templates and rows, so there is nothing between all of them and some.
    return likeness(log.text) >= SURELY_LOG ? leaveOut(segment, { ...log, texts }, context) : undefined
  },
}

interface Log {
  text: string
  /** True if line feeds were put behind carriage returns. */
  hasReturns: boolean
}

/** Where carriage returns alone end lines, as in progress bars, each gets a line feed, so that lines are lines. */
function readable(text: string): Log {
  const hasReturns = text.includes('\r') && !text.includes('\r\n') && isReturned(text)
  return { text: hasReturns ? text.replaceAll('\r', '\r\n') : text, hasReturns }
}

function isReturned(text: string): boolean {
  let at = -1
  for (let count = 0; count < RETURNS_MIN; count++) {
    at = text.indexOf('\r', at + 1)
    if (at < 0) return false
  }
  return true
}

function reencode(
  { text, hasReturns }: Log,
  texts: readonly string[],
  { count }: CompressContext,
): Compressed | undefined {
  const lines = readLines(texts, kindOf)
  const templates = mineTemplates(lines.filter((line) => !isAlarm(line)))
  const encoded = encodeLog({ text, lines, templates, hasReturns })
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
  segment: Segment,
  { text, texts, hasReturns }: Log & { texts: readonly string[] },
  { bias, count, drop }: CompressContext,
): Compressed | undefined {
  const lines = readLines(texts, kindOf)
  const templates = mineTemplates(lines).flatMap((template) => splitByChoice(template, 1))
  const shown = selectLines(text, lines, templates, { query: segment.query, limits: limitsFor(bias) })
  if (!shown.includes(false)) return undefined
  const changes = changesIn(templates, lines)
  for (const { line } of [...changes.values()].flat()) shown[line] = true
  const write = (marker: string) => writeExemplars({ lines, templates, shown, changes, hasReturns }, marker)
  if (!isClearlyLess(estimateTokens(write(''), count) + MARKER_TOKENS, estimateTokens(text, count))) return undefined
  const dropped = droppedOf(hiddenIn(shown), {
    unit: 'lines',
    total: countLines(lines),
    reason: 'like lines that stay',
  })
  return {
    text: write(drop(segment.text, describeHidden(lines, shown))),
    level: 'recoverable',
    dropped: [dropped],
    summary: `${dropped.count} of ${dropped.total} lines left out`,
  }
}

function isClearlyLess(tokens: number, other: number): boolean {
  return tokens <= other * DROP_GAIN && tokens + DROP_TOKENS <= other
}
