// The recoverable form: of a long table, the rows that matter, word for word; a marker says what the others held.

import type { Dropped } from '../../types.ts'
import { encodingHeader } from '../encoding.ts'
import { describeDropped } from '../json/describe-dropped.ts'
import { estimateTokens } from '../json/estimate.ts'
import { selectRows } from '../json/select-rows.ts'
import { alarms } from '../json/signals.ts'
import { type Line, sliceLines } from './lines.ts'
import { outlierRows } from './outliers.ts'
import { type RowsAsJson, rowsAsJson } from './rows-as-json.ts'
import type { Table } from './table.ts'

export interface Wish {
  query: string
  /** Above 1 shows more rows, below 1 fewer. */
  bias: number
  drop(original: string, words: string): string
}

interface Sample {
  table: Table
  dropped: Dropped
  words: string
}

/** Shorter tables are shown whole. */
const MIN_ROWS = 24
const MIN_TOKENS = 600
const MIN_SAVED = 150
const MIN_SHARE = 0.15
/** Tokens of a marker, and of a note in a gap. */
const MARKER = 120
const NOTE = 6
/** Rows of a table are cheaper to fetch than JSON, which tells its keys in every row: fewer are shown. */
const LEANER = 0.8
const PROBES = 16
/** A line of the text that could be taken for one of our notes. */
const NOTE_LIKE = /^\[\d+ (?:rows|items) omitted\]\r?$/m

export interface Source {
  text: string
  lines: readonly Line[]
  tables: readonly Table[]
  /** What the text is, and what its rows are called. */
  kind: string
  unit: 'rows' | 'items'
}

/** The text with its long tables sampled; undefined if that pays for none. */
export function sampleTables(source: Source, wish: Wish): { text: string; dropped: Dropped[] } | undefined {
  const { text, lines, tables, kind, unit } = source
  if (NOTE_LIKE.test(text)) return undefined
  const samples = tables.flatMap((table) => sampleOf(table, source, wish) ?? [])
  if (samples.length === 0) return undefined
  const rule = `${unit} word for word, in order; [N ${unit} omitted] stands where ${unit} are left out`
  const parts = [`${encodingHeader(kind, rule)}\n`]
  let done = 0
  for (const sample of samples) {
    const { head, end } = sample.table
    parts.push(sliceLines(text, lines, { from: done, to: head }))
    const marker = wish.drop(sliceLines(text, lines, { from: head, to: end }), sample.words)
    parts.push(writeSample(sample, source, marker))
    done = end
  }
  parts.push(sliceLines(text, lines, { from: done, to: lines.length }))
  return { text: parts.join(''), dropped: samples.map(({ dropped }) => dropped) }
}

/** True if a text with rows left out is clearly less than one that has them all. */
export function paysToDrop(sampled: string, whole: string): boolean {
  const [less, more] = [estimateTokens(sampled), estimateTokens(whole)]
  return less <= more * (1 - MIN_SHARE) && less + MIN_SAVED <= more
}

function sampleOf(table: Table, source: Source, wish: Wish): Sample | undefined {
  const { unit } = source
  const total = table.rows.length
  if (total < MIN_ROWS) return undefined
  const rowTokens = averageTokens(total, (row) => rowText(table, row, source))
  if (rowTokens * total < MIN_TOKENS) return undefined
  const json = rowsAsJson(table)
  if (!json || json.elements.length !== total) return undefined
  const { document, elements } = json
  const selection = selectRows(document, elements, { query: wish.query, bias: wish.bias * LEANER, cost: 1 })
  const kept = new Uint8Array(total)
  for (const row of selection.kept) kept[row] = 1
  const forced = outlierRows(document, selection.fields, total).filter((row) => !kept[row])
  for (const row of forced) kept[row] = 1
  // A note of one row would be as long as the row.
  for (let row = 1; row < total - 1; row++) if (kept[row - 1] && kept[row + 1]) kept[row] = 1
  const ranges = gapsIn(kept)
  const count = ranges.reduce((sum, [from, to]) => sum + to - from, 0)
  if (count * rowTokens - MARKER - ranges.length * NOTE < Math.max(MIN_SAVED, total * rowTokens * MIN_SHARE))
    return undefined
  // Which of the rows that were forced in had been counted as left out is not told.
  const notable = forced.length > 0 ? 0 : selection.notable
  const alarming = selection.alarming > 0 ? countAlarming(json, kept) : 0
  const remarks = describeDropped(document, { elements, fields: selection.fields, keyed: false }, kept)
  const unusual = notable > 0 ? `, ${notable} of them unusual` : ''
  const alarmed = alarming > 0 ? `, ${alarming} with words of alarm` : ''
  const words = `${count} of ${total} ${unit} omitted${unusual}${alarmed}${remarks && `: ${remarks}`}`
  const reason = 'sampled: ends, rows that stand out or are asked for, and a spread'
  return { table, words, dropped: { unit, count, total, ranges, reason } }
}

function countAlarming({ document, elements }: RowsAsJson, kept: Uint8Array): number {
  const rows = new Set(alarms(document, elements).flatMap((signal) => signal.rows))
  return [...rows].filter((row) => !kept[row]).length
}

function averageTokens(total: number, rowText: (row: number) => string): number {
  let tokens = 0
  for (let probe = 0; probe < PROBES; probe++) {
    tokens += estimateTokens(rowText(Math.floor(((probe + 0.5) * total) / PROBES)))
  }
  return tokens / PROBES
}

/** A row with what stands between it and the next one. */
function rowText({ rows, foot }: Table, row: number, { text, lines }: Source): string {
  return sliceLines(text, lines, { from: rows[row]!.line, to: rows[row + 1]?.line ?? foot })
}

/** Half-open ranges of rows that are not kept. */
function gapsIn(kept: Uint8Array): [number, number][] {
  const gaps: [number, number][] = []
  for (let row = 0; row < kept.length; row++) {
    if (kept[row]) continue
    const last = gaps.at(-1)
    if (last?.[1] === row) last[1]++
    else gaps.push([row, row + 1])
  }
  return gaps
}

/** The table with a note in every gap, and the marker in front of the first. */
function writeSample({ table, dropped }: Sample, { text, lines, unit }: Source, marker: string): string {
  const { head, foot, end, rows } = table
  const lineOf = (row: number) => rows[row]?.line ?? foot
  const parts: string[] = []
  let from = head
  for (const [first, last] of dropped.ranges ?? []) {
    parts.push(sliceLines(text, lines, { from, to: lineOf(first) }))
    if (from === head) parts.push(`${marker}\n`)
    parts.push(`[${last - first} ${unit} omitted]\n`)
    from = lineOf(last)
  }
  parts.push(sliceLines(text, lines, { from, to: end }))
  return parts.join('')
}
