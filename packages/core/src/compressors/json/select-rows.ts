// Which rows of a long list are shown: its ends, what stands out, what the query names, and a spread of the rest.

import type { JsonDocument } from './document.ts'
import { collectFields, type Field } from './fields.ts'
import { numberSignals } from './numbers.ts'
import { queryHits } from './query-hits.ts'
import { alarms, rareKinds, rareValues, type Signal } from './signals.ts'

export interface Selection {
  /** Rows to show, ascending. */
  kept: number[]
  /** Dropped rows that stand out too, but less than the shown ones. */
  notable: number
  /** Dropped rows with words of alarm. */
  alarming: number
  fields: Field[]
}

const FIRST = 3
const LAST = 2
/** Rows to show of `n`: the constant plus this many times the root of n. */
const BASE = 8
const PER_ROOT = 2.5
const MAX_BUDGET = 400
/** Shares of the compact JSON's tokens that the shown rows may have: all of them, those that stand out, and the least usual. */
const SHOWN_SHARE = 0.15
const NOTABLE_SHARE = 0.3
const SCARCE_SHARE = 0.1
/** The most unusual rows are shown, however long they are. */
const SURE = 8
/** Rows that stand out may take this many times as many. */
const STRETCH = 2
/** A row stands out from this many bits on: it has what fewer than one in twenty have. */
const NOTABLE_BITS = Math.log2(20)
/** Words of alarm count for more than other things as rare. */
const ALARM_BITS = 3
/** What the query names comes before anything else. */
const QUERY_BITS = 100
/** The spread is of a few runs, so that neighbours can be compared and gaps are few. */
const MAX_RUNS = 8
const MIN_SPREAD = 4
const MIN_RUN = 3

/**
 * Chooses rows of the list `elements`. `bias` above 1 shows more. `cost`: what showing all rows costs as a share of the
 * compact JSON.
 */
export function selectRows(
  document: JsonDocument,
  elements: readonly number[],
  wish: { query: string; bias: number; cost: number },
): Selection {
  const total = elements.length
  const fields = collectFields(document, elements)
  const alarm = alarms(document, elements)
  const bits = new Float64Array(total)
  const minor = new Float64Array(total)
  const add = (signal: Signal) => {
    const target = signal.isMinor ? minor : bits
    for (const row of signal.rows) target[row]! += signal.bits
  }
  for (const signal of alarm) add({ rows: signal.rows, bits: signal.bits + ALARM_BITS })
  for (const field of fields) {
    for (const signal of rareKinds(document, field, total)) add(signal)
    for (const signal of rareValues(document, field, total)) add(signal)
    for (const signal of numberSignals(document, field, total)) add(signal)
  }
  for (const { row, score } of queryHits(document, elements, wish.query)) bits[row]! += QUERY_BITS + score

  const rowsFor = (share: number) => Math.floor((wish.bias * share * total) / wish.cost)
  const budget = Math.min(wish.bias * Math.min(BASE + PER_ROOT * Math.sqrt(total), MAX_BUDGET), rowsFor(SHOWN_SHARE))
  const kept = new Uint8Array(total)
  kept.fill(1, 0, FIRST)
  kept.fill(1, total - LAST)
  const weights = weightsOf(document, elements)
  const keep = (rows: readonly number[], most: number) => {
    let room = most
    for (const [i, row] of rows.entries()) {
      if (i >= SURE && weights[row]! > room) continue
      kept[row] = 1
      room -= weights[row]!
    }
  }
  const notable = rowsWhere(total, (row) => bits[row]! >= NOTABLE_BITS).sort((a, b) => bits[b]! - bits[a]! || a - b)
  keep(notable, Math.min(budget * STRETCH, rowsFor(NOTABLE_SHARE)))
  const scarce = rowsWhere(total, (row) => minor[row]! > 0 && !kept[row]).sort((a, b) => minor[b]! - minor[a]! || a - b)
  const shown = kept.reduce((sum, flag, row) => sum + flag * weights[row]!, 0)
  const room = Math.max(budget, Math.min(rowsFor(SCARCE_SHARE), MAX_BUDGET)) - shown - MIN_SPREAD
  if (room > SURE) keep(scarce, room)
  spread(kept, Math.max(budget, FIRST + LAST))
  closeGaps(kept)
  const alarming = new Set(alarm.flatMap((signal) => signal.rows))
  return {
    kept: rowsWhere(total, (row) => kept[row] === 1),
    notable: notable.filter((row) => !kept[row]).length,
    alarming: [...alarming].filter((row) => !kept[row]).length,
    fields,
  }
}

/** How long each row is beside the average. */
function weightsOf(document: JsonDocument, elements: readonly number[]): Float64Array {
  const lengths = Float64Array.from(elements, (node) => document.end[node]! - document.start[node]!)
  const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  return lengths.map((length) => length / average)
}

function rowsWhere(total: number, holds: (row: number) => boolean): number[] {
  const rows: number[] = []
  for (let row = 0; row < total; row++) if (holds(row)) rows.push(row)
  return rows
}

/** Fills up to the budget with runs at even distances. */
function spread(kept: Uint8Array, budget: number): void {
  const total = kept.length
  const rows = Math.max(MIN_SPREAD, budget - kept.reduce((sum, flag) => sum + flag, 0))
  const runs = Math.min(MAX_RUNS, Math.ceil(rows / MIN_RUN))
  const length = Math.ceil(rows / runs)
  for (let run = 1; run <= runs; run++) {
    const start = Math.round((run * total) / (runs + 1)) - (length >> 1)
    kept.fill(1, Math.max(0, start), start + length)
  }
}

/** A gap of one row costs as much as the row. */
function closeGaps(kept: Uint8Array): void {
  const total = kept.length
  for (let row = 1; row < total - 1; row++) if (kept[row - 1] && kept[row + 1]) kept[row] = 1
}
