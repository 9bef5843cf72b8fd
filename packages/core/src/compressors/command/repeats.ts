// Lines and passages that stand above already are referred to.

/** Characters of a passage from which on a reference to it is shorter. */
const PASSAGE = 60
const RUN = 40

export const RUN_NOTE = /^\[(\d+) lines? omitted, the same as the line above\]$/
export const PASSAGE_NOTE = /^\[(\d+) lines? omitted, as they followed this line when it last stood above\]$/

export interface Folded {
  lines: string[]
  /** Lines that are referred to instead of shown. */
  folded: number
}

/**
 * Replaces runs of equal lines, and passages that follow a line as they followed it before.
 *
 * @example
 * // at a (x.js:1)
 * // [13 lines omitted, as they followed this line when it last stood above]
 *
 * `notes` are indexes of lines that are notes: they are never part of a passage.
 */
export function foldRepeats(lines: readonly string[], notes: ReadonlySet<number>): Folded {
  const out: string[] = []
  let folded = 0
  const last = new Map<string, number>()
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!
    out.push(line)
    if (notes.has(i)) {
      i++
      continue
    }
    const run = countRun(lines, i)
    const before = last.get(line)
    const passage = before === undefined || run > 0 ? 0 : countPassage(lines, { before: before + 1, at: i + 1, notes })
    if (run > 0) out.push(noteOf(run, 'the same as the line above'))
    if (passage > 0) out.push(noteOf(passage, 'as they followed this line when it last stood above'))
    for (let k = i; k <= i + run + passage; k++) if (lines[k]!.trim() !== '') last.set(lines[k]!, k)
    folded += run + passage
    i += 1 + run + passage
  }
  return { lines: out, folded }
}

function noteOf(count: number, how: string): string {
  return `[${count} ${count === 1 ? 'line' : 'lines'} omitted, ${how}]`
}

/** How many more lines are equal to the one at `start`; 0 if a note would not be shorter. */
function countRun(lines: readonly string[], start: number): number {
  const line = lines[start]!
  let end = start + 1
  while (end < lines.length && lines[end] === line) end++
  const count = end - start - 1
  return count * (line.length + 1) > RUN ? count : 0
}

/** How many lines from `at` on are equal to those from `before` on; 0 if a note would not be shorter. */
function countPassage(
  lines: readonly string[],
  { before, at, notes }: { before: number; at: number; notes: ReadonlySet<number> },
): number {
  let count = 0
  let length = 0
  while (at + count < lines.length && lines[before + count] === lines[at + count] && !notes.has(at + count)) {
    length += lines[at + count]!.length + 1
    count++
  }
  return count > 1 && length > PASSAGE ? count : 0
}
