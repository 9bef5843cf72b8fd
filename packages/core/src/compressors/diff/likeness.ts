// How much a text looks like a diff.
import { OTHER, parseDiff } from './parse.ts'

const OPENINGS = ['diff --git ', '@@ -', '@@@ -', 'Index: ']
/** Characters that are looked at, from a little in front of the first thing that opens a diff. */
const SAMPLE = 40_000
const BEFORE = 4000
const CHANGES_MIN = 2
const SURE = 0.96
const MIXED = 0.6
/** Share of its characters from which a text is a diff, or has enough of one. */
const SURE_SHARE = 0.5
const MIXED_SHARE = 0.2

/** From 0 (no diff) to 0.96, by the share of the text that files and hunks with true counts make up. */
export function likeness(text: string): number {
  const first = firstOpening(text)
  if (first < 0) return 0
  const start = first > BEFORE ? text.lastIndexOf('\n', first - BEFORE) + 1 : 0
  const sample = text.slice(start, first + SAMPLE)
  const lines = sample.split('\n')
  const { files, kinds } = parseDiff(lines)
  let [inside, changes] = [0, 0]
  for (const file of files) {
    const isReal =
      file.hunks.some((hunk) => hunk.isComplete || hunk.end === lines.length) || isNamed(lines[file.start]!)
    if (!isReal) continue
    for (let i = file.start; i < file.end; i++) {
      inside += lines[i]!.length + 1
      if (kinds[i] !== OTHER) changes++
    }
  }
  if (changes < CHANGES_MIN && !files.some(({ start: at }) => isNamed(lines[at]!))) return 0
  // what stands in front of the sample is no diff
  const share = inside / (sample.length + start)
  if (share >= SURE_SHARE) return SURE
  return share >= MIXED_SHARE ? MIXED : 0
}

function isNamed(line: string): boolean {
  return line.startsWith('diff --git ')
}

function firstOpening(text: string): number {
  let first = -1
  for (const opening of OPENINGS) {
    const at = text.startsWith(opening) ? 0 : text.indexOf(`\n${opening}`)
    if (at >= 0 && (first < 0 || at < first)) first = at
  }
  return first
}
