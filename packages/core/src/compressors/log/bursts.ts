// Where lines of one template come much more often than usual.

import type { LogLine, Template } from './template.ts'
import { dateOf, timeOfDay } from './timestamp.ts'

/** Half-open range of lines of the log. */
export interface Burst {
  start: number
  end: number
}

/** How many times its usual rate a template must come at. */
const RATE = 5
/** A burst has so many lines of the template at least, and this share of them. */
const LINES_MIN = 20
const LINES_SHARE = 0.2
/** A template with a larger share of all lines cannot come much more often among them; then time is the measure. */
const RARE = 0.15
const DAY = 86_400

/** The densest stretch of a template, if that is a burst. */
export function burstOf(template: Template, all: readonly LogLine[]): Burst | undefined {
  const { lines } = template
  if (lines.length < LINES_MIN) return undefined
  const byTime = lines.length > all.length * RARE
  const at = byTime ? secondsOf(lines) : lines.map(({ index }) => index)
  const whole = at && (byTime ? at.at(-1)! - at[0]! + 1 : all.length)
  if (!at || !whole) return undefined
  const [from, to] = densest(at, (lines.length / whole) * (RATE / 2))
  const count = to - from + 1
  const span = at[to]! - at[from]! + 1
  if (count < Math.max(LINES_MIN, lines.length * LINES_SHARE) || span * RATE >= whole) return undefined
  const usual = (lines.length - count) / (whole - span)
  const [start, end] = [lines[from]!.index, lines[to]!.index + 1]
  // where a stretch is most of the log, its place says nothing
  return count / span >= RATE * usual && (end - start) * 2 <= all.length ? { start, end } : undefined
}

/**
 * First and last of the ascending places that lie densest: with each place worth 1 and each step between places costing
 * `price`, the range worth most (Kadane's algorithm).
 */
function densest(at: readonly number[], price: number): [number, number] {
  let best: [number, number] = [0, 0]
  let most = 0
  let start = 0
  let worth = 0
  for (let i = 0; i < at.length; i++) {
    worth -= i > 0 ? (at[i]! - at[i - 1]!) * price : 0
    if (worth <= 0) {
      worth = 0
      start = i
    }
    worth++
    if (worth <= most) continue
    most = worth
    best = [start, i]
  }
  return best
}

/** Seconds from the first date on; undefined unless all lines have times, none before the one in front of it. */
function secondsOf(lines: readonly LogLine[]): number[] | undefined {
  const seconds: number[] = []
  let date = ''
  let days = -1
  for (const { time } of lines) {
    if (time === undefined) return undefined
    if (dateOf(time) !== date || days < 0) {
      date = dateOf(time)
      days++
    }
    const clock = timeOfDay(time)
    const second =
      days * DAY + Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3, 5)) * 60 + Number(clock.slice(6, 8))
    if (second < (seconds.at(-1) ?? 0)) return undefined
    seconds.push(second)
  }
  return seconds
}
