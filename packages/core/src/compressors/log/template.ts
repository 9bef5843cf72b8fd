// A template: lines that are alike but for some of their parts. Here: how one grows to fit another line.

import type { Token } from './pattern.ts'
import { fineTokens, fits, piecesOf, widen } from './pattern.ts'
import { sameShape, splitWords } from './words.ts'

/** Stands for a line's own time while lines are compared. Lines that hold it themselves are left alone. */
export const TIME_MARK = '\0'
/** Kind of lines too long to be taken apart: they are alike only if they are equal. */
export const LONG = 'long'

export interface LogLine {
  /** Counted from 0. */
  index: number
  text: string
  /** The text with its time, if it has one, replaced by `TIME_MARK`. */
  body: string
  time: string | undefined
  /** Its level or, in an access log, method and status: lines of two kinds never share a template. */
  kind: string
}

export interface Template {
  kind: string
  /** In order of the log. */
  lines: LogLine[]
  /** Fixed text of a line's body around the slots. */
  pieces: readonly string[]
  /** The spaces and words in turn, each as its own pattern; undefined until they are asked for. */
  parts?: readonly Part[]
  /** See `valuesOf`. */
  values?: readonly (readonly string[])[]
}

interface Part {
  /** How the first line has it. */
  first: string
  /** Numbers (and lone marks) and quoted strings are values: they say little about what a line is. */
  sort: 'word' | 'number' | 'quoted'
  /** Undefined as long as it has no slot. */
  tokens: readonly Token[] | undefined
  pieces: readonly string[]
  /** Whether it still says something: it has no slot, or letters beside its slots. */
  telling: boolean
}

/** Share of the words not yet known to vary that must agree, digits aside. */
const SIMILAR = 0.65
/** Share of all words that must agree. */
const FIXED = 0.4
const LETTER = /\p{L}/u
/** What makes a word say what a line is: letters, or the strokes that trees are drawn with. */
const FORM = /\p{L}|[^\0-\x7f]/u

/** The template of a line that is like no other yet. */
export function newTemplate(line: LogLine): Template {
  return { kind: line.kind, lines: [line], pieces: [line.body] }
}

/** A template made of lines that are known to belong together: they have the same number of words. */
export function templateOf(lines: readonly LogLine[]): Template {
  const template = newTemplate(lines[0]!)
  for (const line of lines.slice(1)) {
    if (!fits(template.pieces, line.body)) widenTemplate(template, splitWords(line.body))
    template.lines.push(line)
  }
  return template
}

/** Opens slots where a line differs, so that it fits. */
export function widenTemplate(template: Template, words: readonly string[]): void {
  template.parts = partsOf(template).map((part, i) => {
    if (fits(part.pieces, words[i]!)) return part
    const tokens = widen(part.tokens ?? fineTokens(part.first), words[i]!)
    const pieces = piecesOf([tokens])
    return { first: part.first, sort: part.sort, tokens, pieces, telling: pieces.some((piece) => LETTER.test(piece)) }
  })
  template.pieces = piecesOf(template.parts.map(({ first, tokens }) => tokens ?? [first]))
}

function partsOf(template: Template): readonly Part[] {
  template.parts ??= splitWords(template.lines[0]!.body).map(newPart)
  return template.parts
}

function newPart(first: string): Part {
  const sort = first.includes('"') ? 'quoted' : FORM.test(first) ? 'word' : 'number'
  return { first, sort, tokens: undefined, pieces: [first], telling: true }
}

/** What stands in the slots of each line. Only for a template that grows no more. */
export function valuesOf(template: Template): readonly (readonly string[])[] {
  template.values ??= template.lines.map((line) => {
    const values: string[] = []
    // every line fits: it fitted the pieces as they were then, and pieces only ever lose text
    fits(template.pieces, line.body, values)
    const slot = line.time === undefined ? -1 : values.findIndex((value) => value.includes(TIME_MARK))
    if (slot >= 0) values[slot] = values[slot]!.replace(TIME_MARK, line.time!)
    return values
  })
  return template.values
}

/**
 * Share of the words that agree, 0 if it is too little. Words with letters decide; only where a line has none do the
 * shapes of its numbers. A quoted string that differs says nothing: it is a value.
 */
export function similarity(template: Template, words: readonly string[]): number {
  const parts = partsOf(template)
  const count = { word: 0, number: 0, quoted: 0 }
  const most = (parts.length >> 1) * (1 - SIMILAR)
  let agree = 0
  let differ = 0
  let shapes = 0
  for (let i = 1; i < words.length; i += 2) {
    const { first, sort, pieces, telling } = parts[i]!
    const alike = sameShape(first, words[i]!) || (pieces.length > 1 && fits(pieces, words[i]!))
    if (sort === 'number' && alike) shapes++
    else if (alike && telling) agree++
    else if (sort === 'word' && !alike && ++differ > most) return 0
    if (sort !== 'quoted' || alike) count[sort]++
  }
  const decisive = count.word + count.quoted
  if (decisive === 0) return shapes >= count.number * SIMILAR ? shapes / count.number : 0
  return agree >= decisive * FIXED && agree >= (agree + differ) * SIMILAR ? agree / (agree + differ) : 0
}
