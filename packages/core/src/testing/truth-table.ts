// Holds what the table compressor shows against the original.

import { findTables } from '../compressors/table/find-tables.ts'
import { linesOf } from '../compressors/table/lines.ts'
import type { Table } from '../compressors/table/table.ts'
import { decodeTable } from './decode-table.ts'

const SAMPLED = '# headroom table: rows word for word'
const NOTE = /^\[(\d+) (?:rows|items) omitted\]$/
const MARKER = /^<<ccr:[0-9a-f]{24} (\d+) of (\d+) (?:rows|items) omitted\b[^>]*>>$/

/**
 * What is false in a text that the table compressor has made, in words; undefined if all of it is true: every line is the
 * next line of the original, and the notes count exactly the rows that are left out between two of them.
 *
 * @example falseTable('a,b\n1,2\n', '…') // 'line 1: shows "…", where the original has "a,b"'
 */
export function falseTable(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  if (!shown.startsWith(SAMPLED)) return decodeTable(shown) === original ? undefined : 'does not read back'
  return falseSample(original, shown, findTables(linesOf(original)))
}

/** What is false in a text in which rows of some tables are left out; the header is not looked at. */
export function falseSample(original: string, shown: string, tables: readonly Table[]): string | undefined {
  const wanted = original.split('\n')
  const told = new Map<Table, { count: number; gone: number }>()
  let at = 0
  for (const line of shown.split('\n').slice(1)) {
    const table = tables.find(({ body, foot }) => at >= body && at < foot)
    const row = table?.rows.findIndex((each) => each.line === at) ?? -1
    const marker = MARKER.exec(line)
    const note = NOTE.exec(line)
    if (table && row >= 0 && marker) {
      if (told.has(table)) return `line ${at + 1}: a second marker for one table`
      if (Number(marker[2]) !== table.rows.length) return `says ${marker[2]} of ${table.rows.length} rows`
      told.set(table, { count: Number(marker[1]), gone: 0 })
    } else if (table && row >= 0 && note) {
      const entry = told.get(table)
      const count = Number(note[1])
      if (!entry || row + count > table.rows.length) return `line ${at + 1}: "${line}" where that cannot be`
      entry.gone += count
      at = table.rows[row + count]?.line ?? table.foot
    } else if (line !== wanted[at]) {
      return `line ${at + 1}: shows ${JSON.stringify(line)}, where the original has ${JSON.stringify(wanted[at])}`
    } else at++
  }
  if (at !== wanted.length) return `ends at line ${at} of ${wanted.length}`
  const wrong = [...told.values()].find(({ count, gone }) => count !== gone)
  return wrong && `says that ${wrong.count} rows are left out, and leaves out ${wrong.gone}`
}
