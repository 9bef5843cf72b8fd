// Records of several lines: a line and what hangs on it, such as a stack trace.

import type { Severity } from './severity.ts'
import type { LogLine } from './template.ts'

const CONTINUES = /^(?:Caused by|Traceback|During handling|\.\.\. \d)/

/**
 * The lines that belong to an error or warning that stays, and those of stack traces.
 * A record that says the same as one before it is left to its templates; of a long one the first `limit` lines are given.
 */
export function seriousRecords(
  lines: readonly LogLine[],
  severities: readonly Severity[],
  shown: readonly boolean[],
  limit: number,
): number[] {
  const seen = new Set<string>()
  const found: number[] = []
  for (const [start, end] of recordsOf(lines)) {
    const raised = shown[start] && severities[start] !== 'normal'
    if (end - start < 2 || !(raised || severities.slice(start, end).includes('frame'))) continue
    const rest = lines
      .slice(start + 1, end)
      .map(({ text }) => text)
      .join('\n')
    if (seen.has(rest)) continue
    seen.add(rest)
    for (let i = start; i < Math.min(end, start + limit); i++) found.push(i)
  }
  return found
}

/** Half-open ranges of lines: each begins a record and goes on to the next. */
function recordsOf(lines: readonly LogLine[]): (readonly [number, number])[] {
  const heads = lines.filter(({ text }) => text !== '' && !/^\s/.test(text))
  const timed = heads.filter(({ time }) => time !== undefined).length * 2 > heads.length
  const starts = lines.filter((line, i) => i === 0 || !continues(line, timed)).map(({ index }) => index)
  return starts.map((start, i) => [start, starts[i + 1] ?? lines.length] as const)
}

/** True if a line belongs to the line before it: it is indented, or it has no time in a log of times. */
function continues({ text, time }: LogLine, timed: boolean): boolean {
  if (text === '' || time !== undefined) return false
  return timed || /^\s/.test(text) || CONTINUES.test(text)
}
