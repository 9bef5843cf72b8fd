// Where code stands in a text: all of it, a listing with numbered lines, fenced parts of a document, a string in JSON.

import { bodyOf, type ReadLines, readLines } from '../../numbered-lines.ts'
import { sampleLines } from '../lines.ts'
import { type CodeLikeness, likenessOf } from './likeness.ts'
import { longestString } from './json-string.ts'
import { type LanguageName, languageOfTag } from './languages.ts'

/** Rows of a text that are code. */
export interface Excerpt {
  /** The code, without what the text puts before or around its rows. */
  rows: readonly string[]
  /** The rows as the text has them, in what joins them there. */
  shown: readonly string[]
  /** The number of a row, counted in what `original` stands for. */
  numberOf(row: number): number
  /** As wide as what stands before a row. */
  margin(row: number): string
  likeness: CodeLikeness
  /** Said by a fence. */
  language?: LanguageName
  /** True if the file that was asked for is what it shows. */
  isWholeFile: boolean
}

/** A text taken apart. */
export interface Reading {
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
const LENGTH_MAX = 2_000_000
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
const FENCE = /^ {0,3}(?:`{3}|~{3}\w)/m
const NUMBERED = /^ {0,11}[1-9]\d{0,8}(?:→|\t|:|\||│)/
const NAMED_FILE = /(?:^|[\s"'`(:])([\w@./\\+-]+\.[a-zA-Z]{1,5})(?=$|[\s"'`),:])/

const NOTHING: Reading = { excerpts: [], original: '', join: () => '', bid: 0 }

/** Takes a text apart; without excerpts if it is not surely code. */
export function readCode(text: string): Reading {
  if (text.length > LENGTH_MAX) return NOTHING
  const first = /\S/.exec(text)?.[0]
  if (first === '{' || first === '[') return readString(text)
  if (FENCE.test(text)) return readDocument(text)
  return isNumbered(text) ? readListing(text) : readFile(text)
}

function readFile(text: string): Reading {
  const likeness = likenessOf(sampleLines(text, SAMPLE))
  if (likeness.bid === 0) return NOTHING
  const rows = text.split('\n')
  const excerpt = { rows, shown: rows, numberOf: (row: number) => row + 1, margin: () => '', likeness, isWholeFile: true }
  return { excerpts: [excerpt], original: text, bid: likeness.bid, join: ([only]) => only!.join('\n') }
}

function isNumbered(text: string): boolean {
  const sample = sampleLines(text, 400)
  return sample.filter((line) => NUMBERED.test(line)).length * 2 > sample.length
}

function readListing(text: string): Reading {
  const read = readLines(text)
  if (!read.numbers) return NOTHING
  const runs = runsOf(read)
  const excerpts = runs.flatMap(([start, end]) => excerptOf(read, start, end) ?? [])
  if (excerpts.length === 0) return NOTHING
  const bid = Math.max(...excerpts.map(({ likeness }) => likeness.bid))
  const above = read.lines.slice(0, runs[0]![0]).join('\n')
  const places = runs.filter(([start]) => excerpts.some(({ shown }) => shown[0] === read.lines[start]))
  return { excerpts, original: text, bid, join: joinerOf(read.lines, places), path: NAMED_FILE.exec(above)?.[1] }
}

/** Runs of lines whose numbers rise by one. */
function runsOf({ lines, numbers }: ReadLines): [number, number][] {
  const runs: [number, number][] = []
  for (let start = 0; start < lines.length; ) {
    let end = start + 1
    while (end < lines.length && numbers![start] !== 0 && numbers![end] === numbers![end - 1]! + 1) end++
    if (end - start >= RUN_LEAST) runs.push([start, end])
    start = end
  }
  return runs
}

function excerptOf(read: ReadLines, start: number, end: number): Excerpt | undefined {
  const shown = read.lines.slice(start, end)
  const rows = shown.map((_, i) => bodyOf(read, start + i))
  const likeness = likenessOf(sampleLines(rows.join('\n'), SAMPLE))
  if (likeness.bid === 0) return undefined
  const margin = (row: number) => ' '.repeat(shown[row]!.length - rows[row]!.length)
  return { rows, shown, numberOf: (row) => read.numbers![start + row]!, margin, likeness, isWholeFile: true }
}

/** Fenced parts of a document that are surely code. */
function readDocument(text: string): Reading {
  const lines = text.split('\n')
  const places: [number, number][] = []
  const excerpts: Excerpt[] = []
  let covered = 0
  for (const { start, end, tag } of fencesIn(lines)) {
    const rows = lines.slice(start, end)
    const likeness = likenessOf(sampleLines(rows.join('\n'), SAMPLE))
    const language = languageOfTag(tag)
    if (likeness.bid === 0 || (tag !== '' && language === undefined)) continue
    places.push([start, end])
    excerpts.push({ rows, shown: rows, numberOf: (row) => start + row + 1, margin: () => '', likeness, language, isWholeFile: false })
    for (const row of rows) covered += row.length + 1
  }
  const isOurs = covered >= text.length * FENCED_SHARE && excerpts.some(({ rows }) => rows.length >= FENCED_ROWS)
  return isOurs ? { excerpts, original: text, bid: FENCED_BID, join: joinerOf(lines, places) } : NOTHING
}

function fencesIn(lines: readonly string[]): { start: number; end: number; tag: string }[] {
  const found: { start: number; end: number; tag: string }[] = []
  for (let i = 0; i < lines.length; i++) {
    const opening = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/.exec(lines[i]!)
    if (!opening) continue
    const start = i + 1
    const closing = new RegExp(`^ {0,3}${opening[1]![0]}{${opening[1]!.length},}\\s*$`)
    while (i + 1 < lines.length && !closing.test(lines[i + 1]!)) i++
    if (i + 1 === lines.length) break
    found.push({ start, end: i + 1, tag: opening[2]! })
    i++
  }
  return found
}

/** The longest string of a JSON text, if the text is little else and the string is code. */
function readString(text: string): Reading {
  const string = longestString(text, text.length * STRING_SHARE)
  if (!string) return NOTHING
  const likeness = likenessOf(sampleLines(string.rows.join('\n'), SAMPLE))
  if (likeness.bid === 0) return NOTHING
  const { start, end, rows, shown, path } = string
  return {
    excerpts: [{ rows, shown, numberOf: (row) => row + 1, margin: () => '', likeness, isWholeFile: true }],
    original: text.slice(start - 1, end + 1),
    bid: STRING_BID,
    join: ([only]) => text.slice(0, start) + only!.join('\\n') + text.slice(end),
    path,
  }
}

function joinerOf(lines: readonly string[], places: readonly (readonly [number, number])[]): Reading['join'] {
  return (excerpts) => {
    const joined: string[] = []
    let at = 0
    for (const [i, [start, end]] of places.entries()) {
      for (; at < start; at++) joined.push(lines[at]!)
      for (const line of excerpts[i]!) joined.push(line)
      at = end
    }
    for (; at < lines.length; at++) joined.push(lines[at]!)
    return joined.join('\n')
  }
}
