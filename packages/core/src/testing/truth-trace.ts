// Holds what the trace compressor shows against the original, line by line.
import { findStacks } from '../compressors/trace/frames.ts'
import { isSource } from '../compressors/trace/listings.ts'
import { decodeTrace } from './decode-trace.ts'

const MARKER = / <<ccr:[\da-f]{24} (\d+) of (\d+) lines omitted: [^<>]*>>$/
const OMITTED = /^\[(\d+) lines? omitted: (?:frames of (.*)|source above a failing line)\]$/

/**
 * What is false in what the trace compressor shows, in words; undefined if all is true: every line is a line of the original
 * and in order, and only frames of libraries are left out, as many lines and frames as the notes say.
 */
export function falseTrace(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  if (shown.startsWith('# headroom trace: every line'))
    return decodeTrace(shown) === original ? undefined : 'does not read back'
  const [header, ...rest] = shown.split('\n')
  const marker = MARKER.exec(header!)
  if (!marker) return `unknown header: ${header}`
  const lines = original.split('\n')
  const [count, total] = [Number(marker[1]), Number(marker[2])]
  if (total !== lines.length - (lines.at(-1) === '' ? 1 : 0)) return `says ${total} lines for ${lines.length}`
  const filled = fillNotes(lines, rest)
  if (typeof filled === 'string') return filled
  if (filled.omitted !== count) return `says ${count} lines are omitted, which are ${filled.omitted}`
  const back = decodeTrace(['# headroom trace: every line, in order.', ...filled.lines].join('\n'))
  return back === original ? undefined : 'does not read back with what is left out filled in'
}

/** The shown lines with what notes leave out put in, where the shown lines around them say that it stood. */
function fillNotes(lines: readonly string[], shown: readonly string[]): { lines: string[]; omitted: number } | string {
  const frames = new Map(findStacks(lines).flatMap((stack) => stack.frames.map((frame) => [frame.start, frame])))
  const out: string[] = []
  let omitted = 0
  for (const line of shown) {
    const note = OMITTED.exec(line)
    if (!note) {
      out.push(line)
      continue
    }
    const at = (decodeTrace(['# headroom trace: every line, in order.', ...out].join('\n')) ?? '').split('\n').length
    const start = out.length === 0 ? 0 : at
    const end = start + Number(note[1])
    omitted += end - start
    let found = 0
    if (note[2] === undefined) {
      const other = lines.slice(start, end).find((text) => !isSource(text))
      if (end > lines.length || other !== undefined) return `${other} is left out, and no source`
      out.push(...lines.slice(start, end))
      continue
    }
    for (let i = start; i < end; i = frames.get(i)!.end) {
      const frame = frames.get(i)
      if (frame?.library === undefined || frame.end > end) return `line ${i + 1} is left out, and no frame of a library`
      found++
    }
    const said = [...note[2].matchAll(/ ×(\d+)(?=,|$)/g)].reduce((sum, [, times]) => sum + Number(times), 0)
    if (said !== found) return `says ${said} frames for ${found}`
    out.push(...lines.slice(start, end))
  }
  return { lines: out, omitted }
}
