// Where code stands in a text: all of it, a listing with numbered lines, fenced parts of a document, a string in JSON.

import { bodyOf, type ReadLines, readLines } from '../../numbered-lines.ts'
import { sampleLines } from '../lines.ts'
import { longestString } from './json-string.ts'
import { type LanguageName, languageOfTag } from './languages.ts'
import { type CodeLikeness, likenessOf } from './likeness.ts'

/** Rows of a text that are code. */
export interface Excerpt {
  /** The code, without what the text puts before or around its rows. */
  rows: readonly string[]
  /** The rows as the text has them, in what joins them there. */
  shown: readonly string[]
  /** The number of a row, counted in what `original` stands for. */
  numberOf(row: number): number
  /** A line of our own, as the text must have it in the place of a row. */
  spell(line: string, row: number): string
  likeness: CodeLikeness
  /** Said by a fence. */
  language?: LanguageName
  /** True if the file that was asked for is what it shows. */
  isWholeFile: boolean
}

/** A text taken apart. */
export interface CodeReading {
  excerpts: readonly Excerpt[]
  /** What a marker stands for: a part of the text, in which lines can be counted. */
  original: string
  /** The text with other rows in the place of those of the excerpts. */
  join(rows: readonly (readonly string[])[]): string
  bid: number
  /** A file that the text itself names. */
  path?: string
}

