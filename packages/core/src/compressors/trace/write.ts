// Writes stacks with notes: what is repeated, what an earlier stack has shown, and what is left out.
import { encodingHeader } from '../encoding.ts'
import type { Frame } from './frames.ts'
import type { Outline } from './repeats.ts'

const KINDS_MAX = 4
/** A line that looks like a note of ours: a text that has one is not encoded. */
const NOTE =
  /^\[(?:stack [A-Z]: \d+ lines|last \d+ lines of stack [A-Z]|\d+ lines? above, \d+ more times?|\d+ lines? omitted: .*)\]\r?$/

export interface Trace {
  lines: readonly string[]
  outlines: readonly Outline[]
  /** Frames that are left out. */
  hidden: ReadonlySet<Frame>
}

/** True if notes could be taken for lines of the text, or the other way round. */
export function hasNotes(lines: readonly string[]): boolean {
  return lines.some((line) => line[0] === '[' && NOTE.test(line))
}

/** The header, with the marker if there is one, and all lines with notes. */
export function writeTrace({ lines, outlines, hidden }: Trace, marker: string): string {
  const out: string[] = []
  let at = 0
  const copyTo = (end: number) => {
    while (at < end) out.push(lines[at++]!)
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
  const rules = [marker ? 'all but frames of libraries, in order.' : 'every line, in order.']
  if (outlines.some(({ name }) => name !== undefined))
    rules.push('"[stack A: 9 lines]" names the 9 below, "[last 5 lines of stack A]" stands for its last 5.')
  if (outlines.some(({ pieces }) => pieces.some(({ again }) => again > 0)))
    rules.push('"[2 lines above, 7 more times]" repeats them.')
  return `${encodingHeader('trace', rules.join(' '))}${marker && ` ${marker}`}`
}

function omission(frames: readonly Frame[]): string {
  return `[${plural(linesOf(frames), 'line')} omitted: frames of ${librariesOf(frames)}]`
}

/** The libraries that frames belong to, each with the number of its frames, most frequent first. */
export function librariesOf(frames: Iterable<Frame>): string {
  const counts = new Map<string, number>()
  for (const { library = 'others' } of frames) counts.set(library, (counts.get(library) ?? 0) + 1)
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  const parts = sorted.slice(0, KINDS_MAX).map(([library, count]) => `${library} ×${count}`)
  const rest = sorted.slice(KINDS_MAX).reduce((sum, [, count]) => sum + count, 0)
  return (rest > 0 ? [...parts, `others ×${rest}`] : parts).join(', ')
}

export function linesOf(frames: Iterable<Frame>): number {
  let lines = 0
  for (const { start, end } of frames) lines += end - start
  return lines
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
