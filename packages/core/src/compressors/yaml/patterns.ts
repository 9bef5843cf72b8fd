// The lossless form: items that differ in their values only are a pattern and rows.

import { encodingHeader } from '../encoding.ts'
import { estimateTokens } from '../json/estimate.ts'
import { type Line, sliceLines } from '../table/lines.ts'
import { type List, listsIn, type Range } from './lists.ts'
import { type Member, memberOf } from './members.ts'

/** Stands in a pattern where items differ. */
export const HOLE = '·'
const MARKS = ['|', '\t', ';']
const MIN_RUN = 3
/** Lists in lists in lists. */
const MAX_DEPTH = 6
/** Tokens of the result, as a share of what they were, up to which it is worth reading it. */
const GAIN = 0.9
const RULE =
  'brackets count a pattern, and rows below it: each is the pattern with its cells, between "|", in place of "·"'
const STATEMENT_LIKE = /^ *\[\d+ rows? for /m

/** The text with runs of like items as rows; undefined if that is not clearly shorter. */
export function foldItems(text: string, lines: readonly Line[]): string | undefined {
  if (STATEMENT_LIKE.test(text)) return undefined
  const folded = foldRange({ text, lines }, { from: 0, to: lines.length }, 0)
  if (folded === undefined) return undefined
  const encoded = `${encodingHeader('yaml', RULE)}\n${folded}`
  return estimateTokens(encoded) > estimateTokens(text) * GAIN ? undefined : encoded
}

interface Source {
  text: string
  lines: readonly Line[]
}

function foldRange(source: Source, range: Range, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined
  const parts: string[] = []
  let done = range.from
  for (const list of listsIn(source.lines, range, MIN_RUN)) {
    const { from } = list.items[0]!
    const { to } = list.items.at(-1)!
    const folded = foldList(source, list) ?? foldInside(source, list, depth)
    if (folded === undefined) continue
    parts.push(sliceLines(source.text, source.lines, { from: done, to: from }), folded)
    done = to
  }
  if (parts.length === 0) return undefined
  return parts.join('') + sliceLines(source.text, source.lines, { from: done, to: range.to })
}

function foldInside(source: Source, { items }: List, depth: number): string | undefined {
  let found = false
  const parts = items.map(({ from, to }) => {
    const head = sliceLines(source.text, source.lines, { from, to: from + 1 })
    const folded = foldRange(source, { from: from + 1, to }, depth + 1)
    found ||= folded !== undefined
    return head + (folded ?? sliceLines(source.text, source.lines, { from: from + 1, to }))
  })
  return found ? parts.join('') : undefined
}

interface Shaped extends Range {
  members: Member[]
  shape: string
}

/** A list with its runs of like items as rows; undefined if there are none that pay. */
function foldList(source: Source, { items }: List): string | undefined {
  const shaped = items.map((item) => shapeOf(source, item))
  const parts: string[] = []
  let found = false
  for (let first = 0; first < shaped.length; ) {
    let end = first + 1
    while (end < shaped.length && shaped[end]!.shape === shaped[first]!.shape) end++
    const run = shaped.slice(first, end)
    const folded = run.length >= MIN_RUN ? foldRun(source, run) : undefined
    const { from } = run[0]!
    const { to } = run.at(-1)!
    found ||= folded !== undefined
    parts.push(folded ?? sliceLines(source.text, source.lines, { from, to }))
    first = end
  }
  return found ? parts.join('') : undefined
}

/** What items must have in common to be rows: everything but values, line ends included. */
function shapeOf({ lines }: Source, { from, to }: Range): Shaped {
  const own = lines.slice(from, to)
  const members = own.map((line) => memberOf(line.text))
  const ends = own.map((line) => line.next - line.start - line.text.length)
  const heads = members.map(({ head, value }) => `${head}${value === undefined ? '' : '\0'}`)
  return {
    from,
    to,
    members,
    shape: `${ends.every((end) => end === ends[0]) ? ends[0] : `x${from}`} ${heads.join('\n')}`,
  }
}

/** `[3 rows for these 2 lines]`, the pattern, and the rows. */
function foldRun({ text, lines }: Source, run: readonly Shaped[]): string | undefined {
  const [first] = run
  const before = sliceLines(text, lines, { from: first!.from, to: run.at(-1)!.to })
  if (before.includes(HOLE)) return undefined
  const varies = first!.members.map(({ value }, m) => run.some((item) => item.members[m]!.value !== value))
  const cells = run.map(({ members }) => members.filter((_, m) => varies[m]).map(({ value }) => value!))
  const mark = MARKS.find((char) => !cells.some((row) => row.some((cell) => cell.includes(char))))
  if (cells[0]!.length === 0 || mark === undefined) return undefined
  const { text: opening, start, next } = lines[first!.from]!
  const end = text.slice(start + opening.length, next)
  const pattern = first!.members.map(({ head, value }, m) => head + (varies[m] ? HOLE : (value ?? '')))
  const count = pattern.length
  const said = `[${run.length} rows for ${count === 1 ? 'this line' : `these ${count} lines`}${mark === '|' ? '' : `, ${JSON.stringify(mark)} between cells`}]`
  // The last line of a text may have no end, which is then that of the last row.
  const folded = [said, ...pattern, ...cells.map((row) => row.join(mark))].join(end) + end
  return end !== '' && estimateTokens(folded) <= estimateTokens(before) * GAIN ? folded : undefined
}
