// Folds a segment's lines into references to the results above it, and keeps track of what those show.
import { accepted, type Ready } from './compress-segment.ts'
import { sha256Hex } from './hash.ts'
import type { Outcome } from './memo.ts'
import { foldRepeats } from './repeats/fold-repeats.ts'
import { createShownLines, type ShownLines } from './repeats/shown-lines.ts'
import { createSourceNames } from './repeats/source-name.ts'
import type { Services } from './services.ts'
import { digestOf } from './text-digest.ts'
import type { Segment } from './types.ts'

/** What the results of one request show, from the first to the one in hand. */
export interface Repeats {
  /** What becomes of a segment when lines that stand above are referred to. */
  fold(segment: Segment, exchange: Ready): { outcome: Outcome; remembered: boolean }
  /** Tells what the model sees of a result. */
  add(segment: Segment, visible: string): void
  /** Puts the index by for the next turn, which begins with the same results. */
  close(): void
}

export const REPEATS = 'repeats'

/**
 * Starts at the top of a request. The digest of all that is shown so far is the key under which foldings are remembered,
 * so warm turns index nothing; a turn that adds results goes on with the index of the turn before.
 */
export function openRepeats({ outcomes, shownLines }: Pick<Services, 'outcomes' | 'shownLines'>): Repeats {
  const nameOf = createSourceNames()
  const above: { name: string; text: string }[] = []
  let chain = ''
  let characters = 0
  let index: ShownLines | undefined
  let indexed = 0

  function shown(): ShownLines {
    if (!index) {
      index = shownLines.take(chain)
      if (index) indexed = above.length
      else index = createShownLines()
    }
    for (; indexed < above.length; indexed++) index.add(above[indexed]!.name, above[indexed]!.text)
    return index
  }

  return {
    fold(segment, exchange) {
      if (above.length === 0) return { outcome: { reason: 'nothing stands above', originals: [] }, remembered: true }
      const context = `${REPEATS} ${exchange.count.key} ${chain}`
      const known = outcomes.get(context, segment.text)
      if (known) return { outcome: known, remembered: true }
      const folded = foldRepeats(segment.text, shown())
      const outcome = folded
        ? accepted(segment, folded, { compressor: REPEATS, count: exchange.count })
        : { reason: 'shows nothing that stands above', originals: [] }
      outcomes.set(context, segment.text, outcome, outcome.edit?.text.length)
      return { outcome, remembered: false }
    },
    add(segment, visible) {
      const name = nameOf(segment)
      above.push({ name, text: visible })
      characters += visible.length
      chain = sha256Hex(`${chain}\n${name}\n${digestOf(visible)}`)
    },
    close() {
      if (index && indexed === above.length) shownLines.put(chain, index, characters)
    },
  }
}
