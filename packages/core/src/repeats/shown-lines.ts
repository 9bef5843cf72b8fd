// The lines that the results above already show, and where a run of lines stands among them.
import { bodyOf, type ReadLines, readLines } from '../numbered-lines.ts'

/** Lines of a text that stand in an earlier result, too. */
export interface Run {
  /** Half-open range of the text's lines. */
  start: number
  end: number
  source: ShownSource
  /** The first of the same lines in the source. */
  at: number
}

/** A result as the model sees it. */
export interface ShownSource {
  name: string
  read: ReadLines
  /** Where its lines begin among those of all sources. */
  offset: number
}

export interface ShownLines {
  /** Adds a result that stands below those added before. */
  add(name: string, text: string): void
  /** The runs of a text's lines that sources show, in order, none overlapping another. */
  runsIn(text: string): { read: ReadLines; runs: Run[] }
}

/** A run has at least this many lines: fewer are often equal by chance, and a reference to them saves little. */
const WINDOW = 6
/** Places that are tried for a run: the same six lines may stand in many files. */
const MOST_PLACES = 4
const NOWHERE = 0
/** Longer texts are neither looked through nor referred to: work must stay bounded. */
const MOST_CHARACTERS = 1 << 20

/**
 * An index of all windows of six lines, found by a hash that is rolled over them (Rabin and Karp 1987). Adding and
 * looking up are linear in the lines; only bodies count, so a listing matches whatever its line numbers are.
 */
export function createShownLines(): ShownLines {
  const names = new Map<string, number>()
  const sources: ShownSource[] = []
  const whole = new Map<string, ShownSource>()
  const windows = new Map<number, number[]>()
  const all: number[] = []

  const idsOf = (read: ReadLines, isNew: boolean) =>
    read.lines.map((_, i) => {
      // between the lines of a numbered listing, lines without a number cannot be named
      if (read.numbers && !read.numbers[i]) return NOWHERE
      const body = bodyOf(read, i)
      let id = names.get(body)
      if (id === undefined && isNew) names.set(body, (id = names.size + 1))
      return id ?? NOWHERE
    })

  function longest(ids: readonly number[], start: number, read: ReadLines): Run | undefined {
    let best: Run | undefined
    for (const place of windows.get(hashAt(ids, start)) ?? []) {
      const source = sourceAt(sources, place)
      let length = 0
      while (
        ids[start + length] !== NOWHERE &&
        ids[start + length] === all[place + length] &&
        place + length < source.offset + source.read.lines.length &&
        keepsNumbers(read, source, { from: start, to: place - source.offset, length })
      )
        length++
      if (length < WINDOW || (best && length <= best.end - best.start)) continue
      best = { start, end: start + length, source, at: place - source.offset }
    }
    return best
  }

  return {
    add(name, text) {
      const read = text.length > MOST_CHARACTERS ? { lines: [] } : readLines(text)
      const source = { name, read, offset: all.length }
      sources.push(source)
      if (read.lines.length > 0 && !whole.has(text)) whole.set(text, source)
      const ids = idsOf(read, true)
      for (const id of ids) all.push(id)
      forWindows(ids, (hash, start) => {
        const places = windows.get(hash)
        if (!places) windows.set(hash, [source.offset + start])
        else if (places.length < MOST_PLACES) places.push(source.offset + start)
      })
    },
    runsIn(text) {
      if (text.length > MOST_CHARACTERS) return { read: { lines: [] }, runs: [] }
      const read = readLines(text)
      const same = whole.get(text)
      if (same && !read.numbers) return { read, runs: [{ start: 0, end: read.lines.length, source: same, at: 0 }] }
      const ids = idsOf(read, false)
      const runs: Run[] = []
      let next = 0
      forWindows(ids, (hash, start) => {
        if (start < next || !windows.has(hash)) return
        const run = longest(ids, start, read)
        if (!run) return
        runs.push(run)
        next = run.end
      })
      return { read, runs }
    },
  }
}

/** Whether the lines at both places have numbers of one style that rise alike, or the text's lines have none. */
function keepsNumbers(
  read: ReadLines,
  { read: other }: ShownSource,
  { from, to, length }: { from: number; to: number; length: number },
): boolean {
  const rises = (numbers: Int32Array, start: number) => numbers[start + length] === numbers[start]! + length
  if (other.numbers && !rises(other.numbers, to)) return false
  if (!read.numbers) return true
  return other.numbers !== undefined && read.style === other.style && rises(read.numbers, from)
}

function sourceAt(sources: readonly ShownSource[], place: number): ShownSource {
  let low = 0
  let high = sources.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sources[middle]!.offset <= place) low = middle
    else high = middle - 1
  }
  return sources[low]!
}

const BASE = 0x01000193
let power = 1
for (let i = 1; i < WINDOW; i++) power = Math.imul(power, BASE)

function hashAt(ids: readonly number[], start: number): number {
  let hash = 0
  for (let i = start; i < start + WINDOW; i++) hash = (Math.imul(hash, BASE) + ids[i]!) | 0
  return hash
}

function forWindows(ids: readonly number[], visit: (hash: number, start: number) => void): void {
  if (ids.length < WINDOW) return
  let hash = hashAt(ids, 0)
  visit(hash, 0)
  for (let start = 1; start + WINDOW <= ids.length; start++) {
    hash = Math.imul((hash - Math.imul(ids[start - 1]!, power)) | 0, BASE)
    hash = (hash + ids[start + WINDOW - 1]!) | 0
    visit(hash, start)
  }
}
