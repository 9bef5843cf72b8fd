// The prose compressor. It drops only what a question makes it possible to judge: whole sentences and other units that have
// little to do with it.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { droppedOf, hiddenIn } from '../dropped.ts'
import { isEncoded } from '../encoding.ts'
import { estimateTokens } from '../estimate.ts'
import { asksForAll } from '../query.ts'
import type { ProseDocument } from './document.ts'
import { guessTokens } from './estimate.ts'
import { proseLikeness } from './likeness.ts'
import { salienceOf } from './salience.ts'
import { scoreByWords, type UnitScorer } from './score.ts'
import { segment as cut } from './segment.ts'
import { selectUnits } from './select.ts'
import { describeOmitted, holdsNotes, writeExcerpts } from './write.ts'

export interface ProseOptions {
  /** Judges sentences against the query. @default word statistics (BM25), which need no model */
  scorer?: UnitScorer
  /** Share of the text, in tokens, that stays where the query names what stands in it. @default 0.3 */
  keep?: number
}

/** A query with less focus than this says too little: nothing is dropped. Up to the second, more stays. */
const FOCUS_LEAST = 0.35
const FOCUS_FULL = 0.5
/** How much of what would go stays at the least focus. */
const CAUTION = 0.5
/** A query that asks for all of something leaves at least this share. */
const KEEP_ALL = 0.5
/** Share of what stays that goes to what is costly to lose, whoever asks: figures, names, denials. */
const SALIENT = 0.12
/** Units that score less than this share of the best do not fill up what room is left. */
const WORTH = 0.3
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
      const { values, focus } = scorer(document, query)
      if (focus < FOCUS_LEAST) return undefined
      const costs = document.units.map(({ start, end }) => guessTokens(text, start, end))
      const doubt = Math.max(0, (FOCUS_FULL - focus) / (FOCUS_FULL - FOCUS_LEAST))
      const least = asksForAll(query) ? Math.max(keep, KEEP_ALL) : keep
      const share = Math.min(1, (least + doubt * CAUTION * (1 - least)) * context.bias)
      const room = share * costs.reduce((sum, cost) => sum + cost, 0)
      const salience = salienceOf(document).map((value, i) => value / costs[i]!)
      const shown = selectUnits(document, costs, [
        { order: bestFirst(values, (WORTH * (1 - doubt)) / context.bias), room: room * (1 - SALIENT) },
        { order: bestFirst(salience, 0), room: room * SALIENT },
      ])
      return excerpt(document, shown, { segment, context })
    },
  }
}

/** The prose compressor with its defaults. */
export const proseCompressor: Compressor = createProseCompressor()

/** Indexes of the values above a share of the largest one, largest first. */
function bestFirst(values: ArrayLike<number>, share: number): number[] {
  const indexes = Array.from(values, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b)
  const least = (values[indexes[0]!] ?? 0) * share
  return indexes.filter((i) => values[i]! > least)
}

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
