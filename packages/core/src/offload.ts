// Work on long texts may be done elsewhere, so that one of them does not hold up every other request.
import type { Outcome } from './memo.ts'
import type { Compressor, Decision, Scope, Segment } from './types.ts'

/** What has to be known of a text before anything is decided. */
export interface Appraised {
  /** The compressor that bids highest, if any does. */
  winner: string | undefined
  tokens: number
}

/** Does with the built-in compressors what this thread would do, and gives the same. Rejects where they would throw. */
export interface Offload {
  appraise(segment: Pick<Segment, 'text' | 'toolName'>, model: string | undefined): Promise<Appraised>
  compress(task: CompressTask): Promise<Outcome>
  /** Gets ready before the first long text comes. */
  warmUp(): Promise<void>
  close(): Promise<void>
}

export interface CompressTask {
  segment: Segment
  decision: Extract<Decision, { action: 'compress' }>
  scope: Scope
  bias: number | undefined
  model: string | undefined
}

/** Texts with fewer characters are done with sooner than they could be handed over and back. */
const LONG = 1280 << 10

export function isLong(text: string): boolean {
  return text.length >= LONG
}

/** True for a compressor that has no say about long texts: what is done elsewhere need not know it. */
export function isForShort({ longest = Number.POSITIVE_INFINITY }: Pick<Compressor, 'longest'>): boolean {
  return longest < LONG
}
