// From rows that go to gaps: runs of rows that give way to one line each, where that pays.

import { guessTokens } from '../estimate.ts'
import { isComment } from './node-types.ts'
import type { SyntaxNode } from './syntax-tree.ts'

/** Rows that give way to one line. */
export interface Gap {
  /** Half-open range of rows. */
  start: number
  end: number
  /** The line stands inside a comment that stays open around it. */
  isInComment: boolean
  /** Nothing else is left of the block that the rows were in. */
  emptiesBlock: boolean
}

/** What becomes of a row. */
export const STAYS = 0
export const GOES = 1
export const GOES_FROM_COMMENT = 2

/** What a gap's line costs, in tokens, and what it must save. */
export const NOTE_TOKENS = 12
const GAIN_LEAST = 6

/** Tokens of all rows before each row, roughly. */
export function costsOf(rows: readonly string[]): Float64Array {
  const costs = new Float64Array(rows.length + 1)
  for (const [row, line] of rows.entries()) costs[row + 1] = costs[row]! + rowCost(line)
  return costs
}

/** A rule of one sign costs no more than the sign. */
const rowCost = (row: string) => guessTokens(row.trim().replace(/([^\w\s])\1{3,}/g, '$1'))

/** The gaps that pay. `blocks` are the lists of statements that rows were taken from. */
export function gapsOf(
  rows: readonly string[],
  fates: Uint8Array,
  { blocks, costs }: { blocks: readonly SyntaxNode[]; costs: Float64Array },
): Gap[] {
  for (const { start, end } of blocks) takeBlankRows(rows, fates, start, end)
  const gaps = runsOf(rows, fates).filter(({ start, end }) => costs[end]! - costs[start]! >= NOTE_TOKENS + GAIN_LEAST)
  const gone = new Uint8Array(rows.length)
  for (const { start, end } of gaps) gone.fill(1, start, end)
  for (const block of blocks) noteEmptied(block, gaps, gone)
  return gaps
}

/** Blank rows of a block next to rows that go, go with them. */
function takeBlankRows(rows: readonly string[], fates: Uint8Array, start: number, end: number): void {
  const isBlank = (row: number) => fates[row] === STAYS && rows[row]!.trim() === ''
  for (let row = start + 1; row < end; row++) if (isBlank(row) && fates[row - 1] === GOES) fates[row] = GOES
  for (let row = end - 1; row > start; row--) if (isBlank(row) && fates[row + 1] === GOES) fates[row] = GOES
}

function runsOf(rows: readonly string[], fates: Uint8Array): Gap[] {
  const gaps: Gap[] = []
  for (let row = 0; row < rows.length; row++) {
    const fate = fates[row]!
    if (fate === STAYS) continue
    const start = row
    while (fates[row + 1] === fate) row++
    const last = gaps.at(-1)
    const isNext =
      last && fate === GOES && !last.isInComment && rows.slice(last.end, start).every((line) => !line.trim())
    if (isNext) last.end = row + 1
    else gaps.push({ start, end: row + 1, isInComment: fate === GOES_FROM_COMMENT, emptiesBlock: false })
  }
  return gaps
}

function noteEmptied({ children }: SyntaxNode, gaps: readonly Gap[], gone: Uint8Array): void {
  const statements = children.filter((child) => child.isNamed && !isComment(child))
  if (statements.length === 0 || statements.some(({ start }) => !gone[start])) return
  const [{ start: first }] = statements as [SyntaxNode]
  const gap = gaps.find(({ start, end }) => start <= first && first < end)
  if (gap) gap.emptiesBlock = true
}
