// The diff compressor. Lossless: headers said once. Recoverable: every change, little context, and noise counted.
import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { droppedOf } from '../dropped.ts'
import { isEncoded } from '../encoding.ts'
import { estimateTokens } from '../estimate.ts'
import { countLines } from '../lines.ts'
import { encodeDiff } from './encode.ts'
import { describeHidden, hiddenLines, selectLines, writeSelection } from './leave-out.ts'
import { likeness } from './likeness.ts'
import type { Diff } from './parse.ts'
import { parseDiff } from './parse.ts'

/** More lines than this are not looked at: work must stay bounded. */
const LINES_MAX = 500_000
/** A result must be smaller than this share of the text. */
const GAIN = 0.96
/** Leaving lines out must need less than this share of what the lossless form needs, and this many tokens less. */
const DROP_GAIN = 0.9
const DROP_TOKENS = 100
const MARKER_TOKENS = 45

/**
 * Compresses diffs of git, diff and svn, and what stands around them. No added or deleted line is ever left out but in
 * files that tools write.
 *
 * @example
 * // Lossless: a file's header in one line, and the lengths of hunks left to their lines.
 * // === src/cache.ts 96e8acb..a4e704f
 * // @@ -69 +69 @@ class Cache {
 *
 * @example
 * // Recoverable
 * // === src/cache.ts
 * // @@ -69,7 +69,7 @@ class Cache {
 * //    size(): number {
 * // -    return this.count
 * // +    return this.entries.size
 * //    }
 * // === package-lock.json
 * // [460 lines omitted: lock file, 3 hunks, +43 -394]
 */
export const diffCompressor: Compressor = {
  name: 'diff',
  version: 1,
  bid(segment) {
    return isEncoded(segment.text) ? 0 : likeness(segment.text)
  },
  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text } = segment
    if (isEncoded(text)) return undefined
    const eol = hasOnlyCrLf(text) ? '\r\n' : '\n'
    const lines = text.split(eol)
    if (lines.length > LINES_MAX) return undefined
    const diff = parseDiff(lines)
    if (diff.files.length === 0) return undefined
    const tokens = estimateTokens(text, context.count)
    const lossless = reencode(diff, eol, { ...context, tokens })
    if (context.level === 'lossless') return lossless?.result
    return leaveOut(segment, { diff, eol, tokens: lossless?.tokens ?? tokens }, context) ?? lossless?.result
  },
}

function reencode(
  diff: Diff,
  eol: string,
  { count, level, tokens }: CompressContext & { tokens: number },
): { result: Compressed; tokens: number } | undefined {
  // who may leave lines out shows all others word for word
  const text = encodeDiff(diff, eol, level !== 'lossless')
  if (text === undefined) return undefined
  const needed = estimateTokens(text, count)
  if (needed > tokens * GAIN) return undefined
  const summary = `headers of ${diff.files.length} files shortened`
  return { result: { text, level: 'lossless', dropped: [], summary }, tokens: needed }
}

function leaveOut(
  { text, query }: Segment,
  { diff, eol, tokens }: { diff: Diff; eol: string; tokens: number },
  { bias, count, drop }: CompressContext,
): Compressed | undefined {
  const selection = selectLines(diff, query, Math.max(1, Math.round(bias)))
  const hidden = hiddenLines(selection.fates)
  if (hidden.length === 0) return undefined
  const needed = estimateTokens(writeSelection(selection, '', eol), count) + MARKER_TOKENS
  if (needed > tokens * DROP_GAIN || needed + DROP_TOKENS > tokens) return undefined
  const dropped = droppedOf(hidden, {
    unit: 'lines',
    total: countLines(diff.lines),
    reason: 'context and files that tools write',
  })
  return {
    text: writeSelection(selection, drop(text, describeHidden(selection)), eol),
    level: 'recoverable',
    dropped: [dropped],
    summary: `${dropped.count} of ${dropped.total} lines left out`,
  }
}

function hasOnlyCrLf(text: string): boolean {
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) if (text[at - 1] !== '\r') return false
  return text.includes('\n')
}
