// Asks the compressors what a text is.
import type { Compressor, Segment } from './types.ts'

/** The name of the compressor that bids highest, the earlier one among equals. One that throws has not bid. */
export function highestBidder(
  compressors: readonly Compressor[],
  segment: Pick<Segment, 'text' | 'toolName'>,
  ask: (name: string, bid: () => number) => number | undefined,
): string | undefined {
  const bids = new Map<string, number>()
  let best = 0
  let winner: string | undefined
  for (const compressor of compressors) {
    const bid = ask(compressor.name, () => compressor.bid(segment, bids)) ?? 0
    bids.set(compressor.name, bid)
    if (bid > best) {
      best = bid
      winner = compressor.name
    }
  }
  return winner
}
