// The recoverable form: the chosen lines word for word and in order, with notes that count what is left out.

import { encodingHeader } from '../encoding.ts'
import type { Change } from './changes.ts'
import { countLines } from './mine.ts'
import { RETURNS_RULE } from './syntax.ts'
import type { LogLine, Template } from './template.ts'
import { dateOf, timeOfDay } from './timestamp.ts'

const RULE =
  'lines word for word, in order. Notes count lines left out that are like the one above (same form, other values).'
const KINDS_MAX = 6

interface Note {
  count: number
  words: string
}

export interface Exemplars {
  lines: readonly LogLine[]
  templates: readonly Template[]
  /** For each line whether it stays. */
  shown: readonly boolean[]
  /** What is told of a template beside how many of its lines are left out. */
  changes: ReadonlyMap<Template, readonly Change[]>
  /** True if carriage returns end lines too. */
  hasReturns: boolean
}

/** The header, the marker in it, the chosen lines, and after the first line of a template how many more it stands for. */
export function writeExemplars({ lines, templates, shown, changes, hasReturns }: Exemplars, marker: string): string {
  const notes = new Map<number, Note>()
  for (const template of templates) {
    const count = template.lines.filter(({ index }) => !shown[index]).length
    const words = changes.get(template)?.map((change) => `; ${change.words(shown)}`) ?? []
    notes.set(template.lines[0]!.index, { count, words: words.join('') })
  }
  const out = [`${encodingHeader('log', hasReturns ? `${RULE} ${RETURNS_RULE}` : RULE)} ${marker}`]
  // neighbours that stand for equally many lines share a note
  let owing: Note[] = []
  for (const { index, text } of lines) {
    if (!shown[index]) continue
    const note = notes.get(index) ?? { count: 0, words: '' }
    if (owing.length > 0 && (owing[0]!.count !== note.count || owing[0]!.words + note.words !== '')) {
      out.push(spell(owing))
      owing = []
    }
    out.push(text)
    if (note.count > 0) owing.push(note)
  }
  if (owing.length > 0) out.push(spell(owing))
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

function spell(notes: readonly Note[]): string {
  const { count, words } = notes[0]!
  if (notes.length > 1)
    return `[${count * notes.length} lines omitted, ${count} like each of the ${notes.length} above]`
  return `[${count} ${count === 1 ? 'line' : 'lines'} like the one above omitted${words}]`
}
