// Seen-run folding: lines that a result above already shows are referred to instead of sent again.

import type { ReadLines } from '../numbered-lines.ts'
import type { Compressed } from '../types.ts'
import { readReference, writeReference } from './reference.ts'
import type { Run, ShownLines } from './shown-lines.ts'

/** A run of fewer characters is shown again: a reference to it would save next to nothing. */
const LEAST_CHARACTERS = 240
/** Lines of a run that are shown again where new lines begin or end. */
const EDGE_LINES = 3

/**
 * The text with a line such as `[lines 41–118: same as lines 39–116 of read(src/a.ts) above]` for each run of lines that
 * `shown` has. Every other line stays word for word. Undefined if nothing stands above.
 */
export function foldRepeats(text: string, shown: ShownLines): Compressed | undefined {
  const { read, runs } = shown.runsIn(text)
  const folded = runs
    .map((run) => withoutEdges(run, read.lines.length))
    .filter(({ start, end }) => charactersOf(read, start, end) >= LEAST_CHARACTERS)
  // a line of the tool's own that reads like a reference could be taken for one of ours
  if (folded.length === 0 || read.lines.some((line) => readReference(line))) return undefined
  const lines: string[] = []
  let next = 0
  for (const run of folded) {
    for (let i = next; i < run.start; i++) lines.push(read.lines[i]!)
    lines.push(referenceTo(run, read))
    next = run.end
  }
  for (let i = next; i < read.lines.length; i++) lines.push(read.lines[i]!)
  const count = folded.reduce((sum, { start, end }) => sum + end - start, 0)
  const summary = `${count} of ${read.lines.length} lines stand above`
  return { text: lines.join('\n'), level: 'lossless', dropped: [], summary }
}

/** Around lines that are new, those next to them stay, as in a diff: who edits there must see the passage in one piece. */
function withoutEdges(run: Run, total: number): Run {
  const before = run.start === 0 ? 0 : EDGE_LINES
  const after = run.end === total ? 0 : EDGE_LINES
  const start = Math.min(run.start + before, run.end)
  return { ...run, start, at: run.at + start - run.start, end: Math.max(start, run.end - after) }
}

function charactersOf({ lines }: ReadLines, start: number, end: number): number {
  let characters = 0
  for (let i = start; i < end; i++) characters += lines[i]!.length + 1
  return characters
}

function referenceTo({ start, end, source, at }: Run, { numbers }: ReadLines): string {
  const length = end - start
  const first = numbers?.[start] ?? start + 1
  const sourceFirst = source.read.numbers?.[at] ?? at + 1
  return writeReference({
    first,
    last: first + length - 1,
    sourceFirst,
    sourceLast: sourceFirst + length - 1,
    name: source.name,
    unnumbered: numbers === undefined && source.read.numbers !== undefined,
  })
}
