// How a re-encoded part stands in its text: from its own header line to a line that ends it.

import { encodingHeader } from '../encoding.ts'

const LINE = '# headroom '
const END = `${LINE}end`
/** For a result that needs no rule, such as compact JSON. */
const PLAIN_RULE = 'the same, spelled shorter'
const RULE = 'as it was, but for parts from a "# headroom KIND:" line to "# headroom end", each by its own rule'
const JOINED_RULE = '. (joined above/below): without the line break there'
const CUT_RULE = '. (cut): without its last "]"'

export interface Part {
  start: number
  end: number
  kind: string
  /** The text of a list that breaks off was given a closing bracket. */
  isOpen: boolean
  /** What the compressor made of it. */
  result: string
}

/** True for a text with a line that could be taken for one of ours. */
export function imitatesFrame(text: string): boolean {
  return text.startsWith(LINE) || text.includes(`\n${LINE}`)
}

/** True if a result can be told from what follows it. */
export function fitsFrame(result: string): boolean {
  return !result.includes(`\n${LINE}`)
}

/** The text with its parts replaced. */
export function writeMixed(text: string, parts: readonly Part[]): string {
  const rules = new Set([RULE])
  let body = ''
  let at = 0
  for (const { start, end, kind, isOpen, result } of parts) {
    const isJoinedAbove = start > 0 && text[start - 1] !== '\n'
    const isJoinedBelow = end < text.length && text[end] !== '\n'
    const isJoined = isJoinedAbove || isJoinedBelow
    if (isJoined) rules.add(JOINED_RULE)
    if (isOpen) rules.add(CUT_RULE)
    const opening = result.startsWith(LINE) ? '' : `${encodingHeader(kind, PLAIN_RULE)}\n`
    const closing = END + (isJoined ? joined(isJoinedAbove, isJoinedBelow) : '') + (isOpen ? ' (cut)' : '')
    const above = text.slice(at, start) + (isJoinedAbove ? '\n' : '')
    body += `${above}${opening}${result}\n${closing}${isJoinedBelow ? '\n' : ''}`
    at = end
  }
  return `${encodingHeader('mixed', [...rules].join(''))}\n${body}${text.slice(at)}`
}

function joined(above: boolean, below: boolean): string {
  return ` (joined ${above && below ? 'above and below' : above ? 'above' : 'below'})`
}
