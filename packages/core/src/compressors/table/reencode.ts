// The lossless form of a text: its tables without padding, borders and constant columns; all else as it is.

import { encodingHeader } from '../encoding.ts'
import { estimateTokens } from '../json/estimate.ts'
import { hoistTable } from './hoist.ts'
import { type Line, sliceLines } from './lines.ts'
import type { Table } from './table.ts'
import { unpadTable } from './unpad.ts'

/** Tokens of an encoded table and of an encoded text, as shares of what they were, up to which it is worth reading them. */
const GAIN = 0.95
const UNPADDED =
  'brackets tell how the rows below were drawn ("8>": padded on the left to 8); a line after \\ is as it was'
const HOISTED =
  'brackets count rows; columns named with a value (name=value) have it in all those rows and were left out of them'
/** A line of the text that could be taken for one of our statements. */
const STATEMENT_LIKE = /^\[\d+ rows(?::| of ")/m

/** The text in fewer tokens; undefined if none of its tables can be spelled shorter. */
export function reencodeTables(source: {
  text: string
  lines: readonly Line[]
  tables: readonly Table[]
}): string | undefined {
  const { text, lines, tables } = source
  if (STATEMENT_LIKE.test(text)) return undefined
  const rules = new Set<string>()
  const parts: string[] = []
  let done = 0
  let saved = 0
  for (const table of tables) {
    const { head, end } = table
    const encoded = table.layout ? unpadTable(text, lines, table) : hoistTable(text, lines, table)
    if (encoded === undefined) continue
    const before = estimateTokens(sliceLines(text, lines, { from: head, to: end }))
    const after = estimateTokens(encoded)
    if (after > before * GAIN) continue
    rules.add(table.layout ? UNPADDED : HOISTED)
    saved += before - after
    parts.push(sliceLines(text, lines, { from: done, to: head }), encoded)
    done = end
  }
  if (rules.size === 0 || saved < (1 - GAIN) * estimateTokens(text)) return undefined
  parts.push(sliceLines(text, lines, { from: done, to: lines.length }))
  return `${encodingHeader('table', [...rules].sort().join('; '))}\n${parts.join('')}`
}
