// Which tools wrote a text, told from a sample of its lines.

import { sampleLines } from '../lines.ts'
import type { Filter } from './filters/filter.ts'
import { filters } from './filters/index.ts'
import { resolveLine } from './terminal.ts'

/** Characters that are looked at, at the head, in the middle and at the end. */
const SAMPLE = 8_000
/** Longer lines are no line of a tool's own form, and are not matched against any. */
export const LINE_MAX = 1_000
const SIGNS_MIN = 3
/** In a text of so few lines one sign less will do. */
const SHORT = 120
/** Share of lines in a tool's forms from which on even a single sign will do. */
const SHARE = 0.15
/** JSON, diffs and pages are the business of others, even if they hold a tool's output. */
const FOREIGN = /^\s*(?:[{[]\s*["{[]|<(?:!doctype|html|\?xml)|diff --git |--- a\/)/i
/** The signs of all tools: most texts have none. */
const ANY_SIGN = new RegExp(filters.map(({ signs }) => signs.source).join('|'), 'u')

export interface Recognition {
  filters: readonly Filter[]
  /** Share of the sampled lines that have a form of these tools. */
  share: number
}

/** The tools whose forms a text has; undefined if it is no output of a tool that is known. */
export function recognise(text: string): Recognition | undefined {
  if (FOREIGN.test(text.slice(0, 200)) || text.includes('\ndiff --git ')) return undefined
  const lines = sampleShown(text)
  const least = lines.length < SHORT ? SIGNS_MIN - 1 : SIGNS_MIN
  const signed = lines.filter((line) => ANY_SIGN.test(line))
  if (signed.length === 0) return undefined
  const found: Filter[] = []
  let told = 0
  for (const filter of filters) {
    const signs = signed.filter((line) => filter.signs.test(line)).length
    if (signs === 0) continue
    const share = lines.filter((line) => isOf(filter, line)).length / lines.length
    if (signs < least && share < SHARE) continue
    found.push(filter)
    told = Math.max(told, share)
  }
  return found.length > 0 ? { filters: found, share: told } : undefined
}

/** Whole lines from the head, the middle and the end of a text, as a terminal shows them; none that are blank. */
export function sampleShown(text: string): string[] {
  return sampleLines(text, SAMPLE)
    .map((line) => resolveLine(line.slice(0, LINE_MAX)))
    .filter((line) => line.trim() !== '')
}

function isOf({ signs, counts = [], blocks = [] }: Filter, line: string): boolean {
  return signs.test(line) || counts.some((count) => count.line.test(line)) || blocks.some(({ head }) => head.test(line))
}