/** Longer texts are not looked at: work must stay bounded. */
export const LENGTH_MAX = 1 << 17
const SAMPLE = 2_500
/** A document is for us if so much of it is code in fences, and one of them is so long. */
const FENCED_SHARE = 0.5
const FENCED_ROWS = 40
/** Above prose, below whoever is sure. */
const FENCED_BID = 0.4
/** Above JSON, of which such a text is no more than the envelope. */
const STRING_BID = 0.96
const STRING_SHARE = 0.8
const RUN_LEAST = 10
/** Above a listing, so many lines are looked at for the name of the file. */
const ABOVE_ROWS = 5
const ABOVE_REACH = 300
const JSON_HEAD = /^\s*[[{]\s*["[{\]}\d-]/
const FENCE = /^ {0,3}(?:`{3}|~{3}\w)/m
const NUMBERED = /^ {0,11}[1-9]\d{0,8}(?:→|\t|:|\||│)/
const NAMED_FILE = /(?:^|[\s"'`(:])([\w@./\\+-]+\.[a-zA-Z]{1,5})(?=$|[\s"'`),:])/

const NOTHING: CodeReading = { excerpts: [], original: '', join: () => '', bid: 0 }
/** Rows that stand for themselves. */
const BARE = { numberOf: (row: number) => row + 1, spell: (line: string) => line }

/** Takes a text apart; without excerpts if it is not surely code. */
export function readCode(text: string): CodeReading {
  // a carriage return alone ends lines for some readers, and then they would count others than we do
  if (text.length > LENGTH_MAX || /\r(?!\n)/.test(text)) return NOTHING
  if (JSON_HEAD.test(text)) return readString(text)
  if (FENCE.test(text)) return readDocument(text)
  return isNumbered(text) ? readListing(text) : readFile(text)
}

function readFile(text: string): CodeReading {
  const likeness = likenessOf(sampleLines(text, SAMPLE))
  if (likeness.bid === 0) return NOTHING
  const rows = text.split('\n')
  const excerpt: Excerpt = { ...BARE, rows, shown: rows, likeness, isWholeFile: true }
  return { excerpts: [excerpt], original: text, bid: likeness.bid, join: ([only]) => only!.join('\n') }
}

/** The longest string of a JSON text, if the text is little else and the string is code. */
function readString(text: string): CodeReading {
  const string = longestString(text, text.length * STRING_SHARE)
  const excerpt = string && excerptOf(string.rows, { ...BARE, shown: string.shown, spell: inJson, isWholeFile: true })
  if (!excerpt) return NOTHING
  const { start, end, path } = string
  const join: CodeReading['join'] = ([only]) => text.slice(0, start) + only!.join('\\n') + text.slice(end)
  return { excerpts: [excerpt], original: text.slice(start - 1, end + 1), bid: STRING_BID, join, path }
}

const inJson = (line: string) => JSON.stringify(line).slice(1, -1)

function isNumbered(text: string): boolean {
  const sample = sampleLines(text, 400)
  return sample.filter((line) => NUMBERED.test(line)).length * 2 > sample.length
}

/** The runs of a numbered listing that are code. */
function readListing(text: string): CodeReading {
  const read = readLines(text)
  const places: Place[] = runsOf(read).flatMap(([start, end]) => {
    const shown = read.lines.slice(start, end)
    const rows = shown.map((_, row) => bodyOf(read, start + row))
    const excerpt = excerptOf(rows, {
      shown,
      numberOf: (row) => read.numbers![start + row]!,
      spell: (line, row) => ' '.repeat(shown[row]!.length - rows[row]!.length) + line,
      isWholeFile: true,
    })
    return excerpt ? [{ start, end, excerpt }] : []
  })
  if (places.length === 0) return NOTHING
  const above = read.lines.slice(Math.max(0, places[0]!.start - ABOVE_ROWS), places[0]!.start)
  const path = NAMED_FILE.exec(above.map((line) => line.slice(0, ABOVE_REACH)).join('\n'))?.[1]
  const bid = Math.max(...places.map(({ excerpt }) => excerpt.likeness.bid))
  return { ...withPlaces(text, read.lines, places), bid, path }
}

/** Runs of lines whose numbers rise by one. */
function runsOf({ lines, numbers }: ReadLines): [number, number][] {
  const runs: [number, number][] = []
  for (let start = 0; numbers && start < lines.length; ) {
    let end = start + 1
    while (end < lines.length && numbers[start] !== 0 && numbers[end] === numbers[end - 1]! + 1) end++
    if (end - start >= RUN_LEAST) runs.push([start, end])
    start = end
  }
  return runs
}

/** Fenced parts of a document that are surely code. */
function readDocument(text: string): CodeReading {
  const lines = text.split('\n')
  const places: Place[] = fencesIn(lines).flatMap(({ start, end, tag }) => {
    const language = languageOfTag(tag)
    if (tag !== '' && language === undefined) return []
    const rows = lines.slice(start, end)
    const numberOf = (row: number) => start + row + 1
    const excerpt = excerptOf(rows, { ...BARE, shown: rows, numberOf, language, isWholeFile: false })
    return excerpt ? [{ start, end, excerpt }] : []
  })
  const covered = places.reduce((sum, { excerpt: { rows } }) => sum + rows.join('\n').length, 0)
  const isOurs = covered >= text.length * FENCED_SHARE && places.some(({ start, end }) => end - start >= FENCED_ROWS)
  return isOurs ? { ...withPlaces(text, lines, places), bid: FENCED_BID } : NOTHING
}

/** Half-open ranges of the lines between a fence and the one that closes it. */
function fencesIn(lines: readonly string[]): { start: number; end: number; tag: string }[] {
  const found: { start: number; end: number; tag: string }[] = []
  for (let i = 0; i < lines.length; i++) {
    const opening = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/.exec(lines[i]!)
    if (!opening) continue
    const [, fence, tag] = opening as unknown as [string, string, string]
    const closes = (line: string) =>
      line.trim().startsWith(fence) && line.trim() === fence[0]!.repeat(line.trim().length)
    const start = i + 1
    while (i + 1 < lines.length && !closes(lines[i + 1]!)) i++
    if (i + 1 === lines.length) break
    found.push({ start, end: i + 1, tag })
    i++
  }
  return found
}

/** Undefined for rows that are not surely code. */
function excerptOf(rows: readonly string[], rest: Omit<Excerpt, 'rows' | 'likeness'>): Excerpt | undefined {
  const likeness = likenessOf(sampleLines(rows.join('\n'), SAMPLE))
  return likeness.bid > 0 ? { ...rest, rows, likeness } : undefined
}

/** An excerpt, and the half-open range of lines where it stands. */
interface Place {
  start: number
  end: number
  excerpt: Excerpt
}

function withPlaces(text: string, lines: readonly string[], places: readonly Place[]): Omit<CodeReading, 'bid'> {
  return {
    excerpts: places.map(({ excerpt }) => excerpt),
    original: text,
    join(written) {
      const joined: string[] = []
      let at = 0
      for (const [i, { start, end }] of places.entries()) {
        for (; at < start; at++) joined.push(lines[at]!)
        for (const line of written[i]!) joined.push(line)
        at = end
      }
      for (; at < lines.length; at++) joined.push(lines[at]!)
      return joined.join('\n')
    },
  }
}
