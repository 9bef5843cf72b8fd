// Writes stacks with notes: what is repeated, what an earlier stack has shown, and what is left out.
import { encodingHeader } from '../encoding.ts'
import type { Frame } from './frames.ts'
import type { Listing } from './listings.ts'
import type { Outline } from './repeats.ts'

const KINDS_MAX = 4
const SOURCE = 'source above a failing line'
/** A line that looks like a note of ours: a text that has one is not encoded. */
const NOTE =
  /^\[(?:stack [A-Z]: \d+ lines|last \d+ lines of stack [A-Z]|\d+ lines? above, \d+ more times?|\d+ lines? omitted: .*)\]\r?$/

export interface Trace {
  lines: readonly string[]
  outlines: readonly Outline[]
  /** Frames that are left out. */
  hidden: ReadonlySet<Frame>
  /** Source that is left out, in order. */
  listings: readonly Listing[]
}

/** True if notes could be taken for lines of the text, or the other way round. */
export function hasNotes(lines: readonly string[]): boolean {
  return lines.some((line) => line[0] === '[' && NOTE.test(line))
}

/** The header, with the marker if there is one, and all lines with notes. */
export function writeTrace({ lines, outlines, hidden, listings }: Trace, marker: string): string {
  const out: string[] = []
  let at = 0
  const left = [...listings].reverse()
  const copyTo = (end: number) => {
    while (at < end) {
      const listing = left.at(-1)
      if (listing?.start !== at) out.push(lines[at++]!)
      else {
        out.push(`[${plural(listing.end - at, 'line')} omitted: ${SOURCE}]`)
        at = listing.end
        left.pop()
      }
    }
  }
  for (const { stack, pieces, name, tail } of outlines) {
    copyTo(stack.start)
    if (name !== undefined) out.push(`[stack ${name}: ${stack.end - stack.start} lines]`)
    for (const { frames, again } of pieces) {
      for (let i = 0; i < frames.length; ) {
        let end = i
        while (end < frames.length && hidden.has(frames[end]!)) end++
        if (end > i) {
          out.push(omission(frames.slice(i, end)))
          at = frames[end - 1]!.end
          i = end
        } else copyTo(frames[i++]!.end)
      }
      if (again === 0) continue
      const length = linesOf(frames)
      out.push(`[${plural(length, 'line')} above, ${plural(again, 'more time')}]`)
      at += length * again
    }
    if (tail) out.push(`[last ${tail.lines} lines of stack ${tail.of.name}]`)
    at = stack.end
  }
  copyTo(lines.length)
  return [header(outlines, marker), ...out].join('\n')
}

function header(outlines: readonly Outline[], marker: string): string {
  const rules = [marker ? 'errors and own frames word for word, in order.' : 'every line, in order.']
  if (outlines.some(({ name }) => name !== undefined))
    rules.push('"[stack A: 9 lines]" names the 9 below, "[last 5 lines of stack A]" stands for its last 5.')
  if (outlines.some(({ pieces }) => pieces.some(({ again }) => again > 0)))
    rules.push('"[2 lines above, 7 more times]" repeats them.')
  return `${encodingHeader('trace', rules.join(' '))}${marker && ` ${marker}`}`
}

function omission(frames: readonly Frame[]): string {
  return `[${plural(linesOf(frames), 'line')} omitted: frames of ${librariesOf(frames)}]`
}

/** What is left out, in words, and how many lines it is. */
export function describeHidden({ lines, hidden, listings }: Trace): { words: string; omitted: number; total: number } {
  const source = listings.reduce((sum, { start, end }) => sum + end - start, 0)
  const parts = hidden.size > 0 ? [`frames of ${librariesOf(hidden)}`] : []
  if (source > 0) parts.push(`${SOURCE} ×${source}`)
  const [omitted, total] = [linesOf(hidden) + source, lines.length - Number(lines.at(-1) === '')]
  return { words: `${omitted} of ${total} lines omitted: ${parts.join('; ')}`, omitted, total }
}

/** The libraries that frames belong to, each with the number of its frames, most frequent first. */
function librariesOf(frames: Iterable<Frame>): string {
  const counts = new Map<string, number>()
  for (const { library = 'others' } of frames) counts.set(library, (counts.get(library) ?? 0) + 1)
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  const parts = sorted.slice(0, KINDS_MAX).map(([library, count]) => `${library} ×${count}`)
  const rest = sorted.slice(KINDS_MAX).reduce((sum, [, count]) => sum + count, 0)
  return (rest > 0 ? [...parts, `others ×${rest}`] : parts).join(', ')
}

function linesOf(frames: Iterable<Frame>): number {
  let lines = 0
  for (const { start, end } of frames) lines += end - start
  return lines
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
