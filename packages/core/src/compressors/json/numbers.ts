// Numbers in a column: the least and the greatest, outliers, and places where the level changes.

import { type JsonDocument, NUMBER, sourceOf } from './document.ts'
import type { Field } from './fields.ts'
import { type Signal, signalOf } from './signals.ts'

const MIN_VALUES = 5
/** Tukey's outer fences: values this many times the middle half's width outside it are far out. */
const FENCE = 3
/** How many standard errors apart two levels must be. */
const MIN_STEP = 6
const MAX_STEPS = 8
/** Shortest stretch that is a level of its own. */
const MIN_STRETCH = 5

interface Series {
  values: Float64Array
  rows: number[]
}

interface Fences {
  low: number
  high: number
}

/** What stands out among a field's numbers. */
export function numberSignals(document: JsonDocument, field: Field, total: number): Signal[] {
  const series = seriesOf(document, field)
  if (series.values.length < MIN_VALUES) return []
  const trend = trendOf(series.values)
  if (trend === 'constant') return []
  const sorted = trend === 'up' ? series.values : series.values.slice().sort()
  const signals = [sorted[0]!, sorted.at(-1)!].map((value) =>
    signalOf([series.rows[series.values.indexOf(value)]!], total),
  )
  const lower = sorted[Math.floor(sorted.length / 4)]!
  const upper = sorted[Math.floor((sorted.length * 3) / 4)]!
  const fences = { low: lower - FENCE * (upper - lower), high: upper + FENCE * (upper - lower) }
  // A column whose middle half is one value has no width to measure by; rare values are found as such.
  const outliers = upper > lower ? rowsOutside(series, fences) : []
  if (outliers.length > 0) signals.push(signalOf(outliers, total))
  if (!field.isRepeated && trend === 'mixed') {
    const steps = levelSteps(series, upper > lower ? fences : { low: sorted[0]!, high: sorted.at(-1)! })
    if (steps.length > 0) signals.push(signalOf(steps, total))
  }
  return signals
}

function seriesOf(document: JsonDocument, field: Field): Series {
  const values: number[] = []
  const rows: number[] = []
  for (let i = 0; i < field.nodes.length; i++) {
    const node = field.nodes[i]!
    if (document.kind[node] !== NUMBER) continue
    values.push(Number(sourceOf(document, node)))
    rows.push(field.rows[i]!)
  }
  return { values: Float64Array.from(values), rows }
}

/** Ids and times go one way and have no level that could change. */
function trendOf(values: Float64Array): 'constant' | 'up' | 'down' | 'mixed' {
  let ups = false
  let downs = false
  for (let i = 1; i < values.length; i++) {
    ups ||= values[i]! > values[i - 1]!
    downs ||= values[i]! < values[i - 1]!
  }
  return ups ? (downs ? 'mixed' : 'up') : downs ? 'down' : 'constant'
}

function rowsOutside({ values, rows }: Series, { low, high }: Fences): number[] {
  const outside = new Set<number>()
  for (let i = 0; i < values.length; i++) if (values[i]! < low || values[i]! > high) outside.add(rows[i]!)
  return [...outside]
}

/**
 * Rows around the places where the mean changes: binary segmentation (Scott and Knott 1974) on the CUSUM statistic, with
 * the noise measured by the differences of neighbours, and values clipped so that one outlier makes no step.
 */
function levelSteps(series: Series, { low, high }: Fences): number[] {
  const { rows } = series
  const values = series.values.map((value) => Math.min(Math.max(value, low), high))
  const differences = values
    .slice(1)
    .map((value, i) => Math.abs(value - values[i]!))
    .sort()
  // The median of the differences of independent normal values is 0.954 standard deviations.
  const noise = differences[differences.length >> 1]! / 0.954 || (high - low) / 1000
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!
  const stretches: [number, number][] = [[0, values.length]]
  const steps: { at: number; size: number }[] = []
  for (let stretch = stretches.pop(); stretch && steps.length < MAX_STEPS; stretch = stretches.pop()) {
    const [from, to] = stretch
    const step = bestStep(sums, from, to)
    if (step.size / noise < MIN_STEP) continue
    steps.push(step)
    stretches.push([from, step.at], [step.at, to])
  }
  return [...new Set(steps.flatMap(({ at }) => [at - 2, at - 1, at, at + 1].map((i) => rows[i]!)))]
}

/** Where the means of the values before and after differ most, weighed by how many they are. */
function bestStep(sums: Float64Array, from: number, to: number): { at: number; size: number } {
  const count = to - from
  const total = sums[to]! - sums[from]!
  let best = { at: -1, size: 0 }
  for (let at = from + MIN_STRETCH; at <= to - MIN_STRETCH; at++) {
    const before = at - from
    const mean = (sums[at]! - sums[from]!) / before
    const rest = (total - mean * before) / (count - before)
    const size = Math.abs(mean - rest) * Math.sqrt((before * (count - before)) / count)
    if (size > best.size) best = { at, size }
  }
  return best
}
