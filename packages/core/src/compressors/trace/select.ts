// Which frames the recoverable form leaves out: those of libraries, between the ends of a stack.
import { guessTokens } from '../estimate.ts'
import type { Frame } from './frames.ts'
import type { Outline } from './repeats.ts'

/** Of a stack without a frame of the user's own these stay at its start. */
const FIRST_MIN = 4
/** Tokens that a note must save beyond its own. */
const NOTE_TOKENS = 24
const REACH = 200

/** The frames to leave out; those of libraries that the query names stay. */
export function hiddenFrames(outlines: readonly Outline[], query: string): Set<Frame> {
  const hidden = new Set<Frame>()
  const wanted = query.toLowerCase()
  const asked = new Map<string, boolean>()
  const isAsked = (library: string) => {
    if (!asked.has(library)) asked.set(library, wanted.includes(nameOf(library)))
    return asked.get(library)!
  }
  const isForeign = ({ library }: Frame) => library !== undefined && !isAsked(library)
  for (const { stack, pieces } of outlines) {
    const firsts = new Set(stack.frames.slice(0, stack.frames.every(isForeign) ? FIRST_MIN : 1))
    const last = stack.frames.at(-1)!
    for (const { frames, again } of pieces) {
      if (again > 0) continue
      let run: Frame[] = []
      for (const frame of [...frames, undefined]) {
        if (frame && isForeign(frame) && frame !== last && !firsts.has(frame)) run.push(frame)
        else {
          if (isWorthANote(run)) for (const each of run) hidden.add(each)
          run = []
        }
      }
    }
  }
  return hidden
}

/** The last part of a library's name, as people write it. */
function nameOf(library: string): string {
  return library.slice(Math.max(library.lastIndexOf('/'), library.lastIndexOf('.')) + 1).toLowerCase()
}

function isWorthANote(frames: readonly Frame[]): boolean {
  let tokens = 0
  for (const { text } of frames) {
    tokens += guessTokens(text.slice(0, REACH))
    if (tokens > NOTE_TOKENS) return true
  }
  return false
}
