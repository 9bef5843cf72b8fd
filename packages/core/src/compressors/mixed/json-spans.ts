// Finds JSON that stands in other text: balanced values that begin a line or follow a label, and lists that were cut off.

export interface Span {
  /** Half-open range of characters. */
  start: number
  end: number
  /** True for a list that the text breaks off: the range ends behind its last complete element. */
  isOpen: boolean
  /** True for JSON lines. */
  isLine: boolean
}

/** How the characters between `from` and `to` were read. */
interface Scan {
  /** Behind the value; where reading stopped if it is not complete. */
  end: number
  isComplete: boolean
  /** The lists that were open where reading stopped, outermost first. */
  lists: readonly OpenList[]
}

interface OpenList {
  start: number
  commas: number
  lastComma: number
}

/** An incomplete list with fewer complete elements is left alone. */
const OPEN_ELEMENTS = 4
/** A line is looked at so far for a label in front of JSON. */
const LABEL_REACH = 200
/** Failed attempts may read so many times the text before no more are made. */
const PATIENCE = 2
/** Nested deeper, a value is not worth reading here. */
const DEPTH_MAX = 500

const SPACE = 1
const PLAIN = 2
const CLASSES = classTable()
const LABEL = /[:>][ \t]?(?=\{\s*["}]|\[\s*["[{\d\]])/g
const OBJECT_START = /\{\s{0,200}["}]/y
const LIST_START = /\[\s{0,200}["[{\dtfn\]-]/y

/** Complete values and cut-off lists in a part of a text, in order. JSON lines that follow each other are one span. */
export function findJson(text: string, from: number, to: number): Span[] {
  const spans: Span[] = []
  let patience = (to - from) * PATIENCE
  for (let line = from; line < to && patience > 0; ) {
    const lineEnd = endOfLine(text, line, to)
    const start = openingIn(text, line, lineEnd)
    const scan = start < 0 ? undefined : scanValue(text, start, to)
    const span = scan && spanOf(text, { line, start, to }, scan)
    if (scan && !span) patience -= scan.end - start
    if (span) add(spans, span, text)
    line = endOfLine(text, Math.max(span?.end ?? 0, line), to) + 1
    // what follows a cut-off list on its line may be anything
    if (span?.isOpen) line = Math.max(line, endOfLine(text, scan!.end, to) + 1)
  }
  return spans
}

function add(spans: Span[], span: Span, text: string): void {
  const last = spans.at(-1)
  const isNext = last?.isLine && span.isLine && text.slice(last.end, span.start) === '\n'
  if (isNext) last.end = span.end
  else spans.push(span)
}

/** Where JSON may begin in a line: at its head, or behind a colon or a tag; -1 if nowhere. */
function openingIn(text: string, line: number, lineEnd: number): number {
  let start = line
  while (start < lineEnd && classAt(text, start) === SPACE) start++
  if (opensValue(text, start)) return start
  const head = text.slice(start, Math.min(lineEnd, start + LABEL_REACH))
  if (!head.includes('{') && !head.includes('[')) return -1
  for (const label of head.matchAll(LABEL)) return start + label.index + label[0].length
  // a label at the end of its line, and the value on the lines below
  const last = text[lineEnd - 1] === '\r' ? lineEnd - 2 : lineEnd - 1
  const isLabelled = lineEnd - start <= LABEL_REACH && /[:>] ?[[{]$/.test(text.slice(start, last + 1))
  return isLabelled && opensValue(text, last) ? last : -1
}

function opensValue(text: string, at: number): boolean {
  const opening = text[at] === '{' ? OBJECT_START : text[at] === '[' ? LIST_START : undefined
  if (!opening) return false
  opening.lastIndex = at
  return opening.test(text)
}

/** Reads one array or object, by brackets and strings alone: whether it is JSON is for a parser to say. */
function scanValue(text: string, start: number, to: number): Scan {
  const open: (OpenList | undefined)[] = []
  const stopped = (end: number): Scan => ({ end, isComplete: false, lists: open.filter((list) => list !== undefined) })
  for (let at = start; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      const end = stringEnd(text, at, to)
      if (end < 0) return stopped(at)
      at = end
    } else if (code === 91 || code === 123) {
      if (open.length === DEPTH_MAX) return stopped(at)
      open.push(code === 91 ? { start: at, commas: 0, lastComma: at } : undefined)
    } else if (code === 93 || code === 125) {
      if ((open.at(-1) !== undefined) !== (code === 93)) return stopped(at)
      open.pop()
      if (open.length === 0) return { end: at + 1, isComplete: true, lists: [] }
    } else if (code === 44) {
      const list = open.at(-1)
      if (list) {
        list.commas++
        list.lastComma = at
      }
    } else if (code > 127 || CLASSES[code] === 0) return stopped(at)
  }
  return stopped(to)
}

/** The closing quote of a string; -1 if its line ends first. */
function stringEnd(text: string, quote: number, to: number): number {
  for (let at = quote + 1; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) return at
    if (code === 92) at++
    else if (code === 10) return -1
  }
  return -1
}

/** The span that was read, with the white space around it on its lines; undefined if it is part of something else. */
function spanOf(text: string, { line, start, to }: { line: number; start: number; to: number }, scan: Scan) {
  if (!scan.isComplete) return openSpan(scan.lists)
  let end = scan.end
  while (end < to && classAt(text, end) === SPACE && text[end] !== '\n') end++
  // in a program, a bracket or a semicolon follows; text goes on with a new line or a closing tag
  if (end < to && text[end] !== '\n' && text[end] !== '<') return undefined
  const isAtHead = text.slice(line, start).trim() === ''
  const isLine = isAtHead && !text.slice(start, scan.end).includes('\n')
  return { start: isAtHead ? line : start, end: text[end] === '<' ? scan.end : end, isOpen: false, isLine }
}

/** Of the lists that the text breaks off, the one whose complete elements hold the most. */
function openSpan(lists: readonly OpenList[]): Span | undefined {
  const size = ({ start, lastComma }: OpenList) => lastComma - start
  const long = lists.filter(({ commas }) => commas >= OPEN_ELEMENTS).sort((a, b) => size(b) - size(a))
  return long[0] && { start: long[0].start, end: long[0].lastComma, isOpen: true, isLine: false }
}

function endOfLine(text: string, at: number, to: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 || end > to ? to : end
}

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? CLASSES[code]! : 0
}

/** White space, and what numbers, `true`, `false`, `null` and colons are made of. */
function classTable(): Uint8Array {
  const table = new Uint8Array(128)
  for (const char of 'truefalsnE+-.0123456789:') table[char.charCodeAt(0)] = PLAIN
  for (const char of ' \t\n\r') table[char.charCodeAt(0)] = SPACE
  return table
}
