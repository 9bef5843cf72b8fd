// The recoverable form: the chosen units word for word and in order, and a line for each gap that counts what is missing.

import { encodingHeader } from '../encoding.ts'
import type { ProseDocument, Unit, UnitKind } from './document.ts'

const RULE =
  'excerpts, word for word and in order; [N items omitted] stands for N sentences, list items, table rows or headings.'
const NOTE = /^\[\d+ items omitted/m
/** A gap of this many units says which lines it spans, so that they can be asked for. */
const LONG_GAP = 10
/** Names of sections of which nothing is shown, in the marker, in characters. */
const NAMES_MOST = 160
const NAME_MOST = 50

const NOUNS: Readonly<Record<UnitKind, readonly [string, string]>> = {
  sentence: ['sentence', 'sentences'],
  heading: ['heading', 'headings'],
  item: ['list sentence', 'list sentences'],
  row: ['table row', 'table rows'],
  code: ['code block', 'code blocks'],
}

/** The header with the marker in it, the units that are shown, and notes on the gaps between them. */
export function writeExcerpts({ text, units }: ProseDocument, shown: readonly boolean[], marker: string): string {
  const lines = [`${encodingHeader('prose', RULE)} ${marker}`]
  const lineAt = lineCounter(text)
  for (let i = 0; i < units.length; ) {
    const first = i
    while (i < units.length && shown[i] === shown[first]) i++
    const [start, end] = [units[first]!.start, units[i - 1]!.end]
    lines.push(shown[first] ? text.slice(start, end) : gapNote(i - first, () => `${lineAt(start)}-${lineAt(end)}`))
  }
  return lines.join('\n')
}

function gapNote(count: number, range: () => string): string {
  return count < LONG_GAP ? `[${count} items omitted]` : `[${count} items omitted, lines ${range()}]`
}

/** True for a text in which our notes could not be told from its own lines. */
export function holdsNotes(text: string): boolean {
  return NOTE.test(text)
}

/** Gives the number of the line, from 1, that a place is in. Places must be asked for in ascending order. */
function lineCounter(text: string): (place: number) => number {
  let line = 1
  let from = 0
  return (place) => {
    for (let at = text.indexOf('\n', from); at >= 0 && at < place; at = text.indexOf('\n', from)) {
      line++
      from = at + 1
    }
    return line
  }
}

/** What is left out, in words: how many of what, and the sections of which nothing is shown. */
export function describeOmitted(document: ProseDocument, shown: readonly boolean[]): string {
  const { units } = document
  const kinds = new Map<UnitKind, number>()
  for (const [i, { kind }] of units.entries()) if (!shown[i]) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const omitted = shown.filter((stays) => !stays).length
  const parts = [...kinds].map(([kind, count]) => `${count} ${NOUNS[kind][count === 1 ? 0 : 1]}`)
  const names = unseenHeadings(document, shown)
  const sections = names.length > 0 ? `; sections left out: ${names.join(', ')}` : ''
  return `${omitted} of ${units.length} items omitted (${parts.join(', ')})${sections}`
}

function unseenHeadings({ text, units }: ProseDocument, shown: readonly boolean[]): string[] {
  const names: string[] = []
  let left = NAMES_MOST
  for (const [i, unit] of units.entries()) {
    if (unit.kind !== 'heading' || shown[i]) continue
    const name = nameOf(text, unit)
    left -= name.length + 2
    if (left < 0) return [...names, '…']
    names.push(name)
  }
  return names
}

function nameOf(text: string, { start, end }: Unit): string {
  const name = text
    .slice(start, end)
    .split('\n')[0]!
    .replace(/^[\s#]+|[\s#]+$/g, '')
  return name.length > NAME_MOST ? `${[...name.slice(0, NAME_MOST)].slice(0, -1).join('')}…` : name
}
