// What stacks say more than once: a recursion's frames, and stacks, or their ends, that an earlier one has shown.
import type { Frame, Stack } from './frames.ts'

/** A part of a stack: frames once, and how often they are repeated below. */
export interface Piece {
  frames: readonly Frame[]
  /** How many more times they stand there. */
  again: number
}

/** A stack as it is to be written. */
export interface Outline {
  stack: Stack
  pieces: readonly Piece[]
  /** Set if others refer to it. */
  name: string | undefined
  /** The stack whose last lines this one ends with, and how many of them. */
  tail: { of: Outline; lines: number } | undefined
}

const PERIOD_MAX = 10
/** Lines that a reference must stand for. */
const REPEATED_MIN = 3
const TAIL_MIN = 4
const TAIL_CHARACTERS = 200
/** Earlier stacks with the same last frame that are compared. */
const CANDIDATES = 4
export const NAMES_MAX = 26

/** The stacks with what repeats taken together. Linear in the frames. */
export function outlineStacks(stacks: readonly Stack[]): Outline[] {
  const byLast = new Map<string, Outline[]>()
  let named = 0
  return stacks.map((stack) => {
    const last = stack.frames.at(-1)!.text
    const candidates = byLast.get(last) ?? []
    byLast.set(last, candidates)
    const tail = longestTail(
      stack,
      named < NAMES_MAX ? candidates : candidates.filter(({ name }) => name !== undefined),
    )
    if (tail) {
      tail.of.name ??= String.fromCharCode(65 + named++)
      const frames = stack.frames.filter(({ start }) => start < stack.end - tail.lines)
      return { stack, pieces: [{ frames, again: 0 }], name: undefined, tail }
    }
    const outline: Outline = { stack, pieces: foldRecursion(stack.frames), name: undefined, tail: undefined }
    // only a stack that stands there line by line can be referred to
    if (outline.pieces.length === 1 && candidates.length < CANDIDATES) candidates.push(outline)
    return outline
  })
}

function longestTail(stack: Stack, candidates: readonly Outline[]): Outline['tail'] {
  let best: Outline['tail']
  for (const of of candidates) {
    let [i, j, characters] = [stack.frames.length - 1, of.stack.frames.length - 1, 0]
    for (; i >= 0 && j >= 0 && stack.frames[i]!.text === of.stack.frames[j]!.text; i--, j--)
      characters += stack.frames[i]!.text.length
    const lines = stack.end - (stack.frames[i]?.end ?? stack.start)
    if (lines >= TAIL_MIN && characters >= TAIL_CHARACTERS && lines > (best?.lines ?? 0)) best = { of, lines }
  }
  return best
}

/** Frames with blocks that follow each other again and again said once. */
function foldRecursion(frames: readonly Frame[]): Piece[] {
  const pieces: Piece[] = []
  let plain = 0
  for (let i = 0; i < frames.length; ) {
    const found = repetitionAt(frames, i)
    if (!found) {
      i++
      continue
    }
    if (i > plain) pieces.push({ frames: frames.slice(plain, i), again: 0 })
    pieces.push({ frames: frames.slice(i, i + found.period), again: found.again })
    plain = i += found.period * (found.again + 1)
  }
  if (plain < frames.length) pieces.push({ frames: frames.slice(plain), again: 0 })
  return pieces
}

function repetitionAt(frames: readonly Frame[], at: number): { period: number; again: number } | undefined {
  for (let period = 1; period <= PERIOD_MAX; period++) {
    let length = 0
    while (frames[at + length + period]?.text === frames[at + length]?.text && at + length + period < frames.length)
      length++
    const again = Math.floor(length / period)
    if (again === 0) continue
    const lines = frames[at + period - 1]!.end - frames[at]!.start
    if (again * lines >= REPEATED_MIN) return { period, again }
  }
  return undefined
}
