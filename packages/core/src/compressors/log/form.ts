// A template made ready for writing as rows: slots that repeat others are linked to them, and need no cell.

import { REPEAT_LENGTH } from './split.ts'
import type { LogLine, Template } from './template.ts'
import { valuesOf } from './template.ts'

export interface Form {
  lines: readonly LogLine[]
  /** Fixed text around the slots. */
  pieces: readonly string[]
  /** For each slot the slot in front of it that it repeats, if it does. */
  links: readonly (number | undefined)[]
  /** For each line what stands in the slots. */
  rows: readonly (readonly string[])[]
}

/** From so few lines nothing can be said about what always repeats. */
const LINES_MIN = 3

/** The rows of a template, with what can be said once for all of them taken out. */
export function formOf(template: Template): Form {
  const { lines, pieces } = template
  let form: Form = { lines, pieces, links: pieces.slice(1).map(() => undefined), rows: valuesOf(template) }
  if (lines.length >= LINES_MIN) for (let slot = 1; slot < form.links.length; slot++) form = linked(form, slot)
  return form
}

/** The form with a slot linked to one in front of it, if every row has that one's value at the slot's start. */
function linked(form: Form, slot: number): Form {
  const { lines, pieces, links, rows } = form
  const from = links.findIndex((link, other) => other < slot && link === undefined && repeats(form, other, slot))
  if (from < 0) return form
  const rest = rows.map((row) => row[slot]!.slice(row[from]!.length))
  const same = commonStart(rest)
  const whole = rest.every((value) => value.length === same.length)
  const after = pieces[slot + 1]!
  return {
    lines,
    pieces: [...pieces.slice(0, slot + 1), ...(whole ? [same + after] : [same, after]), ...pieces.slice(slot + 2)],
    links: [...links.slice(0, slot), from, ...(whole ? [] : [undefined]), ...links.slice(slot + 1)],
    rows: rows.map((row, i) => {
      const values = whole ? [row[from]!] : [row[from]!, rest[i]!.slice(same.length)]
      return [...row.slice(0, slot), ...values, ...row.slice(slot + 1)]
    }),
  }
}

function repeats({ rows }: Form, from: number, slot: number): boolean {
  return (
    rows.every((row) => row[slot]!.startsWith(row[from]!)) && rows.some((row) => row[from]!.length >= REPEAT_LENGTH)
  )
}

function commonStart(values: readonly string[]): string {
  let start = values[0]!
  for (const value of values) {
    let length = 0
    while (length < start.length && start[length] === value[length]) length++
    start = start.slice(0, length)
  }
  // a surrogate pair must not be torn
  return /[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start
}
