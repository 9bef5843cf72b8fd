// Where a line says when, and how a time is shortened to the part that differs from the time before it.

const DATE = String.raw`(?:\d{4}[-/]\d\d[-/]\d\d[T ]|\d\d/[A-Z][a-z]{2}/\d{4}:|[A-Z][a-z]{2} [ \d]\d )`
const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`

const TIME_SOURCE = `${DATE}?${CLOCK}`
/** Source of a regular expression for what `shortenTime` writes: a time in full, its seconds or its last digits. */
export const SHORT_TIME_SOURCE = String.raw`(?:${TIME_SOURCE}|\d\d[.,]\d{1,9}|\d{1,9})`

const TIME = new RegExp(TIME_SOURCE)
const WHOLE_TIME = new RegExp(`^${TIME_SOURCE}$`)
// A time further in is more likely a value than the line's own time.
const REACH = 80

/** The first time near the head of a line: half-open character range. */
export function findTime(line: string): { start: number; end: number } | undefined {
  const head = line.length > REACH ? line.slice(0, REACH) : line
  const found = TIME.exec(head)
  return found ? { start: found.index, end: found.index + found[0].length } : undefined
}

/** True if a text is a time and nothing else. */
export function isTime(text: string): boolean {
  return WHOLE_TIME.test(text)
}

/**
 * The shortest spelling that `completeTime` turns back into `time`: nothing for an equal time, else the last digits, the
 * seconds, the time of day, or all of it. Undefined if even the whole would be read as something else.
 */
export function shortenTime(previous: string, time: string): string | undefined {
  if (time === previous) return ''
  const { clock, seconds, fraction } = partsOf(time)
  const starts = fraction < time.length ? [fraction, seconds, clock, 0] : [seconds, clock, 0]
  for (const start of starts) {
    const short = time.slice(start)
    if (completeTime(previous, short) === time) return short
  }
  return undefined
}

/** The time that a short spelling stands for, given the time before it: what it lacks in front is as it was there. */
export function completeTime(previous: string, short: string): string {
  if (short === '') return previous
  const before = partsOf(previous)
  if (short.includes(':')) return partsOf(short).clock > 0 ? short : previous.slice(0, before.clock) + short
  if (/[.,]/.test(short)) return previous.slice(0, before.seconds) + short
  return previous.slice(0, before.fraction < previous.length ? before.fraction : before.seconds) + short
}

/** A time without its date. */
export function timeOfDay(time: string): string {
  return time.slice(partsOf(time).clock)
}

/** The date in front of a time of day, empty if there is none. */
export function dateOf(time: string): string {
  return time.slice(0, partsOf(time).clock)
}

/** Where the time of day, its seconds and the digits after them begin; without such digits, `fraction` is the end. */
function partsOf(time: string): { clock: number; seconds: number; fraction: number } {
  const seconds = time.lastIndexOf(':') + 1
  const point = Math.max(time.indexOf('.', seconds), time.indexOf(',', seconds))
  return { clock: Math.max(0, seconds - 6), seconds, fraction: point < 0 ? time.length : point + 1 }
}
