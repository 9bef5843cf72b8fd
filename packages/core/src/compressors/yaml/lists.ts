// Block sequences of YAML, told by indentation alone. Nothing is parsed that is not needed to find their items.

import type { Line } from '../table/lines.ts'

/** Half-open range of lines. */
export interface Range {
  from: number
  to: number
}

/** Items at one indentation, one behind the other. */
export interface List {
  indent: number
  items: Range[]
}

/** Deeper lists are not looked for, so that no line is read often. */
const MAX_INDENT = 24
const FAR = 64
const BLOCK_SCALAR = /(?:^|[:-])\s+[|>][-+\d]{0,3}\s*$/
const TAIL = 24

/** The outermost lists in a range that have at least `least` items, in order. */
export function listsIn(lines: readonly Line[], { from, to }: Range, least: number): List[] {
  const lists: List[] = []
  for (let at = from; at < to; ) {
    const text = lines[at]!.text
    const list = isItem(text) && indentOf(text) <= MAX_INDENT ? listAt(lines, { from: at, to }) : undefined
    if (list && list.items.length >= least) {
      lists.push(list)
      at = list.items.at(-1)!.to
    } else at = opensScalar(text) ? behind(lines, { from: at, to }, indentOf(text)) : at + 1
  }
  return lists
}

/** True for a line with "- " in front of something. */
export function isItem(text: string): boolean {
  const indent = indentOf(text)
  return text[indent] === '-' && text[indent + 1] === ' ' && text.length > indent + 2
}

/** Blanks in front of a line, counted up to where no list is looked for any more. */
export function indentOf(text: string): number {
  let indent = 0
  while (indent < FAR && text.charCodeAt(indent) === 32) indent++
  return indent
}

function listAt(lines: readonly Line[], { from, to }: Range): List {
  const indent = indentOf(lines[from]!.text)
  const items: Range[] = []
  let at = from
  while (at < to && isItem(lines[at]!.text) && indentOf(lines[at]!.text) === indent) {
    const end = behind(lines, { from: at, to }, indent)
    let next = end
    while (next < to && lines[next]!.text.trim() === '') next++
    // Empty lines between two items go with the first of them.
    const goesOn = next < to && isItem(lines[next]!.text) && indentOf(lines[next]!.text) === indent
    items.push({ from: at, to: goesOn ? next : end })
    at = goesOn ? next : end
  }
  return { indent, items }
}

/** The first line behind `from` that is indented no more than it; empty lines go with what is in front of them. */
function behind(lines: readonly Line[], { from, to }: Range, indent: number): number {
  let at = from + 1
  while (at < to && (lines[at]!.text.trim() === '' || indentOf(lines[at]!.text) > indent)) at++
  // Empty lines at the end belong to nobody.
  while (at > from + 1 && lines[at - 1]!.text.trim() === '') at--
  return at
}

function opensScalar(text: string): boolean {
  return BLOCK_SCALAR.test(text.slice(-TAIL))
}
