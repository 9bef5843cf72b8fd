// The recoverable form: the chosen lines word for word and in order, with notes that count what is left out.

import { encodingHeader } from '../encoding.ts'
import { countLines } from './mine.ts'
import type { LogLine, Template } from './template.ts'
import { dateOf, timeOfDay } from './timestamp.ts'

const RULE =
  'lines word for word, in order. Notes count lines left out that are like the one above (same form, other values).'
const KINDS_MAX = 6

/** The header, the marker in it, the chosen lines, and after the first line of a template how many more it stands for. */
export function writeExemplars(
  lines: readonly LogLine[],
  templates: readonly Template[],
  shown: readonly boolean[],
  marker: string,
): string {
  const hidden = new Map<number, number>()
  for (const { lines: alike } of templates)
    hidden.set(alike[0]!.index, alike.filter(({ index }) => !shown[index]).length)
  const out = [`${encodingHeader('log', RULE)} ${marker}`]
  // neighbours that stand for equally many lines share a note
  let owing: number[] = []
  for (const { index, text } of lines) {
    if (!shown[index]) continue
    const count = hidden.get(index) ?? 0
    if (owing.length > 0 && owing[0] !== count) {
      out.push(note(owing))
      owing = []
    }
    out.push(text)
    if (count > 0) owing.push(count)
  }
  if (owing.length > 0) out.push(note(owing))
  return out.join('\n')
}

/** What is left out, in words: how many lines, of which kinds, from when to when. */
export function describeHidden(lines: readonly LogLine[], shown: readonly boolean[]): string {
  const hidden = lines.filter(({ index }) => !shown[index])
  const kinds = new Map<string, number>()
  for (const { text, kind } of hidden) {
    const name = text.trim() === '' ? 'blank' : kind || 'other'
    kinds.set(name, (kinds.get(name) ?? 0) + 1)
  }
  const sorted = [...kinds].sort((a, b) => b[1] - a[1])
  const parts = sorted.slice(0, KINDS_MAX).map(([kind, count]) => `${kind} ×${count}`)
  if (sorted.length > KINDS_MAX) parts.push('more kinds')
  const what = kinds.size > 1 || !kinds.has('other') ? `: ${parts.join(', ')}` : ''
  return `${hidden.length} of ${countLines(lines)} lines omitted${what}${timeSpan(hidden)}`
}

function timeSpan(lines: readonly LogLine[]): string {
  const first = lines.find(({ time }) => time !== undefined)?.time
  const last = lines.findLast(({ time }) => time !== undefined)?.time
  if (first === undefined || last === undefined) return ''
  return `; ${first} to ${dateOf(first) === dateOf(last) ? timeOfDay(last) : last}`
}

function note(counts: readonly number[]): string {
  const count = counts[0]!
  if (counts.length > 1)
    return `[${count * counts.length} lines omitted, ${count} like each of the ${counts.length} above]`
  return `[${count} ${count === 1 ? 'line' : 'lines'} like the one above omitted]`
}
