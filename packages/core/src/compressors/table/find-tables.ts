// Where the tables in a text are, and how much of it they are.

import { readAligned } from './aligned.ts'
import { readDelimited } from './delimited.ts'
import { type Line, linesOf } from './lines.ts'
import { readRuled } from './ruled.ts'
import type { Table } from './table.ts'

/** Characters that a bid looks at. */
const SAMPLE = 24_000
/** A text that is mostly something else is not ours. */
const LEAST_SHARE = 0.5
const FOREIGN = /^(?:diff --git |@@ -\d|(?:---|\+\+\+) [ab]\/|commit [0-9a-f]{40}$)/m
/** Matches of grep: a path, a number, and what stands there. */
const MATCH = /^[^\s:,;|]*[./][^\s:,;|]*[:-]\d+[:-]/

/** Tables in the order of the text; none overlap. */
export function findTables(lines: readonly Line[]): Table[] {
  const tables: Table[] = []
  for (let at = 0; at < lines.length; ) {
    const table = lines[at]!.text === '' ? undefined : tableAt(lines, at)
    if (table) tables.push(table)
    at = table ? table.end : at + 1
  }
  return tables
}

function tableAt(lines: readonly Line[], at: number): Table | undefined {
  return readRuled(lines, at) ?? readDelimited(lines, at) ?? readAligned(lines, at)
}

/** Share of a text that its tables are, told from its beginning; 0 if it is mostly something else. */
export function shareOfTables(text: string): number {
  const sample = text.length <= SAMPLE ? text : text.slice(0, text.lastIndexOf('\n', SAMPLE) + 1)
  if (FOREIGN.test(sample)) return 0
  const lines = linesOf(sample)
  if (lines.filter((line) => MATCH.test(line.text.slice(0, 200))).length > lines.length * 0.2) return 0
  const inside = findTables(lines).reduce((sum, { head, end }) => sum + lines[end - 1]!.next - lines[head]!.start, 0)
  const share = inside / Math.max(1, sample.length)
  return share < LEAST_SHARE ? 0 : share
}
