// The lossless form: a git header in one line, hunk headers without the lengths that their lines tell, and long runs of
// added or deleted lines without their marks.
import { encodingHeader } from '../encoding.ts'
import type { Naming, ShortHead } from './fold-names.ts'
import { freeOpening, namingOf, RENAME_RULE, shortHead, shortHeadRule } from './fold-names.ts'
import type { Diff, FileDiff, Hunk } from './parse.ts'
import { ADDED, DELETED } from './parse.ts'
import type { NamedHunk } from './same-hunks.ts'
import { sameHunks } from './same-hunks.ts'

const HASHES = /^index ([\da-f]+\.\.[\da-f]+)(?: (\d+))?$/
const TAIL_OF_HASHES = / [\da-f]+\.\.[\da-f]+$/
const LENGTHS = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/
const WITHOUT_LENGTHS = /^@@ -\d+ \+\d+ @@/
const NOTE = /^\[(?:[+-]\d+|hunk \d+(?:: \d+ lines)?)\]$/
/** What a line without its mark may be taken for. */
const MISLEADING = /^.(?:@@|diff |[+\\-]|\[(?:[+-]|hunk ))/
const FILE_MODE = '100644'
/** Shorter runs keep their marks. */
const RUN_MIN = 12

/** The forms that a text uses, each with a rule in the header. */
interface Forms {
  heads: boolean
  hashes: boolean
  lengths: boolean
  runs: boolean
  names: boolean
  renames: boolean
}

interface Folding {
  naming: Naming
  /** Undefined if no header is to be shortened. */
  opening: string | undefined
  used: Forms
  /** Which forms are allowed: no line of the text can be mistaken for them. */
  free: Pick<Forms, 'hashes' | 'lengths' | 'runs'>
  named: ReadonlyMap<Hunk, NamedHunk>
  out: string[]
}

/**
 * The diff re-encoded; undefined if nothing of it can be shortened. `eol` ends every line. Where hunks are to stay word for
 * word, only names in the headers of files are.
 */
export function encodeDiff(diff: Diff, eol: string, areHunksKept = false): string | undefined {
  const { lines, files } = diff
  const areNotesFree = !areHunksKept && !lines.some((line) => line[0] === '[' && NOTE.test(line))
  const folding: Folding = {
    naming: namingOf(diff),
    opening: freeOpening(lines),
    used: { heads: false, hashes: false, lengths: false, runs: false, names: false, renames: false },
    free: { hashes: !areHunksKept, lengths: !areHunksKept && hasTrueLengths(lines), runs: areNotesFree },
    named: areNotesFree ? sameHunks(diff) : new Map(),
    out: [],
  }
  let at = 0
  for (const file of files) {
    while (at < file.start) folding.out.push(lines[at++]!)
    writeHead(diff, file, folding)
    at = file.headEnd
    for (const hunk of file.hunks) {
      while (at < hunk.header) folding.out.push(lines[at++]!)
      writeHunk(diff, hunk, folding)
      at = hunk.end
    }
  }
  while (at < lines.length) folding.out.push(lines[at++]!)
  const rules = rulesFor(folding)
  return rules.length > 0
    ? [encodingHeader('diff', ['every line, in order.', ...rules].join(' ')), ...folding.out].join(eol)
    : undefined
}

function rulesFor({ used, naming, opening }: Folding): string[] {
  const rules: string[] = []
  if (used.heads) rules.push(shortHeadRule(naming, opening!))
  if (used.hashes) rules.push(`"${opening}P 1a..2b" also for "index 1a..2b ${FILE_MODE}".`)
  if (used.renames) rules.push(RENAME_RULE)
  if (used.lengths) rules.push('"@@ -5 +7 @@" lacks lengths.')
  if (used.runs) rules.push('After "[+9]" stand 9 added lines without "+", after "[-9]" deleted ones.')
  if (used.names) rules.push('"[hunk 1: 9 lines]" names the 9 below, "[hunk 1]" stands for them.')
  return rules
}

function writeHead(diff: Diff, file: FileDiff, folding: Folding): void {
  const { out, opening, naming, used, free } = folding
  const short = opening === undefined ? undefined : shortHead(diff, file, naming)
  const hashes = short && free.hashes ? hashesOf(diff, file, short) : ''
  // a name that ends like hashes would be read as a name with them
  const isTold = short !== undefined && (hashes !== '' || !TAIL_OF_HASHES.test(short.name))
  if (isTold) {
    used.heads = true
    used.hashes ||= hashes !== ''
    used.renames ||= short.renamed !== undefined
    out.push(`${opening}${short.name}${hashes}`)
  }
  const end = isTold ? (short.names ?? file.headEnd) : file.headEnd
  for (let i = file.start + (isTold ? 1 : 0); i < end; i++) {
    if (isTold && (i === short.renamed || (hashes !== '' && i === short.index))) continue
    out.push(diff.lines[i]!)
  }
}

/** The hashes of a usual file's "index" line, if it stands behind the file's first line. */
function hashesOf({ lines }: Diff, file: FileDiff, { index }: ShortHead): string {
  const found = index === file.start + 1 ? HASHES.exec(lines[index]!) : null
  return found?.[2] === FILE_MODE ? ` ${found[1]}` : ''
}

function writeHunk(diff: Diff, hunk: Hunk, folding: Folding): void {
  const { out, used, free, named } = folding
  const header = free.lengths ? shortHunk(diff.lines, hunk) : undefined
  used.lengths ||= header !== undefined
  out.push(header ?? diff.lines[hunk.header]!)
  const same = named.get(hunk)
  used.names ||= same !== undefined
  if (same === undefined) writeRuns(diff, hunk, folding)
  else if (same.isFirst) {
    out.push(`[hunk ${same.name}: ${hunk.end - hunk.header - 1} lines]`)
    for (let i = hunk.header + 1; i < hunk.end; i++) out.push(diff.lines[i]!)
  } else out.push(`[hunk ${same.name}]`)
}

/** Writes a hunk's lines, long runs without their marks. */
function writeRuns({ lines, kinds }: Diff, hunk: Hunk, { out, used, free, opening }: Folding): void {
  for (let i = hunk.header + 1; i < hunk.end; ) {
    const kind = kinds[i]
    let end = i + 1
    let isPlain = free.runs && hunk.columns === 1 && (kind === ADDED || kind === DELETED)
    for (; end < hunk.end && kinds[end] === kind; end++) {
      const line = lines[end]!
      if (isPlain && (MISLEADING.test(line) || (opening !== undefined && line.startsWith(opening, 1)))) isPlain = false
    }
    const isRun = isPlain && end - i >= RUN_MIN && !MISLEADING.test(lines[i]!)
    if (isRun) {
      used.runs = true
      out.push(`[${kind === ADDED ? '+' : '-'}${end - i}]`)
    }
    for (; i < end; i++) out.push(isRun ? lines[i]!.slice(1) : lines[i]!)
  }
}

/** A hunk's header without lengths; undefined if they do not follow from the lines behind it. */
function shortHunk(lines: readonly string[], hunk: Hunk): string | undefined {
  const header = lines[hunk.header]!
  const found = header.length < 1000 && header.includes(',') ? LENGTHS.exec(header) : null
  if (!found) return undefined
  const { old, fresh } = lengthsBelow(lines, hunk.header)
  const rest = header.slice(found[0].length)
  const isTold = `@@ -${range(found[1]!, old)} +${range(found[3]!, fresh)} @@${rest}` === header
  return isTold ? `@@ -${found[1]} +${found[3]} @@${rest}` : undefined
}

/** False if a line looks like a header without lengths, and the lines behind it tell others. */
function hasTrueLengths(lines: readonly string[]): boolean {
  return lines.every((line, i) => {
    if (!line.startsWith('@@ -') || !WITHOUT_LENGTHS.test(line)) return true
    const { old, fresh } = lengthsBelow(lines, i)
    return old === 1 && fresh === 1
  })
}

/** How many lines of the old and of the new file stand below a header, as far as their marks tell. */
function lengthsBelow(lines: readonly string[], header: number): { old: number; fresh: number } {
  const lengths = { old: 0, fresh: 0 }
  for (let i = header + 1; i < lines.length; i++) {
    const mark = lines[i]![0]
    if (mark === ' ' || mark === '-') lengths.old++
    if (mark === ' ' || mark === '+') lengths.fresh++
    else if (mark !== '-' && mark !== '\\') break
  }
  return lengths
}

function range(start: string, length: number): string {
  return length === 1 ? start : `${start},${length}`
}
