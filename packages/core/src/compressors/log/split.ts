// Splits a template whose lines fall into a few sorts. "Removed {} for {}" and "Added {} for {}" are two messages.

import type { LogLine, Template } from './template.ts'
import { templateOf, valuesOf } from './template.ts'

type Row = readonly string[]

/** Fewer lines than this are not worth a closer look. */
const LINES_MIN = 8
/** A slot with no more values than this is a choice of words. */
const CHOICES_MAX = 4
const CHOICE_LENGTH = 40
const SORTS_MAX = 12
/** Share of lines that repeat a value from which on they are a sort of their own. */
const REPEATS_MIN = 0.4
/** Mean length of a repeated value from which on it is no accident. */
export const REPEAT_LENGTH = 5

/** Splits by the words that slots choose from. Sorts of fewer than `smallest` lines stay together. */
export function splitByChoice(template: Template, smallest: number): Template[] {
  if (template.lines.length < LINES_MIN) return [template]
  const rows = valuesOf(template)
  const slots: number[] = []
  let sorts = 1
  for (const slot of rows[0]!.keys()) {
    const choices = countChoices(rows, slot)
    if (choices < 2 || sorts * choices > SORTS_MAX) continue
    sorts *= choices
    slots.push(slot)
  }
  return split(template, smallest, (i) => slots.map((slot) => rows[i]![slot]).join('\0'))
}

/** Splits by whether one slot begins with what another in front of it holds, so that this can be said once for all. */
export function splitByRepeat(template: Template, smallest: number): Template[] {
  if (template.lines.length < LINES_MIN) return [template]
  const rows = valuesOf(template)
  const pairs: (readonly [number, number])[] = []
  for (const slot of rows[0]!.keys()) {
    for (let from = 0; from < slot && pairs.length < 3; from++)
      if (oftenRepeats(rows, from, slot)) pairs.push([from, slot])
  }
  const repeats = (row: Row) => pairs.map(([from, slot]) => row[slot]!.startsWith(row[from]!)).join()
  return split(template, smallest, (i) => repeats(rows[i]!))
}

function split(template: Template, smallest: number, sortOf: (index: number) => string): Template[] {
  const sorts = new Map<string, LogLine[]>()
  for (const [i, line] of template.lines.entries()) {
    const sort = sortOf(i)
    const lines = sorts.get(sort)
    if (lines) lines.push(line)
    else sorts.set(sort, [line])
  }
  const large = [...sorts.values()].filter((lines) => lines.length >= smallest)
  const small = [...sorts.values()].filter((lines) => lines.length < smallest).flat()
  if (small.length > 0) large.push(small.sort((a, b) => a.index - b.index))
  return large.length > 1 ? large.map(templateOf) : [template]
}

/** How many values a slot has if they are a few words without digits, else 0. */
function countChoices(rows: readonly Row[], slot: number): number {
  const values = new Set<string>()
  for (const row of rows) {
    values.add(row[slot]!)
    if (values.size > CHOICES_MAX) return 0
  }
  for (const value of values) if (value.length > CHOICE_LENGTH || /\p{N}/u.test(value)) return 0
  return values.size
}

/** True if many, but not all, of the rows repeat a value of some length. */
function oftenRepeats(rows: readonly Row[], from: number, slot: number): boolean {
  let count = 0
  let length = 0
  for (const [i, row] of rows.entries()) {
    // no need to read on where nothing points to it
    if (i === 50 && count < 10) return false
    if (!row[slot]!.startsWith(row[from]!)) continue
    count++
    length += row[from]!.length
  }
  const often = count >= LINES_MIN && count < rows.length && count >= rows.length * REPEATS_MIN
  return often && length >= count * REPEAT_LENGTH
}
