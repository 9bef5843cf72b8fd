// Splits a text into parts that compressors are sure of, at exact boundaries: the strongest first, weaker ones only in what
// nobody wants as a whole.

import { estimateTokens } from '../json/estimate.ts'
import { betweenSeparators, type Range, trimmed, unlikeParagraphs } from './boundaries.ts'
import { findJson } from './json-spans.ts'

export interface Piece extends Range {
  isOpen: boolean
}

/** Smaller parts are not worth a header of their own. */
const TOKENS_MIN = 250
const CHARACTERS_MIN = 500
/** So many parts are offered: work must stay bounded. */
const OFFERS_MAX = 200

/** Offers pieces to `take`, which says whether it wants them: each before it is split further, and never the whole text. */
export function splitText(text: string, take: (piece: Piece) => boolean): void {
  let offers = 0
  const isTaken = (range: Range, isOpen = false): boolean => {
    const isWhole = range.end - range.start === text.length
    if (isWhole || ++offers > OFFERS_MAX) return false
    return take({ start: range.start, end: range.end, isOpen })
  }
  for (const outer of worthwhile(text, betweenSeparators(text))) {
    if (isTaken(outer)) continue
    const spans = findJson(text, outer.start, outer.end).filter((span) => isWorthwhile(text, span))
    for (const span of spans) isTaken(span, span.isOpen)
    for (const rest of worthwhile(text, between(text, outer, spans))) {
      if (spans.length > 0 && isTaken(rest)) continue
      const groups = unlikeParagraphs(text, rest)
      if (groups.length > 1) for (const group of worthwhile(text, groups)) isTaken(group)
    }
  }
}

function worthwhile(text: string, ranges: readonly Range[]): Range[] {
  return ranges.map((range) => trimmed(text, range)).filter((range) => isWorthwhile(text, range))
}

function isWorthwhile(text: string, { start, end }: Range): boolean {
  // no word of two dozen letters is ten tokens, so long pieces need no estimate
  const length = end - start
  return length >= CHARACTERS_MIN && (length >= 8000 || estimateTokens(text.slice(start, end)) >= TOKENS_MIN)
}

/** The lines on which no span stands: a label in front of one, or what follows a cut-off list, belongs to nothing else. */
function between(text: string, { start, end }: Range, spans: readonly Range[]): Range[] {
  const ranges: Range[] = []
  let at = start
  for (const span of spans) {
    ranges.push({ start: at, end: Math.max(at, text.lastIndexOf('\n', span.start - 1) + 1) })
    const next = text.indexOf('\n', span.end)
    at = next < 0 || next > end ? end : next
  }
  return [...ranges, { start: at, end }]
}
