// Finds the parts of an original that a query names: a range of lines or rows, or those with its words in them.
import { locate, type Span } from '../body/locate.ts'

const MOST_CHARACTERS = 24_000
const CONTEXT_LINES = 2
const RANGE = /^\s*(?:lines?|rows?|items?)\s+(\d{1,9})(?:\s{0,3}(?:-|–|to|\.\.)\s{0,3}(\d{1,9}))?\s*$/i

/** Units of an original: the elements of its largest array, or its lines. */
interface Units {
  name: 'rows' | 'lines'
  texts: string[]
}

/**
 * The parts of `original` that `query` asks for, under a line that says what they are; at most some 24,000 characters.
 * Rows and lines are counted from 1. Words match in any case; units with all of them come before units with some.
 */
export function findParts(original: string, query: string): string {
  const units = unitsOf(original)
  const range = RANGE.exec(query)
  if (range) return inRange(units, Number(range[1]), Number(range[2] ?? range[1]))
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}_./:@-]+/gu) ?? [])].slice(0, 20)
  if (words.length === 0) return inRange(units, 1, units.texts.length)
  const scores = units.texts.map((text) => score(text.toLowerCase(), words))
  const best = scores.reduce((most, value) => Math.max(most, value), 0)
  if (best === 0)
    return `No ${units.name} with ${JSON.stringify(query)} among ${units.texts.length}. Ask without a query for all of it.`
  const hits = scores.flatMap((value, index) => (value === best ? [index] : []))
  const heading = `${hits.length} of ${units.texts.length} ${units.name} match ${JSON.stringify(query)}:`
  return render(units, units.name === 'lines' ? widened(hits, units.texts.length) : hits, heading)
}

function score(text: string, words: readonly string[]): number {
  return words.reduce((sum, word) => sum + (text.includes(word) ? 1 : 0), 0)
}

function inRange(units: Units, first: number, last: number): string {
  const total = units.texts.length
  const from = Math.max(1, Math.min(first, last))
  const to = Math.min(total, Math.max(first, last))
  if (from > total) return `There are only ${total} ${units.name}.`
  const indexes = Array.from({ length: to - from + 1 }, (_, i) => from - 1 + i)
  return render(units, indexes, `${units.name} ${from}–${to} of ${total}:`)
}

function widened(hits: readonly number[], total: number): number[] {
  const wanted = new Set<number>()
  for (const hit of hits) {
    for (let i = Math.max(0, hit - CONTEXT_LINES); i <= Math.min(total - 1, hit + CONTEXT_LINES); i++) wanted.add(i)
  }
  return [...wanted].sort((a, b) => a - b)
}

function render(units: Units, indexes: readonly number[], heading: string): string {
  const lines = [heading]
  let characters = 0
  for (const [shown, index] of indexes.entries()) {
    const line = `${index + 1}: ${units.texts[index]!}`
    characters += line.length
    if (characters > MOST_CHARACTERS && shown > 0) {
      lines.push(
        `${indexes.length - shown} more; ask for "${units.name} ${index + 1}-${indexes.at(-1)! + 1}" to go on.`,
      )
      break
    }
    lines.push(line)
  }
  return lines.join('\n')
}

function unitsOf(original: string): Units {
  const rows = rowsOf(original)
  if (rows && rows.length > 1) return { name: 'rows', texts: rows }
  return { name: 'lines', texts: original.split(/\r\n|\n|\r/) }
}

/** The elements of the document's array, or of its longest member that is one, as they are spelled. */
function rowsOf(original: string): string[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(original)
  } catch {
    return undefined
  }
  const [prefix, rows] = Array.isArray(value) ? [[], value] : longestMember(value)
  const spans = locate(
    original,
    rows.map((_, index) => [...prefix, index]),
  )
  return spans.filter((span): span is Span => span !== undefined).map(({ start, end }) => original.slice(start, end))
}

function longestMember(value: unknown): [string[], unknown[]] {
  let longest: [string[], unknown[]] = [[], []]
  if (value === null || typeof value !== 'object') return longest
  for (const [key, member] of Object.entries(value)) {
    if (Array.isArray(member) && member.length > longest[1].length) longest = [[key], member]
  }
  return longest
}
