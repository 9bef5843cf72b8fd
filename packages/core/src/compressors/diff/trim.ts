// Which lines of a diff the recoverable form shows: every change, and the context next to one.
import { guessTokens } from '../estimate.ts'
import type { Diff, Hunk } from './parse.ts'
import { CONTEXT } from './parse.ts'

/** What becomes of a line. */
export const SHOWN = 0
/** Left out, and the header's rule tells so. */
export const BY_RULE = 1
/** Left out, and a note tells so. */
export const NOTED = 2

export interface Edges {
  /** Lines of context that stay next to a change. */
  kept: number
  /** Lines left out at the start of each hunk that does not begin at line 1; 0 if notes tell. */
  before: number
}

/** Tokens that must be left out for a note to pay. */
const NOTE_TOKENS = 9
const REACH = 80

/**
 * How many lines can be left out at the start of hunks by a rule instead of by notes: all hunks must agree, but for those at
 * the head of a file, where there is less to show.
 */
export function edgesOf({ kinds, files }: Diff, isNoise: readonly boolean[], kept: number): Edges {
  const counts = new Map<number, number>()
  for (const [i, { hunks }] of files.entries()) {
    if (isNoise[i]) continue
    for (const hunk of hunks) {
      if (hunk.start <= 1) continue
      const first = contextAfter(kinds, hunk.header + 1, hunk.end)
      const length = first - kept
      // where nothing is left out no rule may say that something is
      if (length <= 0 || first === hunk.end - hunk.header - 1) return { kept, before: 0 }
      counts.set(length, (counts.get(length) ?? 0) + 1)
    }
  }
  const [before] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0]
  return { kept, before }
}

/** Marks the lines of a hunk's context that are left out. */
export function trimHunk({ lines, kinds }: Diff, hunk: Hunk, fates: Uint8Array, { kept, before }: Edges): void {
  const from = hunk.header + 1
  const first = contextAfter(kinds, from, hunk.end)
  // a hunk of context only is left as it is
  if (first === hunk.end - from) return
  const isRuled = before > 0 && hunk.start > 1
  if (isRuled && first - kept === before) fates.fill(BY_RULE, from, from + before)
  else if (first > kept && (isRuled || isWorthANote(lines, from, from + first - kept)))
    fates.fill(NOTED, from, from + first - kept)
  let last = from + first
  for (let i = last; i < hunk.end; i++) {
    if (kinds[i] === CONTEXT) continue
    if (isWorthANote(lines, last + kept, i - kept)) fates.fill(NOTED, last + kept, i - kept)
    last = i + 1
  }
  // the lengths in the header tell what is missing at the end, if nothing else is
  if (hunk.isComplete && hunk.end > last + kept) fates.fill(BY_RULE, last + kept, hunk.end)
}

function isWorthANote(lines: readonly string[], from: number, end: number): boolean {
  let tokens = 0
  for (let i = from; i < end && tokens < NOTE_TOKENS; i++) tokens += guessTokens(lines[i]!.slice(0, REACH))
  return tokens >= NOTE_TOKENS
}

/** Lines of context from an index on. */
function contextAfter(kinds: Uint8Array, from: number, end: number): number {
  let i = from
  while (i < end && kinds[i] === CONTEXT) i++
  return i - from
}
