// Splits a text into parts that compressors are sure of, at exact boundaries: the strongest first, weaker ones only in what
// nobody wants as a whole.

import { betweenSeparators, type Range, tellingParagraphs, trimmed } from './boundaries.ts'
import { findJson } from './json-spans.ts'

export interface Piece extends Range {
  isOpen: boolean
}

/** Smaller parts, of about 250 tokens, are not worth a header of their own. */
const CHARACTERS_MIN = 700
/** So many parts are offered: work must stay bounded. */
const OFFERS_MAX = 200

/** Offers pieces to `take`, which says whether it wants them: each before it is split further, and never the whole text. */
export function splitText(text: string, take: (piece: Piece) => boolean): void {
  let offers = 0
  const whole = trimmed(text, { start: 0, end: text.length })
  const isTaken = (range: Range, isOpen = false): boolean => {
    const isWhole = range.start <= whole.start && range.end >= whole.end
    if (isWhole || ++offers > OFFERS_MAX) return false
    return take({ start: range.start, end: range.end, isOpen })
  }
  for (const outer of worthwhile(text, betweenSeparators(text))) {
    if (isTaken(outer)) continue
    const spans = findJson(text, outer.start, outer.end).filter(isWorthwhile)
    for (const span of spans) isTaken(span, span.isOpen)
    for (const rest of worthwhile(text, between(text, outer, spans))) {
      if (spans.length > 0 && isTaken(rest)) continue
      for (const group of worthwhile(text, tellingParagraphs(text, rest))) {
        const isNew = group.start > rest.start || group.end < rest.end
        if (isNew) isTaken(group)
      }
    }
  }
}

function worthwhile(text: string, ranges: readonly Range[]): Range[] {
  return ranges.map((range) => trimmed(text, range)).filter(isWorthwhile)
}

/** False for what is too small to be a part. */
export function isWorthwhile({ start, end }: Range): boolean {
  return end - start >= CHARACTERS_MIN
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
