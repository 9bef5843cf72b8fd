// What a line of a document is, told from the line and the one after it.

export type LineKind = 'blank' | 'fence' | 'heading' | 'underline' | 'row' | 'item' | 'turn' | 'mark' | 'text'

/** Longer lines are text, and only their head is looked at. */
const HEAD = 200

const FENCE = /^\s{0,12}(?:`{3,}[^`]*|~{3,}[^~]*)$/
const HEADING = /^ {0,3}#{1,6}[ \t]/
const UNDERLINE = /^(?:={3,}|-{3,}|~{3,}|\^{3,}|\*{3,})\s*$/
const ROW = /^\s{0,12}(?:\||\+[-=+]{3,})/
const ITEM_SPACED = /^\s{0,24}(?:[-*+•–‣◦]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])[ \t]/
const ITEM_WIDE = /^\s{0,24}(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)/
/** "Professor E: So": who speaks, or what the line is about. */
const TURN =
  /^\s{0,4}(?:[-*>\s]{0,4}\*\*)?[\p{Lu}\p{Lo}[][^:：.!?\n|<>{}]{0,39}(?:\*\*)?[:：](?:\*\*)?(?:\s|$|(?=\p{Lo}))/u
const LETTER = /[\p{L}\p{N}]/u

/** The kind of a line, not looking at those around it. */
export function lineKind(line: string): LineKind {
  const head = line.length > HEAD ? line.slice(0, HEAD) : line
  if (head.length === line.length && !LETTER.test(head)) {
    if (head.trim() === '') return 'blank'
    if (FENCE.test(head)) return 'fence'
    if (UNDERLINE.test(head)) return 'underline'
    return ROW.test(head) ? 'row' : 'mark'
  }
  if (FENCE.test(head)) return 'fence'
  if (HEADING.test(head)) return 'heading'
  if (ROW.test(head)) return 'row'
  if (ITEM_SPACED.test(head) || ITEM_WIDE.test(head)) return 'item'
  return TURN.test(head) ? 'turn' : 'text'
}

/** Columns by which a line is set in. */
export function indentOf(line: string): number {
  let columns = 0
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i)
    if (code === 32) columns++
    else if (code === 9) columns += 4
    else break
  }
  return columns
}

/** Depth of a "#" heading. */
export function headingLevel(line: string): number {
  return /#+/.exec(line.slice(0, 12))![0].length
}

/** Longest line that can be a heading of its own without a "#". */
const PLAIN_HEADING = 90
const ENDS_SENTENCE = /[.!?…:;,。！？；：，।؟)\]]\s*$/u
const STARTS_HEADING = /^\s*(?:[\p{Lu}\p{Lo}\p{N}“"'[]|§)/u

/** True for a lone line that reads like a heading: short, with a large letter in front and no full stop behind. */
export function isPlainHeading(line: string): boolean {
  return line.length <= PLAIN_HEADING && STARTS_HEADING.test(line) && !ENDS_SENTENCE.test(line) && LETTER.test(line)
}

/** In wrapped text a line this long goes on in the next. */
const WRAPPED_LEAST = 45
const WRAPPED_MOST = 160
const CLOSED = /[.!?…:;。！？；：।؟]["'”’»)\]*_`]{0,3}\s*$/u

/** True if a sentence may go on from a line of text into the next one. */
export function goesOn(line: string): boolean {
  return line.length >= WRAPPED_LEAST && line.length <= WRAPPED_MOST && !CLOSED.test(line)
}
