// Finds the parts of an original that a query names: a range of lines or rows, what a name defines in code, or those with
// its words in them.
import { locate, type Span } from '../body/locate.ts'
import { bodyOf, readLines } from '../numbered-lines.ts'
import { findDefinitions, type LineRange } from './find-definitions.ts'

const MOST_CHARACTERS = 24_000
/** What a name defines is wanted whole. */
const MOST_OF_DEFINITIONS = 120_000
const CONTEXT_LINES = 2
const RANGE = /^\s*(?:lines?|rows?|items?)\s+(\d{1,9})(?:\s{0,3}(?:-|–|to|\.\.)\s{0,3}(\d{1,9}))?\s*$/i

/** Units of an original: the elements of its largest array, or its lines. */
interface Units {
  name: 'rows' | 'lines'
  texts: string[]
  /** The number of each unit, in ascending order; 0 for lines around a listing, which have none. */
  numbers: readonly number[]
}

/**
 * The parts of `original` that `query` asks for, under a line that says what they are; at most some 24,000 characters.
 * Rows and lines are counted from 1, those of a numbered listing by its numbers. The name of something that code defines
 * gives all of it. Else words match in any case; units with all of them come before units with some.
 */
export function findParts(original: string, query: string): string {
  const units = unitsOf(original)
  const { name, texts } = units
  const range = RANGE.exec(query)
  if (range) return inRange(units, Number(range[1]), Number(range[2] ?? range[1]))
  const defined = name === 'lines' ? findDefinitions(texts, query) : []
  if (defined.length > 0) return renderDefinitions(units, defined, query)
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}_./:@-]+/gu) ?? [])].slice(0, 20)
  if (words.length === 0) return render(units, [...texts.keys()], `all ${texts.length} ${name}:`)
  const scores = texts.map((text) => score(text.toLowerCase(), words))
  const best = scores.reduce((most, value) => Math.max(most, value), 0)
  if (best === 0)
    return `No ${name} with ${JSON.stringify(query)} among ${texts.length}. Ask without a query for all of it.`
  const hits = scores.flatMap((value, index) => (value === best ? [index] : []))
  const heading = `${hits.length} of ${texts.length} ${name} match ${JSON.stringify(query)}:`
  return render(units, name === 'lines' ? widened(hits, texts.length) : hits, heading)
}

function score(text: string, words: readonly string[]): number {
  return words.reduce((sum, word) => sum + (text.includes(word) ? 1 : 0), 0)
}

function inRange(units: Units, first: number, last: number): string {
  const { name, texts, numbers } = units
  const [from, to] = [Math.min(first, last), Math.max(first, last)]
  const indexes = [...texts.keys()].filter((index) => from <= numbers[index]! && numbers[index]! <= to)
  const total = numbers.findLast((number) => number > 0)!
  if (indexes.length === 0)
    return from > total ? `There are only ${total} ${name}.` : `Here are no ${name} ${from}–${to}.`
  return render(units, indexes, `${name} ${numbers[indexes[0]!]}–${numbers[indexes.at(-1)!]} of ${total}:`)
}

function renderDefinitions(units: Units, ranges: readonly LineRange[], query: string): string {
  const { numbers } = units
  const places = ranges.map(({ start, end }) => `lines ${numbers[start]}–${numbers[end - 1]}`)
  const indexes = ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i))
  return render(
    units,
    [...new Set(indexes)],
    `${JSON.stringify(query.trim())} is defined in ${places.join(' and ')}:`,
    MOST_OF_DEFINITIONS,
  )
}

function widened(hits: readonly number[], total: number): number[] {
  const wanted = new Set<number>()
  for (const hit of hits) {
    for (let i = Math.max(0, hit - CONTEXT_LINES); i <= Math.min(total - 1, hit + CONTEXT_LINES); i++) wanted.add(i)
  }
  return [...wanted].sort((a, b) => a - b)
}

function render(
  { name, texts, numbers }: Units,
  indexes: readonly number[],
  heading: string,
  most = MOST_CHARACTERS,
): string {
  const lines = [heading]
  let characters = 0
  for (const [shown, index] of indexes.entries()) {
    const line = numbers[index] === 0 ? texts[index]! : `${numbers[index]}: ${texts[index]!}`
    characters += line.length
    if (characters > most && shown > 0) {
      lines.push(
        `${indexes.length - shown} more; ask for "${name} ${numbers[index]}-${numbers[indexes.at(-1)!]}" to go on.`,
      )
      break
    }
    lines.push(line)
  }
  return lines.join('\n')
}

function unitsOf(original: string): Units {
  const value = parsed(original)
  const rows = typeof value === 'object' && value !== null ? rowsOf(original, value) : []
  if (rows.length > 1) return { name: 'rows', texts: rows, numbers: counted(rows) }
  // a file in an envelope of JSON is stored as the string that it was
  const text = typeof value === 'string' ? value : original
  const read = readLines(text)
  if (!read.numbers) {
    const texts = text.split(/\r\n|\n|\r/)
    return { name: 'lines', texts, numbers: counted(texts) }
  }
  const texts = read.lines.map((_, index) => bodyOf(read, index).replace(/\r$/, ''))
  return { name: 'lines', texts, numbers: [...read.numbers] }
}

const counted = (units: readonly unknown[]) => units.map((_, index) => index + 1)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The elements of the document's array, or of its longest member that is one, as they are spelled. */
function rowsOf(original: string, value: object): string[] {
  const [prefix, rows] = Array.isArray(value) ? [[], value] : longestMember(value)
  const spans = locate(
    original,
    rows.map((_, index) => [...prefix, index]),
  )
  return spans.filter((span): span is Span => span !== undefined).map(({ start, end }) => original.slice(start, end))
}

function longestMember(value: object): [string[], unknown[]] {
  let longest: [string[], unknown[]] = [[], []]
  for (const [key, member] of Object.entries(value)) {
    if (Array.isArray(member) && member.length > longest[1].length) longest = [[key], member]
  }
  return longest
}
