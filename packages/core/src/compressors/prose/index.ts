// The prose compressor. It drops only what a question makes it possible to judge: whole sentences and other units that have
// little to do with it.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { droppedOf, hiddenIn } from '../dropped.ts'
import { isEncoded } from '../encoding.ts'
import { estimateTokens } from '../estimate.ts'
import { chooseUnits, FOCUS_LEAST } from './choose.ts'
import type { ProseDocument } from './document.ts'
import { proseLikeness } from './likeness.ts'
import { scoreByWords, type UnitScorer } from './score.ts'
import { segment as cut } from './segment.ts'
import { describeOmitted, holdsNotes, writeExcerpts } from './write.ts'

export interface ProseOptions {
  /** Judges sentences against the query. @default word statistics (BM25), which need no model */
  scorer?: UnitScorer
  /** Share of the text, in tokens, that stays where the query names what stands in it. @default 0.3 */
  keep?: number
}

/** Longer texts are left alone: work must stay bounded. */
const LENGTH_MAX = 8_000_000
const UNITS_LEAST = 6
/** Leaving units out must need less than this share of the text, and this many tokens less. */
const DROP_GAIN = 0.85
const DROP_TOKENS = 150
const MARKER_TOKENS = 40

/**
 * A compressor of documents, articles, transcripts and Markdown. At `recoverable` the units that have to do with the
 * query stay word for word, in order; with no query to judge by it does nothing. There is no lossless form.
 *
 * @example
 * createProseCompressor({ keep: 0.5 })
 * // # headroom prose: excerpts word for word, in order; … <<ccr:… 41 of 52 items omitted (41 sentences)>>
 * // [12 items omitted, lines 1-9]
 * // The Amazon discharges 209,000 cubic metres of water a second.
 * // [29 items omitted, lines 9-31]
 */
export function createProseCompressor({ scorer = scoreByWords, keep = 0.3 }: ProseOptions = {}): Compressor {
  return {
    name: 'prose',
    version: 2,

    bid(segment) {
      return isEncoded(segment.text) ? 0 : proseLikeness(segment.text)
    },

    compress(segment, context) {
      const { text, query } = segment
      if (context.level === 'lossless' || query === '' || isEncoded(text) || text.length > LENGTH_MAX) return undefined
      if (!text.isWellFormed() || proseLikeness(text) === 0 || holdsNotes(text)) return undefined
      const document = cut(text)
      if (document.units.length < UNITS_LEAST) return undefined
      const scores = scorer(document, query)
      if (scores.focus < FOCUS_LEAST) return undefined
      const shown = chooseUnits(document, scores, { query, keep, bias: context.bias })
      return excerpt(document, shown, { segment, context })
    },
  }
}

/** The prose compressor with its defaults. */
export const proseCompressor: Compressor = createProseCompressor()

function excerpt(
  document: ProseDocument,
  shown: readonly boolean[],
  { segment: { text }, context: { count, drop } }: { segment: Segment; context: CompressContext },
): Compressed | undefined {
  if (!shown.includes(false) || !shown.includes(true)) return undefined
  const words = describeOmitted(document, shown)
  const tokens = estimateTokens(writeExcerpts(document, shown, words), count) + MARKER_TOKENS
  const before = estimateTokens(text, count)
  if (tokens > before * DROP_GAIN || tokens + DROP_TOKENS > before) return undefined
  const dropped = droppedOf(hiddenIn(shown), {
    unit: 'items',
    total: shown.length,
    reason: 'little to do with the query',
  })
  return {
    text: writeExcerpts(document, shown, drop(text, words)),
    level: 'recoverable',
    dropped: [dropped],
    summary: `${dropped.count} of ${dropped.total} sentences and other units left out`,
  }
}
