// Puts a line in the place of each gap: a comment that says which lines are gone. The first one carries the marker.

import type { Excerpt } from './excerpts.ts'
import type { Gap } from './gaps.ts'
import { LANGUAGES, type Language } from './languages.ts'
import type { Thinned } from './thin-code.ts'

/** A statement that throws something by name, at the head of a row or behind what it depends on. */
const THROWS =
  /^\s*(?:[^'"`#/*]*[\s{;)])?(?:throw|raise)\s+(?:new\s+)?\\?((?:[\w$]+(?:\.|::|\\))*(?:[A-Z][\w$]*|(?<=::)\w+))/
const NAMES_MOST = 3
const NOTE = /\[\d+ lines? omitted \(\d/

/** True for a text in which our notes could not be told from its own lines. */
export function holdsNotes(text: string): boolean {
  return NOTE.test(text)
}

/** The rows as they are shown, with their gaps closed. `marker` takes words for the first gap. */
export function closeGaps(
  { rows, shown, numberOf, spell }: Pick<Excerpt, 'rows' | 'shown' | 'numberOf' | 'spell'>,
  { language, gaps }: Thinned,
  marker?: (words: string) => string,
): string[] {
  const lines: string[] = []
  let at = 0
  for (const gap of gaps) {
    for (; at < gap.start; at++) lines.push(shown[at]!)
    const range = `${numberOf(gap.start)}-${numberOf(gap.end - 1)}`
    const thrown = thrownIn(rows, gap)
    const note =
      marker && gap === gaps[0]
        ? marker(`lines ${range} omitted${thrown}`)
        : `[${gap.end - gap.start} ${gap.end - gap.start === 1 ? 'line' : 'lines'} omitted (${range})${thrown}]`
    for (const line of linesFor(gap, rows, { note, language: LANGUAGES[language] })) lines.push(spell(line, gap.start))
    at = gap.end
  }
  for (; at < rows.length; at++) lines.push(shown[at]!)
  return lines
}

/** What the hidden rows throw, by name. */
function thrownIn(rows: readonly string[], { start, end, isInComment }: Gap): string {
  if (isInComment) return ''
  const names = new Set<string>()
  for (let row = start; row < end; row++) {
    const name = THROWS.exec(rows[row]!)?.[1]
    if (name !== undefined) names.add(name)
  }
  if (names.size === 0) return ''
  return `; throws ${[...names].slice(0, NAMES_MOST).join(', ')}${names.size > NAMES_MOST ? ', …' : ''}`
}

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
