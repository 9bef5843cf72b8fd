// A git diff says a file's name four times. Here: what one line must say so that the others follow from it.
import type { Diff, FileDiff } from './parse.ts'

/** How the names in the headers are made of what the short line shows. */
export interface Naming {
  /** In front of the common part of a name, in the old and in the new file. */
  old: string
  new: string
  /** What the short line shows in front of the common part: `new` without "b/". */
  shown: string
}

/** A file's header taken apart. Undefined if "---" and "+++" do not follow from the "diff" line. */
export interface ShortHead {
  /** What the short line shows. */
  name: string
  /** Index of the "index" line. */
  index: number | undefined
  /** Index of the "---" line; "+++" stands behind it. */
  names: number | undefined
  /** Index of the "rename to" line: "rename from" stands in front of it. */
  renamed: number | undefined
}

/** In front of a file's short line; none of the text's own lines may begin with it. */
const OPENINGS = ['=== ', '### ', '>>> ', '%%% ']
const USUAL: Naming = { old: 'a/', new: 'b/', shown: '' }
const DIFF = 'diff --git '
const FROM = 'rename from '
const TO = 'rename to '
const IN_FRONT = /^(?:old mode|new mode|similarity index|dissimilarity index) /
const SURVEYED = 200
/** Only such names are put into the rule: others could be taken for its words. */
const PLAIN = /^[\w./@+~-]*$/

/** What opens short lines in this text; undefined if every opening is taken. */
export function freeOpening(lines: readonly string[]): string | undefined {
  const taken = new Set<string>()
  for (const line of lines) for (const opening of OPENINGS) if (line.startsWith(opening)) taken.add(opening)
  return OPENINGS.find((opening) => !taken.has(opening))
}

/** How a short line reads. */
export function shortHeadRule({ old, new: fresh, shown }: Naming, opening: string): string {
  return `"${opening}${shown}P" is "diff --git ${old}P ${fresh}P" and, before a first @@, "--- ${old}P", "+++ ${fresh}P" (/dev/null if new or deleted).`
}

/** How a renamed file's lines read. */
export const RENAME_RULE = '"rename from Q": the old P is Q, and "rename to P" follows.'

/** The naming that most files follow; "a/" and "b/" in nearly all diffs. */
export function namingOf({ files }: Diff): Naming {
  const counts = new Map<string, { naming: Naming; count: number }>()
  let best = { naming: USUAL, count: 0 }
  for (const { oldName, newName } of files.slice(0, SURVEYED)) {
    if (oldName === undefined || newName === undefined) continue
    // a new file is called the same on both sides
    const common = oldName === '/dev/null' || newName === '/dev/null' ? undefined : commonTail(oldName, newName)
    const naming =
      common === undefined
        ? USUAL
        : namingFor(oldName.slice(0, oldName.length - common), newName.slice(0, newName.length - common))
    if (!PLAIN.test(naming.old + naming.new)) continue
    const key = `${naming.old}\0${naming.new}`
    const entry = counts.get(key) ?? { naming, count: 0 }
    counts.set(key, entry)
    if (++entry.count > best.count) best = entry
  }
  return best.naming
}

function namingFor(old: string, fresh: string): Naming {
  return { old, new: fresh, shown: fresh.startsWith('b/') ? fresh.slice(2) : fresh }
}

/** Length of the end that two names share, from a slash on. */
function commonTail(one: string, other: string): number {
  if (one === other) return one.length
  let length = 0
  let whole = 0
  while (length < one.length && length < other.length) {
    const letter = one[one.length - 1 - length]
    if (letter !== other[other.length - 1 - length]) break
    if (letter === '/') whole = length
    length++
  }
  return whole
}

/** The header of a file as a short line can say it; undefined if it is not what git writes. */
export function shortHead({ lines }: Diff, file: FileDiff, naming: Naming): ShortHead | undefined {
  const renamed = renamedIn(lines, file)
  const first = lines[file.start]!
  const part = renamed ? newPart(first, lines, { renamed, naming }) : commonPart(first, naming)
  if (part === undefined) return undefined
  const short: ShortHead = { name: naming.shown + part, index: undefined, names: undefined, renamed }
  let [old, fresh] = [naming.old + (renamed ? lines[renamed - 1]!.slice(FROM.length) : part), naming.new + part]
  for (let i = file.start + 1; i < file.headEnd; i++) {
    const line = lines[i]!
    if (line.startsWith(FROM) && i + 1 !== renamed) return undefined
    if (line.startsWith('new file mode ')) old = '/dev/null'
    else if (line.startsWith('deleted file mode ')) fresh = '/dev/null'
    else if (line.startsWith('index ')) short.index = i
    else if (line.startsWith('--- ')) {
      if (i + 2 !== file.headEnd || line !== `--- ${old}` || lines[i + 1] !== `+++ ${fresh}`) return undefined
      short.names = i
      break
    }
  }
  const isTold = short.names !== undefined ? file.hunks.length > 0 : !isReadOn(lines, file.headEnd)
  return isTold ? short : undefined
}

/** Index of the "rename to" line, if what stands in front of it is as git writes it. */
function renamedIn(lines: readonly string[], { start, headEnd }: FileDiff): number | undefined {
  let i = start + 1
  while (i < headEnd && IN_FRONT.test(lines[i]!)) i++
  return i + 1 < headEnd && lines[i]!.startsWith(FROM) && lines[i + 1]!.startsWith(TO) ? i + 1 : undefined
}

/** The new name's part of a renamed file, if the "diff" line is made of the names and the naming. */
function newPart(
  first: string,
  lines: readonly string[],
  { renamed, naming }: { renamed: number; naming: Naming },
): string | undefined {
  const [from, to] = [lines[renamed - 1]!.slice(FROM.length), lines[renamed]!.slice(TO.length)]
  return first === `${DIFF}${naming.old}${from} ${naming.new}${to}` ? to : undefined
}

/** Whether anything before the next "diff" line looks like a hunk's header or a name: this file's names would be read into it. */
function isReadOn(lines: readonly string[], from: number): boolean {
  for (let i = from; i < lines.length && !lines[i]!.startsWith('diff '); i++)
    if (lines[i]!.startsWith('@@') || lines[i]!.startsWith(FROM)) return true
  return false
}

/** What both names of a "diff --git" line end with, if the line is made of the naming. */
function commonPart(line: string, { old, new: fresh }: Naming): string | undefined {
  const length = (line.length - DIFF.length - old.length - fresh.length - 1) / 2
  if (!line.startsWith(DIFF) || length < 1 || !Number.isInteger(length)) return undefined
  const part = line.slice(line.length - length)
  return line === `${DIFF}${old}${part} ${fresh}${part}` ? part : undefined
}
