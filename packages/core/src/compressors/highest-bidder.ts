// Who takes a text among several.
import type { Compressor } from '../types.ts'

/** The compressor that bids highest, the earlier one among equals; undefined if nobody bids above 0. */
export function highestBidder(
  compressors: readonly Compressor[],
  bidOf: (compressor: Compressor) => number,
): { compressor: Compressor; bid: number } | undefined {
  let best: { compressor: Compressor; bid: number } | undefined
  for (const compressor of compressors) {
    const bid = bidOf(compressor)
    if (bid > (best?.bid ?? 0)) best = { compressor, bid }
  }
  return best
}
