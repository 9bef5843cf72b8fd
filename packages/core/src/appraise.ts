// Asks the compressors what a text is.
import { highestBidder } from './compressors/highest-bidder.ts'
import type { Compressor, Segment } from './types.ts'

/** The name of the compressor that bids highest; each is told the bids before its own. One that throws has not bid. */
export function winnerOf(
  compressors: readonly Compressor[],
  segment: Pick<Segment, 'text' | 'toolName'>,
  ask: (name: string, bid: () => number) => number | undefined,
): string | undefined {
  const bids = new Map<string, number>()
  const best = highestBidder(compressors, (compressor) => {
    const bid = ask(compressor.name, () => compressor.bid(segment, bids)) ?? 0
    bids.set(compressor.name, bid)
    return bid
  })
  return best?.compressor.name
}
