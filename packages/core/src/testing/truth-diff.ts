// Holds what the diff compressor shows against the original, line by line.
import type { Diff, FileDiff, Hunk } from '../compressors/diff/parse.ts'
import { CONTEXT, parseDiff } from '../compressors/diff/parse.ts'
import { decodeDiff } from './decode-diff.ts'

const HEADER =
  /^# headroom diff: all changes, with (\d+) lines? of context\.( Left out without a note: (?:(\d+) lines? at the start of each hunk not at line 1, )?what its length lacks at its end\.)?(?: "(.{4})(\S*)P": diff (\S*)P (\S*)P\.)?(?: "rename from Q": the old P is Q, and "rename to P" follows\.)? <<ccr:[\da-f]{24} (\d+) of (\d+) lines omitted: [^<>]*>>$/
const NOTE = /^\[(\d+) lines? omitted(?:: ([a-z ]+), (\d+) hunks?, \+(\d+) -(\d+))?\]$/

interface Rules {
  kept: number
  /** Whether hunks are cut at their ends without a note. */
  isCut: boolean
  before: number
  opening: string | undefined
  shown: string
  old: string
  fresh: string
}

interface Walk {
  diff: Diff
  shown: readonly string[]
  rules: Rules
  /** Next line of the original, and of what is shown. */
  at: number
  next: number
  omitted: number
}

/**
 * What is false in what the diff compressor shows, in words; undefined if all is true: every line is a line of the original
 * and in order, every change of an ordinary file is there, and what is left out is as long as notes and rules say.
 */
export function falseDiff(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  if (shown.startsWith('# headroom diff: every line'))
    return decodeDiff(shown) === original ? undefined : 'does not read back'
  const eol = shown.slice(0, shown.indexOf('\n')).endsWith('\r') ? '\r\n' : '\n'
  const [header, ...rest] = shown.split(eol)
  const found = HEADER.exec(header!)
  if (!found) return `unknown header: ${header}`
  const diff = parseDiff(original.split(eol))
  const [, kept, cut, before, opening, prefix, old, fresh, count, total] = found
  const rules = { kept: Number(kept), isCut: cut !== undefined, before: Number(before ?? 0), opening }
  const walk: Walk = {
    diff,
    shown: rest,
    rules: { ...rules, shown: prefix ?? '', old: old ?? '', fresh: fresh ?? '' },
    at: 0,
    next: 0,
    omitted: 0,
  }
  const wrong = walkThrough(walk)
  if (wrong !== undefined) return wrong
  const lines = diff.lines.length - (diff.lines.at(-1) === '' ? 1 : 0)
  if (Number(total) !== lines) return `says ${total} lines for ${lines}`
  return Number(count) === walk.omitted ? undefined : `says ${count} lines are omitted, which are ${walk.omitted}`
}

function walkThrough(walk: Walk): string | undefined {
  const { diff, shown } = walk
  for (const file of diff.files) {
    const wrong = sameUpTo(walk, file.start) ?? falseHead(walk, file) ?? falseBody(walk, file)
    if (wrong !== undefined) return wrong
  }
  return (
    sameUpTo(walk, diff.lines.length) ??
    (walk.next === shown.length ? undefined : `shows more than there is: ${shown[walk.next]}`)
  )
}

/** Up to an index of the original every line must be shown. */
function sameUpTo(walk: Walk, end: number): string | undefined {
  for (; walk.at < end; walk.at++, walk.next++) {
    const line = walk.shown[walk.next]
    if (line !== walk.diff.lines[walk.at]) return `line ${walk.at + 1}: shows ${JSON.stringify(line)}`
  }
  return undefined
}

function falseHead(walk: Walk, file: FileDiff): string | undefined {
  const { shown, rules, diff } = walk
  const line = shown[walk.next] ?? ''
  const isShort = rules.opening !== undefined && line.startsWith(rules.opening)
  let end = file.headEnd
  let [renamed, renamedTo]: (string | undefined)[] = []
  if (isShort) {
    const part = line.slice(rules.opening!.length + rules.shown.length)
    renamed = diff.lines.slice(file.start, file.headEnd).find((text) => text.startsWith('rename from '))
    const [old, fresh] = [rules.old + (renamed?.slice('rename from '.length) ?? part), rules.fresh + part]
    renamedTo = `rename to ${part}`
    if (diff.lines[walk.at] !== `diff --git ${old} ${fresh}`) return `line ${walk.at + 1}: no head ${line}`
    walk.at++
    walk.next++
    if (file.hunks.length > 0) end -= 2
    const names = diff.lines.slice(end, file.headEnd).map((name) => name.slice(4))
    if (names.some((name, i) => name !== [old, fresh][i] && name !== '/dev/null'))
      return `no names of ${line}: ${names}`
  }
  for (; walk.at < end; walk.at++) {
    const wanted = diff.lines[walk.at]!
    if (wanted.startsWith('index ') && walk.at > file.start) walk.omitted++
    else if (renamed !== undefined && wanted === renamedTo) continue
    else if (shown[walk.next++] !== wanted) return `line ${walk.at + 1}: a head lacks ${JSON.stringify(wanted)}`
  }
  walk.at = file.headEnd
  return undefined
}

function falseBody(walk: Walk, file: FileDiff): string | undefined {
  const note = NOTE.exec(walk.shown[walk.next] ?? '')
  if (note?.[2] === undefined || file.hunks.length === 0) return falseHunks(walk, file)
  const sum = (of: (hunk: Hunk) => number) => file.hunks.reduce((total, hunk) => total + of(hunk), 0)
  const counts = [file.end - file.headEnd, file.hunks.length, sum(({ added }) => added), sum(({ deleted }) => deleted)]
  const said = [note[1], note[3], note[4], note[5]].map(Number)
  if (said.join() !== counts.join()) return `a note says ${said}, which is ${counts}`
  walk.next++
  walk.at = file.end
  walk.omitted += counts[0]!
  return undefined
}

function falseHunks(walk: Walk, file: FileDiff): string | undefined {
  for (const hunk of file.hunks) {
    const wrong = sameUpTo(walk, hunk.header + 1) ?? falseHunk(walk, hunk)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function falseHunk(walk: Walk, hunk: Hunk): string | undefined {
  const { kinds } = walk.diff
  const { kept, before, isCut } = walk.rules
  if (before > 0 && hunk.start > 1 && !isNote(walk)) skip(walk, before)
  let tail = hunk.end
  while (isCut && hunk.isComplete && tail > hunk.header + 1 && kinds[tail - 1] === CONTEXT) tail--
  const end = tail === hunk.header + 1 ? hunk.end : Math.min(hunk.end, tail + kept)
  while (walk.at < end) {
    const from = walk.at
    const note = isNote(walk)
    if (note !== undefined) {
      skip(walk, note)
      walk.next++
    } else {
      const wrong = sameUpTo(walk, walk.at + 1)
      if (wrong !== undefined) return wrong
      continue
    }
    for (let i = from; i < walk.at; i++) if (kinds[i] !== CONTEXT) return `line ${i + 1} is left out, and no context`
  }
  if (walk.at > end) return `line ${walk.at + 1}: more is left out than the hunk has`
  skip(walk, hunk.end - end)
  return undefined
}

/** How many lines a note leaves out, if one comes next. No line of a hunk looks like one. */
function isNote({ shown, next }: Walk): number | undefined {
  const note = NOTE.exec(shown[next] ?? '')
  return note && note[2] === undefined ? Number(note[1]) : undefined
}

function skip(walk: Walk, count: number): void {
  walk.at += count
  walk.omitted += count
}
