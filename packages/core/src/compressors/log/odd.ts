// Lines that stand out among their like: a value that hardly ever occurs, or a number far above the usual.

import type { LogLine, Template } from './template.ts'
import { valuesOf } from './template.ts'

type Row = readonly string[]

/** Among fewer lines nothing is unusual. */
const LINES_MIN = 20
/** A slot with more values, or shapes of values, than this has no usual ones. */
const USUAL_MAX = 6
/** What occurs no more often than this is rare. */
const RARE_MAX = 2
const SAMPLE = 200
/** A number this many times the median is extreme. */
const EXTREME = 10
const EXTREMES_MAX = 2

/** At most `limit` lines of a template that stand out. */
export function oddLines(template: Template, limit: number): LogLine[] {
  const { lines, pieces } = template
  if (lines.length < LINES_MIN || pieces.length === 1) return []
  const rows = valuesOf(template)
  const found = new Set<number>()
  for (const slot of rows[0]!.keys()) {
    const values = rows.map((row) => row[slot]!)
    for (const index of rarest(values, (value) => value) ?? extremes(values) ?? rarest(values, shapeOf) ?? []) {
      if (found.size < limit) found.add(index)
    }
  }
  return [...found].map((index) => lines[index]!)
}

/** Where a value stands that is rare in what `keyOf` sees of it, if there are but a few such; else undefined. */
function rarest(values: Row, keyOf: (value: string) => string): number[] | undefined {
  const places = new Map<string, number[]>()
  for (const [i, value] of values.entries()) {
    const key = keyOf(value)
    const at = places.get(key)
    if (!at) places.set(key, [i])
    else if (at.length <= RARE_MAX) at.push(i)
    if (places.size > USUAL_MAX) return undefined
  }
  return [...places.values()].filter((at) => at.length <= RARE_MAX).flat()
}

/** Where the largest numbers stand that are far above the median, largest first; undefined if not all are numbers. */
function extremes(values: Row): number[] | undefined {
  if (Number.isNaN(Number(values[0]))) return undefined
  const numbers = values.map(Number)
  if (numbers.some(Number.isNaN)) return undefined
  const step = Math.ceil(numbers.length / SAMPLE)
  const sample = numbers.filter((_, i) => i % step === 0).sort((a, b) => a - b)
  const limit = EXTREME * Math.max(sample[sample.length >> 1]!, 1)
  const high = [...numbers.keys()].filter((i) => numbers[i]! > limit)
  return high.sort((a, b) => numbers[b]! - numbers[a]!).slice(0, EXTREMES_MAX)
}

/** A value with every run of digits as 0 and every run of letters as a. */
function shapeOf(value: string): string {
  return value.replace(/\p{N}+/gu, '0').replace(/\p{L}+/gu, 'a')
}
