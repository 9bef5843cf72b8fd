// What a compressor says of the units that it leaves out.
import type { Dropped } from '../types.ts'

/** With more gaps than this, where they are would be longer than what they say. */
const RANGES_MAX = 200

/** The hidden units, by their ascending indexes, as counts and half-open ranges. */
export function droppedOf(
  hidden: readonly number[],
  { unit, total, reason }: Pick<Dropped, 'unit' | 'total' | 'reason'>,
): Dropped {
  const ranges: [number, number][] = []
  for (const index of hidden) {
    const last = ranges.at(-1)
    if (last && last[1] === index) last[1]++
    else ranges.push([index, index + 1])
  }
  return { unit, count: hidden.length, total, reason, ...(ranges.length <= RANGES_MAX ? { ranges } : {}) }
}

/** The indexes of units that do not stay. */
export function hiddenIn(shown: readonly boolean[]): number[] {
  return shown.flatMap((stays, index) => (stays ? [] : [index]))
}
