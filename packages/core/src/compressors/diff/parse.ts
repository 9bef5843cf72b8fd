// Reads a diff by the counts in its hunk headers, so that no line of a hunk is taken for anything else.

export interface Hunk {
  /** Index of its header line. */
  header: number
  /** Index behind its last line. */
  end: number
  /** First line in the old file, as the header says. */
  start: number
  added: number
  deleted: number
  /** Whether there are as many lines as the header says. */
  isComplete: boolean
  /** Columns in front of a line's text: one, or one for each parent of a merge. */
  columns: number
}

export interface FileDiff {
  /** Index of its first line. */
  start: number
  /** Index behind its last line that is a header's or a hunk's. */
  end: number
  /** Index behind the lines in front of its first hunk. */
  headEnd: number
  /** The names that "---" and "+++" give; undefined if they are not there. */
  oldName: string | undefined
  newName: string | undefined
  hunks: Hunk[]
}

/** What a line is; hunk headers and lines outside the hunks are `OTHER`. */
export const OTHER = 0
export const CONTEXT = 1
export const ADDED = 2
export const DELETED = 3
/** "\ No newline at end of file" */
export const REMARK = 4

export interface Diff {
  lines: readonly string[]
  kinds: Uint8Array
  files: FileDiff[]
}

interface Lengths {
  start: number
  /** Lines left to read of each parent, and of the new file. */
  old: number[]
  new: number
}

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@/
const COMBINED = /^(@{3,9})((?: -\d{1,9}(?:,\d{1,9})?){2,8}) \+\d{1,9}(?:,(\d{1,9}))? @{3,9}/
const FILE = /^(?:diff (?:--git|--cc|--combined|-)|Index: )/
const EXTENDED =
  /^(?:index [\da-f]|old mode |new mode |new file mode |deleted file mode |mode |similarity index |dissimilarity index |rename |copy |Binary files |={60,}\r?$|(?:---|\+\+\+) )/
/** Of a line longer than this only the head is matched against patterns. */
const REACH = 400

/** Splits a diff into files and hunks. Linear in the lines; anything that is not of a diff is left as `OTHER`. */
export function parseDiff(lines: readonly string[]): Diff {
  const diff: Diff = { lines, kinds: new Uint8Array(lines.length), files: [] }
  let file: FileDiff | undefined
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!
    const lengths = line.startsWith('@@') ? readLengths(line) : undefined
    if (lengths && file && file.end === i) {
      const hunk = readHunk(diff, i, lengths)
      file.hunks.push(hunk)
      file.end = i = hunk.end
      continue
    }
    const opens =
      FILE.test(line) || (isNamePair(lines, i) && (file === undefined || file.end !== i || file.hunks.length > 0))
    if (opens) {
      file = { start: i, end: i + 1, headEnd: i + 1, oldName: undefined, newName: undefined, hunks: [] }
      diff.files.push(file)
      readNames(file, line)
    } else if (file && file.end === i && file.hunks.length === 0 && EXTENDED.test(line)) {
      readNames(file, line)
      file.end = file.headEnd = i + 1
    }
    i++
  }
  return diff
}

/** The text of a line's name field, without a time that follows it. */
function readNames(file: FileDiff, line: string): void {
  if (line.startsWith('--- ')) file.oldName = nameIn(line)
  else if (line.startsWith('+++ ')) file.newName = nameIn(line)
}

function nameIn(line: string): string {
  const tab = line.indexOf('\t')
  const name = tab < 0 ? line.slice(4) : line.slice(4, tab)
  return name.endsWith('\r') ? name.slice(0, -1) : name
}

/** True for "--- a" in front of "+++ b" and a hunk: a file without a "diff" line. */
function isNamePair(lines: readonly string[], at: number): boolean {
  return (
    lines[at]!.startsWith('--- ') &&
    lines[at + 1]?.startsWith('+++ ') === true &&
    lines[at + 2]?.startsWith('@@') === true
  )
}

function readLengths(line: string): Lengths | undefined {
  const head = line.length > REACH ? line.slice(0, REACH) : line
  const plain = HUNK.exec(head)
  if (plain) return { start: Number(plain[1]), old: [Number(plain[2] ?? 1)], new: Number(plain[3] ?? 1) }
  const combined = COMBINED.exec(head)
  if (!combined) return undefined
  const ranges = combined[2]!.trim().split(' ')
  if (ranges.length !== combined[1]!.length - 1) return undefined
  const old = ranges.map((range) => Number(range.split(',')[1] ?? 1))
  return { start: Number(ranges[0]!.slice(1).split(',')[0]), old, new: Number(combined[3] ?? 1) }
}

function readHunk({ lines, kinds }: Diff, header: number, left: Lengths): Hunk {
  const columns = left.old.length
  const hunk: Hunk = { header, end: header + 1, start: left.start, added: 0, deleted: 0, isComplete: false, columns }
  let i = header + 1
  for (; i < lines.length; i++) {
    const line = lines[i]!
    if (line.startsWith('\\ ')) {
      kinds[i] = REMARK
      continue
    }
    if (left.new <= 0 && left.old.every((count) => count <= 0)) break
    const kind = kindOf(line, columns)
    if (kind === undefined) break
    for (let column = 0; column < columns; column++) {
      const mark = line[column] ?? ' '
      if (mark === '-' || (mark === ' ' && kind !== DELETED)) left.old[column]!--
    }
    if (kind !== DELETED) left.new--
    if (kind === ADDED) hunk.added++
    if (kind === DELETED) hunk.deleted++
    kinds[i] = kind
  }
  hunk.end = i
  hunk.isComplete = left.new === 0 && left.old.every((count) => count === 0)
  return hunk
}

/** Undefined for a line that no hunk can hold. A line without even its blank is an empty line of context. */
function kindOf(line: string, columns: number): number | undefined {
  if (line === '' || line === '\r') return CONTEXT
  let kind = CONTEXT
  for (let column = 0; column < columns; column++) {
    const mark = line[column]
    if (mark === '-') kind = DELETED
    else if (mark === '+') kind = kind === DELETED ? DELETED : ADDED
    else if (mark !== ' ') return undefined
  }
  return kind
}
