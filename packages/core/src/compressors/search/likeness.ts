// How sure it is that a text is the output of a search, and in which shape, told from a sample of its lines.

import { marksIn, openingNumber, pathLikeness } from './marks.ts'
import { isHeading, isSeparator, plainPath, type Shape } from './parse.ts'

const LINES_MIN = 5
const SAMPLE = 12_000
const LINE = 600
/** Shares of the lines that must look like a search. */
const MOST = 0.6
const NEARLY_ALL = 0.85
/** More diagnostics than this, and it is a compiler that speaks. */
const DIAGNOSTICS = 0.25

/** What follows the number of a line: a kind of trouble, or a column and a sentence. */
const DIAGNOSTIC =
  /^:(?:\d+:)? +(?:(?:fatal )?error|warning|note|info|hint|style|[A-Z]{1,4}\d{2,5}|Failure|\w*Error\b)|^:\d+: \S/
const DIFF = /^(?:diff --git |@@ -\d|[+-]{3} [ab]\/)/
const STAMP = /^\W?(?:\d{4}[-/]\d\d|[A-Z][a-z]{2} +\d|\d\d?:\d\d:\d\d)/

export interface Likeness {
  /** From 0, no search, to 1. */
  bid: number
  shape: Shape
}

const NOTHING: Likeness = { bid: 0, shape: 'numbered' }

export function likenessOf(text: string): Likeness {
  const head = text.trimStart()[0]
  if (head === undefined || head === '{' || head === '<') return NOTHING
  const parts = sampleLines(text)
  const lines = parts.flat().filter((line) => !isSeparator(line))
  if (lines.length < LINES_MIN) return NOTHING
  const share = (is: (line: string) => boolean) => lines.filter(is).length / lines.length
  if (share((line) => DIFF.test(line)) > 0.01 || share((line) => STAMP.test(line)) > 0.3) return NOTHING
  const flat = numberedShare(lines)
  if (flat === undefined) return NOTHING
  if (flat > MOST) return { bid: 0.6 + 0.35 * flat, shape: 'numbered' }
  const headed = headedShare(parts, lines.length)
  if (headed > NEARLY_ALL) return { bid: 0.5 + 0.4 * headed, shape: 'headed' }
  const plain = plainShare(lines)
  if (plain > NEARLY_ALL) return { bid: 0.3 + 0.4 * plain, shape: 'plain' }
  return NOTHING
}

/** The share of lines such as `path:12:text`, with their context; undefined for diagnostics of a compiler. */
function numberedShare(lines: readonly string[]): number | undefined {
  const paths = new Set<string>()
  const marks = lines.map(marksIn)
  let matches = 0
  let diagnostics = 0
  for (const [i, line] of lines.entries()) {
    const last = marks[i]!.at(-1)
    if (last?.sign !== ':' || pathLikeness(line.slice(0, last.at)) < 2) continue
    paths.add(line.slice(0, last.at))
    matches++
    if (DIAGNOSTIC.test(line.slice(last.end - 1))) diagnostics++
  }
  if (diagnostics > DIAGNOSTICS * matches) return undefined
  const context = lines.filter((line, i) => {
    const found = marks[i]!.find(({ at }) => paths.has(line.slice(0, at)))
    return found && found.sign !== ':'
  })
  return (matches + context.length) / lines.length
}

/** The share of lines that are a path or a numbered line under one; 0 if the numbers go on and on, as in a file. */
function headedShare(parts: readonly (readonly string[])[], total: number): number {
  let told = 0
  let headings = 0
  let steps = 0
  for (const lines of parts) {
    let last: number | undefined
    for (const [i, line] of lines.entries()) {
      const opening = openingNumber(line)
      if (opening) {
        told++
        if (last !== undefined && opening.number === last + 1 && opening.sign === ':') steps++
        last = opening.number
      } else if (isHeading(line, lines[i + 1])) {
        told++
        headings++
        last = undefined
      }
    }
  }
  return headings > 1 && steps < told / 2 ? told / total : 0
}

/** The share of lines such as `path:text`, if paths come again and again. */
function plainShare(lines: readonly string[]): number {
  const paths = lines.map(plainPath)
  const named = paths.filter((path) => path !== undefined)
  const repeats = named.length - new Set(named).size
  // what looks like a number with a sign or like a path after the colon is some other list
  const real = lines.filter((line, i) => paths[i] !== undefined && !/^: *[\d./:-]*$/.test(line.slice(paths[i]!.length)))
  return repeats > named.length / 3 ? real.length / lines.length : 0
}

/** Whole lines from the head, the middle and the end of a text, cut where they are long. */
function sampleLines(text: string): string[][] {
  const starts = text.length <= 3 * SAMPLE ? [0] : [0, (text.length - SAMPLE) >> 1, text.length - SAMPLE]
  const length = starts.length === 1 ? text.length : SAMPLE
  return starts.map((start) => {
    const lines = text.slice(start, start + length).split('\n')
    const whole = lines.slice(start > 0 ? 1 : 0, start + length < text.length ? -1 : undefined)
    return whole.map((line) => line.slice(0, LINE))
  })
}
