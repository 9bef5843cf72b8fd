// Lines of several places that say the same: their text once, above all, and a number in its place.

import { guessTokens } from '../estimate.ts'
import type { SearchLine } from './parse.ts'

/** Opens the number of a text. */
export const NUMBER_SIGN = '$'
/** Tokens of a number in place of a text, and of the line that says what it stands for, beside the text. */
const REFERENCE = 2.5
const DEFINITION = 3
/** Tokens of the rule that says so. */
const RULE = 40
/** What numbers must save at least: tokens of a text, and a share of all lines under their files. */
const LEAST = 4
const SHARE = 0.05

/** Texts that stand on several lines, with the numbers that stand for them; none where that saves little. */
export function sameTexts(lines: readonly SearchLine[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  let total = 0
  for (const line of lines) {
    total += guessTokens(line.shown)
    if (isText(line)) counts.set(line.content, (counts.get(line.content) ?? 0) + 1)
  }
  const numbers = new Map<string, number>()
  let saved = 0
  for (const [text, count] of counts) {
    if (count === 1) continue
    const tokens = guessTokens(text)
    const gain = (count - 1) * tokens - count * REFERENCE - DEFINITION
    if (gain < LEAST) continue
    saved += gain
    numbers.set(text, numbers.size + 1)
  }
  return saved - RULE >= SHARE * total ? numbers : new Map()
}

/** The lines that say what the numbers stand for. */
export function definitionsOf(numbers: ReadonlyMap<string, number>): string[] {
  return [...numbers].map(([text, number]) => `${NUMBER_SIGN}${number}:${text}`)
}

/** A line as it stands under its file, with a number in place of its text if that has one. */
export function numberedText(line: SearchLine, numbers: ReadonlyMap<string, number>): string {
  const number = isText(line) ? numbers.get(line.content) : undefined
  if (number === undefined) return line.shown
  const head = line.shown.slice(0, line.shown.length - line.content.length)
  const sign = head.at(-1)!
  return `${head.slice(0, -1)}${NUMBER_SIGN}${number}${sign === ':' ? '' : sign}`
}

function isText({ role, isWhole }: SearchLine): boolean {
  return (role === 'match' || role === 'context') && !isWhole
}
