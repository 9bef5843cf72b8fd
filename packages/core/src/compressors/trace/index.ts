// The trace compressor. Lossless: what stacks repeat is said once. Recoverable: frames of libraries are counted.
import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { isEncoded } from '../encoding.ts'
import { estimateTokens } from '../estimate.ts'
import type { Stack } from './frames.ts'
import { findStacks } from './frames.ts'
import { apartFrom, findListings } from './listings.ts'
import type { Outline } from './repeats.ts'
import { outlineStacks } from './repeats.ts'
import { hiddenFrames } from './select.ts'
import type { Trace } from './write.ts'
import { describeHidden, hasNotes, writeTrace } from './write.ts'

const LINES_MAX = 500_000
/** Characters that a bid looks at. */
const SAMPLE = 30_000
const FRAMES_MIN = 8
/** Share of the characters that are frames, from which on a text is a trace, or has much of one. */
const SURE_SHARE = 0.7
const MIXED_SHARE = 0.45
/** Bid for a single failure that pytest reports. */
const REPORT = 0.7
const GAIN = 0.95
/** Leaving frames out must need less than this share of what the lossless form needs, and so many tokens less. */
const DROP_GAIN = 0.85
const DROP_TOKENS = 100
const MARKER_TOKENS = 45

/**
 * Compresses stack traces. Errors, causes and messages stay word for word, and so do all frames of the user's own code.
 *
 * @example
 * // Lossless
 * // [stack A: 9 lines]
 * //     at handle (/app/src/server.ts:12:3)
 * // …
 * // Error: second failure
 * //     at check (/app/src/check.ts:4:9)
 * // [last 8 lines of stack A]
 *
 * @example
 * // Recoverable
 * // Error: no such order
 * //     at find (/app/src/orders.ts:31:11)
 * // [9 lines omitted: frames of node_modules/express ×7, node:internal ×2]
 * //     at run (/app/src/server.ts:12:3)
 */
export const traceCompressor: Compressor = {
  name: 'trace',
  version: 1,
  bid({ text }) {
    if (isEncoded(text)) return 0
    const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text
    const lines = sample.split('\n')
    if (isPytestReport(lines)) return REPORT
    const stacks = findStacks(lines)
    const [frames, share] = [stacks.flatMap((stack) => stack.frames), shareOf(stacks, sample.length)]
    if (frames.length < FRAMES_MIN || share < MIXED_SHARE) return 0
    return share >= SURE_SHARE ? 0.9 : 0.6
  },
  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text, query } = segment
    if (isEncoded(text)) return undefined
    const lines = text.split('\n')
    if (lines.length > LINES_MAX || hasNotes(lines)) return undefined
    const outlines = outlineStacks(findStacks(lines))
    const lossless = sayOnce(text, { lines, outlines }, context)
    if (context.level === 'lossless') return lossless?.result
    const tokens = lossless?.tokens ?? estimateTokens(text, context.count)
    return leaveOut(text, { lines, outlines, tokens, query }, context) ?? lossless?.result
  },
}

/** One failure out of a pytest run. The run as a whole is another compressor's. */
function isPytestReport(lines: readonly string[]): boolean {
  return /^_{3,} \S.* _{3,}\r?$/.test(lines[0]!.slice(0, 400)) && findListings(lines).length > 0
}

function shareOf(stacks: readonly Stack[], length: number): number {
  let characters = 0
  for (const { frames } of stacks) for (const { text } of frames) characters += text.length + 1
  return characters / length
}

function sayOnce(
  text: string,
  { lines, outlines }: { lines: readonly string[]; outlines: readonly Outline[] },
  { count }: CompressContext,
): { result: Compressed; tokens: number } | undefined {
  const repeats = outlines.filter(({ pieces, tail }) => tail !== undefined || pieces.some(({ again }) => again > 0))
  if (repeats.length === 0) return undefined
  const written = writeTrace({ lines, outlines, hidden: new Set(), listings: [] }, '')
  const tokens = estimateTokens(written, count)
  if (tokens > estimateTokens(text, count) * GAIN) return undefined
  const summary = `repeats in ${repeats.length} of ${outlines.length} stacks said once`
  return { result: { text: written, level: 'lossless', dropped: [], summary }, tokens }
}

function leaveOut(
  text: string,
  {
    lines,
    outlines,
    tokens,
    query,
  }: { lines: readonly string[]; outlines: readonly Outline[]; tokens: number; query: string },
  { count, drop }: CompressContext,
): Compressed | undefined {
  const stacks = outlines.map(({ stack }) => stack)
  const listings = apartFrom(findListings(lines), stacks)
  const trace: Trace = { lines, outlines, hidden: hiddenFrames(outlines, query), listings }
  if (trace.hidden.size === 0 && trace.listings.length === 0) return undefined
  const needed = estimateTokens(writeTrace(trace, '-'), count) + MARKER_TOKENS
  if (needed > tokens * DROP_GAIN || needed + DROP_TOKENS > tokens) return undefined
  const { words, omitted, total } = describeHidden(trace)
  const reason = 'frames of libraries and source far from a failing line'
  return {
    text: writeTrace(trace, drop(text, words)),
    level: 'recoverable',
    dropped: [{ unit: 'lines', count: omitted, total, reason }],
    summary: `${omitted} of ${total} lines left out`,
  }
}
