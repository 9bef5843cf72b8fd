// Where the numbers in one slot of a template change their level for good, such as latencies after a fault.

import type { Template } from './template.ts'
import { valuesOf } from './template.ts'

export interface LevelChange {
  /** Index, among the template's lines, of the first one after the change. */
  at: number
  /** What stands in front of the number in the line. */
  label: string
  limit: number
  /** How many numbers are above the limit before the change, and from it on. */
  before: number
  after: number
}

const LINES_MIN = 40
/** Lines on either side of a change. */
const SIDE_MIN = 10
/** How many times the usual number the other is. */
const RISE = 3
/** Share of the lines on either side that may be on the wrong side of the limit. */
const WRONG = 0.1
/** Share of steps in one direction from which on numbers are a counter. */
const STEADY = 0.9
const SLOTS_MAX = 12
/** Numbers that are looked at to find the change; all are looked at to count. */
const SAMPLE = 1000
const NUMBER = /^\d{1,12}(?:\.\d{1,9})?$/
/** A word in front of a number, and what stands between them. */
const LABEL = /\p{L}[\p{L}\p{N}_.-]{0,30}[ =:(/]{1,3}$/u
/** What would make it a part of a number. */
const GOES_ON = /^(?:[.,]?\d|[\p{L}_])/u

/** The first slot whose numbers change their level. */
export function levelChangeOf(template: Template): LevelChange | undefined {
  const { lines, pieces } = template
  if (lines.length < LINES_MIN || pieces.length === 1) return undefined
  const rows = valuesOf(template)
  for (let slot = 0; slot < Math.min(rows[0]!.length, SLOTS_MAX); slot++) {
    const label = LABEL.exec(pieces[slot]!.slice(-40))?.[0]
    if (label === undefined || GOES_ON.test(pieces[slot + 1]!) || !NUMBER.test(rows[0]![slot]!)) continue
    if (!rows.every((row) => NUMBER.test(row[slot]!))) continue
    const change = changeIn(rows.map((row) => Number(row[slot])))
    if (change) return { ...change, label }
  }
  return undefined
}

function changeIn(numbers: readonly number[]): Omit<LevelChange, 'label'> | undefined {
  const step = Math.ceil(numbers.length / SAMPLE)
  const sample = numbers.filter((_, i) => i % step === 0)
  if (isCounter(sample)) return undefined
  const at = changePoint(sample) * step
  if (at < SIDE_MIN || numbers.length - at < SIDE_MIN) return undefined
  const [low, high] = [median(numbers.slice(0, at)), median(numbers.slice(at))].sort((a, b) => a - b)
  if (high! < RISE * Math.max(low!, 1)) return undefined
  const limit = roundLimit((low! + high!) / 2)
  const isRise = low === median(numbers.slice(0, at))
  const first = firstBeyond(numbers, { from: Math.max(0, at - step), limit, isAbove: isRise })
  const before = above(numbers, 0, first, limit)
  const after = above(numbers, first, numbers.length, limit)
  const rest = numbers.length - first
  const wrong = isRise ? [before / first, 1 - after / rest] : [1 - before / first, after / rest]
  return wrong.every((share) => share <= WRONG) ? { at: first, limit, before, after } : undefined
}

/** Where the ranks of the numbers differ most between both sides (Pettitt, "A Non-Parametric Approach to the Change-Point Problem", 1979). */
function changePoint(numbers: readonly number[]): number {
  const order = [...numbers.keys()].sort((a, b) => numbers[a]! - numbers[b]! || a - b)
  const ranks = new Float64Array(numbers.length)
  for (let i = 0; i < order.length; ) {
    let end = i + 1
    while (end < order.length && numbers[order[end]!] === numbers[order[i]!]) end++
    for (let j = i; j < end; j++) ranks[order[j]!] = (i + end + 1) / 2
    i = end
  }
  let sum = 0
  let most = 0
  let best = 0
  for (let i = 0; i < ranks.length - 1; i++) {
    sum += 2 * ranks[i]! - (ranks.length + 1)
    if (Math.abs(sum) <= most) continue
    most = Math.abs(sum)
    best = i + 1
  }
  return best
}

/** Ids, sequence numbers and uptimes only ever grow: that is no change of level. */
function isCounter(numbers: readonly number[]): boolean {
  let up = 0
  let down = 0
  for (let i = 1; i < numbers.length; i++) {
    if (numbers[i]! >= numbers[i - 1]!) up++
    if (numbers[i]! <= numbers[i - 1]!) down++
  }
  const steps = numbers.length - 1
  // a slot that mostly repeats itself is steady in both directions, and may still jump
  return up > STEADY * steps !== down > STEADY * steps
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!
}

/** A round number that two levels lie around. */
function roundLimit(middle: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(middle)))
  return Math.max(1, Math.floor(middle / unit) * unit)
}

function firstBeyond(
  numbers: readonly number[],
  { from, limit, isAbove }: { from: number; limit: number; isAbove: boolean },
): number {
  const found = numbers.findIndex((number, i) => i >= from && number > limit === isAbove)
  return found < 0 ? from : found
}

function above(numbers: readonly number[], from: number, to: number, limit: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (numbers[i]! > limit) count++
  return count
}
