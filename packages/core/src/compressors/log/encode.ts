// The lossless form: the first line of each template stands in full and marks its slots, the others say what is in them.

import { guessTokens } from '../estimate.ts'
import type { Form } from './form.ts'
import { formOf } from './form.ts'
import { splitByChoice, splitByRepeat } from './split.ts'
import type { LogLine, Template } from './template.ts'
import { LogWriter } from './writer.ts'

/** Smaller sorts of a template are not worth a form of their own. */
const SORT_MIN = 4
/** Values longer than an address get a short name if that saves so many tokens: what is named is harder to read. */
const NAMED_LENGTH = 16
const NAMED_GAIN = 20
const BRACKETS = ['{}', '‹›', '«»', '⟨⟩']
const SEPARATORS = [',', '|', ';']
/** Tokens that a row needs beside its values, and a definition beside its line. */
const ROW = 2
const DEFINITION = 4
const SLOT = 2
/** Tokens of a short name. */
const NAME = 2
/** Rows of a form that are looked at to see what the others are like. */
const SURVEYED = 200

export interface LogToEncode {
  text: string
  lines: readonly LogLine[]
  templates: readonly Template[]
  /** True if carriage returns end lines too. */
  hasReturns?: boolean
}

/** The log re-encoded, or undefined if no template pays or no bracket is free. */
export function encodeLog({ text, lines, templates, hasReturns = false }: LogToEncode): string | undefined {
  const brackets = BRACKETS.find((pair) => !text.includes(pair[0]!) && !text.includes(pair[1]!))
  if (!brackets) return undefined
  const forms = templates
    .filter((template) => template.lines.length > 1)
    .flatMap((template) => splitByChoice(template, SORT_MIN))
    .flatMap((template) => splitByRepeat(template, SORT_MIN))
    .map(formOf)
    .filter(pays)
  if (forms.length === 0) return undefined
  const marks = { open: brackets[0]!, close: brackets[1]!, separator: rarestSeparator(forms) }
  const writer = new LogWriter(forms, { repeated: repeatedValues(forms), marks, returns: hasReturns })
  for (const line of lines) writer.add(line)
  return writer.finish()
}

/** Estimates, in tokens, whether rows are cheaper than lines. */
function pays({ lines, pieces, links, rows }: Form): boolean {
  let saved = 0
  const last = Math.min(rows.length, SURVEYED)
  for (let i = 1; i < last; i++) {
    saved += guessTokens(lines[i]!.text)
    if (lines[i]!.text !== lines[i - 1]!.text) saved -= ROW
    for (const [slot, value] of rows[i]!.entries()) {
      if (links[slot] === undefined && value !== rows[i - 1]![slot]) saved -= guessTokens(value)
    }
  }
  return (saved / (last - 1)) * (rows.length - 1) > DEFINITION + SLOT * pieces.length
}

/** The values that so many cells would spell that a name for them pays. */
function repeatedValues(forms: readonly Form[]): Set<string> {
  const uses = new Map<string, number>()
  for (const { rows, links } of forms) {
    for (let i = 0; i < rows.length; i++) {
      for (let slot = 0; slot < links.length; slot++) {
        const value = rows[i]![slot]!
        if (value.length < NAMED_LENGTH || links[slot] !== undefined || value === rows[i - 1]?.[slot]) continue
        uses.set(value, (uses.get(value) ?? 0) + 1)
      }
    }
  }
  const paying = [...uses].filter(([value, count]) => (count - 1) * guessTokens(value) - count * NAME > NAMED_GAIN)
  return new Set(paying.map(([value]) => value))
}

/** The separator that the fewest values contain, and so the fewest must be quoted for. */
function rarestSeparator(forms: readonly Form[]): string {
  const values = forms.flatMap(({ rows }) => rows.slice(0, SURVEYED).flat())
  const conflicts = SEPARATORS.map((separator) => values.filter((value) => value.includes(separator)).length)
  return SEPARATORS[conflicts.indexOf(Math.min(...conflicts))]!
}
