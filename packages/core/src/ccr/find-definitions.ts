// Finds what a name defines in code, from its first line to its last, by the rows' indentation alone.
import { definitionStrength } from '../definition-line.ts'

/** A half-open range of lines. */
export interface LineRange {
  start: number
  end: number
}

const NAME = /^[\w$]+(?:(?:\.|::|#|->)[\w$]+)*(?:\(\))?$/
/** What may stand beside the name in a query. */
const KIND = /^(?:the|function|method|class|def|fn|func|body|of|struct|interface|type|definition|source|code)$/i
const DEFINES = 2
/** Of more definitions of one name, the first are given. */
const DEFINITIONS_MOST = 50
/** So many lines a signature may take. */
const SIGNATURE_MOST = 40
/** Belongs to what is defined right below: decorators, attributes, comments. */
const ABOVE = /^\s*(?:@|#|\/\/|\/?\*)/
/** No deeper than the first line, and still part of it. */
const GOES_ON =
  /^\s*(?:[)\]>]|\{\s*$|\}.*(?:[{(]|=>)\s*$|(?:where|throws|else|elif|except|finally|rescue|ensure|catch)\b|"""|''')/
/** A brace that closes, and after which nothing opens again as after the type of a parameter. */
const CLOSES = /^\s*\}(?!.*(?:[{(]|=>)\s*$)/
/** A line that only begins a declaration. */
const MODIFIERS =
  /^\s*(?:public|private|protected|internal|static|final|abstract|export|template|inline|extern)\b[^;{}()=]*$/
const OPENS = /\{\s*(?:\/\/.*|\/\*.*)?$/

/**
 * The definitions of the name that a query consists of, such as `Cache.get` or "function get"; none if it is no name, or
 * if nothing that is called so goes on for more than a line.
 */
export function findDefinitions(lines: readonly string[], query: string): LineRange[] {
  const words = query
    .trim()
    .split(/\s+/)
    .filter((word) => !KIND.test(word))
  if (words.length !== 1 || !NAME.test(words[0]!)) return []
  const path = words[0]!.replace('()', '').split(/\.|::|#|->/)
  const name = path.pop()!
  const found = definitionsOf(lines, name)
  const owners = path.length > 0 ? definitionsOf(lines, path.at(-1)!) : []
  const owned = found.filter(({ start }) => owners.some((owner) => owner.start <= start && start < owner.end))
  return owned.length > 0 ? owned : found
}

function definitionsOf(lines: readonly string[], name: string): LineRange[] {
  const found: LineRange[] = []
  for (let i = 0; i < lines.length && found.length < DEFINITIONS_MOST; i++) {
    if (!lines[i]!.includes(name) || !defines(lines, i, name)) continue
    const first = firstOf(lines, i)
    const range = { start: headOf(lines, first), end: endOf(lines, first) }
    if (range.end > i + 1) found.push(range)
  }
  return found
}

function defines(lines: readonly string[], at: number, name: string): boolean {
  const line = lines[at]!
  const isBare = line
    .trim()
    .replace(/^(?:async|static|get|set|\*)\s+/, '')
    .startsWith(`${name}(`)
  if (!isBare) return definitionStrength(line, name) >= DEFINES
  // a method looks like a call, up to the brace behind its parameters
  if (/\)[^()]*$/.test(line)) return OPENS.test(line)
  const closing = lines.slice(at + 1, at + SIGNATURE_MOST).find((other) => indentOf(other) <= indentOf(line))
  return closing !== undefined && /^\s*[)}]/.test(closing) && OPENS.test(closing)
}

/** The line on which a declaration begins that has its name on a later, deeper one. */
function firstOf(lines: readonly string[], at: number): number {
  const above = lines[at - 1]
  const isRest = above !== undefined && indentOf(above) < indentOf(lines[at]!) && MODIFIERS.test(above)
  return isRest ? at - 1 : at
}

function headOf(lines: readonly string[], at: number): number {
  const indent = indentOf(lines[at]!)
  let start = at
  while (start > 0 && ABOVE.test(lines[start - 1]!) && indentOf(lines[start - 1]!) >= indent) start--
  return start
}

/** Behind the brace or the word that closes what begins on a line; without one, behind the last line that is deeper. */
function endOf(lines: readonly string[], at: number): number {
  const indent = indentOf(lines[at]!)
  const opening = openingOf(lines, at)
  if (opening >= 0) {
    for (let i = opening + 1; i < lines.length; i++)
      if (CLOSES.test(lines[i]!) && indentOf(lines[i]!) === indent) return i + 1
  }
  let end = at + 1
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i]!
    if (line.trim() === '') continue
    if (indentOf(line) > indent || GOES_ON.test(line)) end = i + 1
    else return /^\s*end\b/.test(line) && indentOf(line) === indent ? i + 1 : end
  }
  return end
}

/** The line of a signature that opens a brace; -1 if none does. */
function openingOf(lines: readonly string[], at: number): number {
  for (let i = at; i < Math.min(lines.length, at + SIGNATURE_MOST); i++) {
    const line = lines[i]!
    if (OPENS.test(line)) return i
    const isOver = i > at && (line.trim() === '' || (indentOf(line) <= indentOf(lines[at]!) && !GOES_ON.test(line)))
    if (isOver || /;\s*$/.test(line) || (/:\s*$/.test(line) && (i === at || /^\s*\)/.test(line)))) return -1
  }
  return -1
}

const indentOf = (line: string) => /^\s*/.exec(line)![0].length
