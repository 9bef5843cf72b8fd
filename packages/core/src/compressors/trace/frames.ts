// Finds the stacks in a text: runs of frames as Python, Java, JavaScript, Go, Rust, Ruby, PHP, C# and C print them.
import { libraryOf } from './libraries.ts'

/** One frame: its line, and those below that belong to it (source, carets, the place in Go and Rust). */
export interface Frame {
  start: number
  end: number
  /** Its lines, as far as they say which frame it is. */
  text: string
  /** What it belongs to; undefined for the user's own code, and for what is not known. */
  library: string | undefined
}

export interface Stack {
  start: number
  end: number
  frames: Frame[]
}

/** Fewer frames are no stack. */
const FRAMES_MIN = 2
/** Of a line longer than this only the head is looked at. */
const REACH = 500
const BELOW_MAX = 8

const NUMBERED =
  /^\s*#\d{1,5}\s+(?:0x[\da-f]+\b|(?:\/|[A-Z]:\\)[^(]*\(\d+\)|\{main\}|\[internal function\]|[\w:~<>]+ ?\(.*\) (?:at|from) )/
const PYTHON = /^\s*File "[^"]*", line \d+/
const RUBY = /^\s+(?:from )?\S+:\d+:in [`'"]/
const RUST = /^\s+\d{1,5}: +\S/
const RUST_PLACE = /^\s+at \S+:\d+(?::\d+)?\r?$/
const GO_PLACE = /^\t\S.*:\d+(?: \+0x[\da-f]+)?\r?$/
const GO_CALL = /(?:\)| in goroutine \d{1,9})\r?$/
const AT_END = /(?:[)\]]|:\d+(?::\d+)?|:line \d+|\) \{)\r?$/
const AT_MORE = /^\s+\.\.\. \d+ (?:more|common frames omitted)\r?$/
const PYTHON_REPEATED = /^\s*\[Previous line repeated \d+ more times?\]\r?$/

/** The stacks of a text in order. Linear in its lines. */
export function findStacks(lines: readonly string[]): Stack[] {
  const stacks: Stack[] = []
  // the same frames come again and again
  const libraries = new Map<string, string | undefined>()
  let stack: Stack | undefined
  for (let i = 0; i < lines.length; ) {
    const end = endOfFrame(lines, i)
    if (end === i) {
      if (stack && stack.frames.length >= FRAMES_MIN) stacks.push(stack)
      stack = undefined
      i++
      continue
    }
    const text = end === i + 1 ? lines[i]! : lines.slice(i, end).join('\n')
    stack ??= { start: i, end, frames: [] }
    if (!libraries.has(text)) libraries.set(text, libraryOf(headOf(text)))
    stack.frames.push({ start: i, end, text, library: libraries.get(text) })
    stack.end = i = end
  }
  if (stack && stack.frames.length >= FRAMES_MIN) stacks.push(stack)
  return stacks
}

/** Index behind the frame that begins at a line; the line's own index if none does. */
function endOfFrame(lines: readonly string[], at: number): number {
  const line = headOf(lines[at]!)
  const first = line.charCodeAt(0)
  const isIndented = first === 32 || first === 9
  if (isIndented && (isAtFrame(line) || RUBY.test(line) || AT_MORE.test(line))) return at + 1
  if (PYTHON.test(line)) return endOfPython(lines, at)
  if (NUMBERED.test(line)) return at + 1
  if (isIndented && RUST.test(line)) return endOfRust(lines, at)
  return !isIndented && GO_PLACE.test(headOf(lines[at + 1] ?? '')) && GO_CALL.test(line.slice(-40)) ? at + 2 : at
}

/** A frame of Rust goes on with its place, if that is known. */
function endOfRust(lines: readonly string[], at: number): number {
  if (RUST_PLACE.test(headOf(lines[at + 1] ?? ''))) return at + 2
  return headOf(lines[at]!).includes('::') ? at + 1 : at
}

/** "    at name (place)" of Java, JavaScript and C#. */
function isAtFrame(line: string): boolean {
  let at = 1
  while (line[at] === ' ' || line[at] === '\t') at++
  return line.startsWith('at ', at) && AT_END.test(line.slice(-60))
}

/** A frame of Python goes on with its source, indented further. */
function endOfPython(lines: readonly string[], at: number): number {
  const indent = indentOf(lines[at]!)
  let end = at + 1
  while (end < lines.length && end - at <= BELOW_MAX) {
    const line = headOf(lines[end]!)
    if (line.trim() === '' || (indentOf(line) <= indent && !PYTHON_REPEATED.test(line))) break
    end++
  }
  return end
}

function indentOf(line: string): number {
  let indent = 0
  while (line[indent] === ' ' || line[indent] === '\t') indent++
  return indent
}

function headOf(line: string): string {
  return line.length > REACH ? line.slice(0, REACH) : line
}
