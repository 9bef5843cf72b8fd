// Puts a line in the place of each gap: a comment that says which lines are gone. The first one carries the marker.

import type { Excerpt } from './excerpts.ts'
import type { Gap } from './gaps.ts'
import { LANGUAGES, type Language } from './languages.ts'
import type { Thinned } from './thin-code.ts'

/** The rows as they are shown, with their gaps closed. `marker` takes words for the first gap. */
export function closeGaps(
  { rows, shown, numberOf, margin }: Pick<Excerpt, 'rows' | 'shown' | 'numberOf' | 'margin'>,
  { language, gaps }: Thinned,
  marker?: (words: string) => string,
): string[] {
  const lines: string[] = []
  let at = 0
  for (const gap of gaps) {
    for (; at < gap.start; at++) lines.push(shown[at]!)
    const range = `${numberOf(gap.start)}-${numberOf(gap.end - 1)}`
    const note = marker && gap === gaps[0] ? marker(`lines ${range} omitted`) : noteOn(gap.end - gap.start, range)
    for (const line of linesFor(gap, rows, { note, language: LANGUAGES[language] }))
      lines.push(margin(gap.start) + line)
    at = gap.end
  }
  for (; at < rows.length; at++) lines.push(shown[at]!)
  return lines
}

const noteOn = (count: number, range: string) => `[${count} ${count === 1 ? 'line' : 'lines'} omitted (${range})]`

function linesFor(
  gap: Gap,
  rows: readonly string[],
  { note, language }: { note: string; language: Language },
): string[] {
  const first = rows.slice(gap.start, gap.end).find((row) => row.trim() !== '') ?? ''
  const indent = /^[ \t]*/.exec(first)![0]
  const end = first.endsWith('\r') ? '\r' : ''
  if (gap.isInComment) return [`${indent}${note}${end}`]
  const filler = gap.emptiesBlock && language.filler ? [`${indent}${language.filler}${end}`] : []
  return [...filler, `${indent}${language.comment} ${note}${end}`]
}
