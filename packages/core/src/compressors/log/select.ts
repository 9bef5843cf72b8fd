// Chooses the lines of a log that stay: what asks for attention, one of everything, all that is rare, and the ends.

import { countLines } from './mine.ts'
import { oddLines } from './odd.ts'
import { namedLines } from './query.ts'
import { seriousRecords } from './records.ts'
import { type Severity, severityOf } from './severity.ts'
import type { LogLine, Template } from './template.ts'
import { TIME_MARK } from './template.ts'

export interface Limits {
  /** A template of no more lines than this stays whole. */
  rare: number
  /** The same for requests with a method other than GET and POST. */
  methods: number
  /** Lines of one template that stay because of an error. */
  errors: number
  /** Lines of one template that stay because of a warning. */
  warnings: number
  /** Lines of one template that stay because they stand out. */
  odd: number
  /** Lines of a record (a line and what hangs on it) that stay. */
  record: number
  /** Lines that stay because a word of the query stands in them. A word in more lines than this names none. */
  named: number
}

const LIMITS: Limits = { rare: 3, methods: 8, errors: 40, warnings: 20, odd: 2, record: 60, named: 10 }
/** Lines at either end that stay. */
const END_LINES = 2
const ODD_METHOD = /^(?!GET |POST )[A-Z]+ \d/

/** The usual limits times `bias`. */
export function limitsFor(bias: number): Limits {
  const scaled = (limit: number) => Math.max(1, Math.round(limit * bias))
  return {
    rare: scaled(LIMITS.rare),
    methods: scaled(LIMITS.methods),
    errors: scaled(LIMITS.errors),
    warnings: scaled(LIMITS.warnings),
    odd: scaled(LIMITS.odd),
    record: scaled(LIMITS.record),
    named: scaled(LIMITS.named),
  }
}

/** For each line whether it stays. */
export function selectLines(
  text: string,
  lines: readonly LogLine[],
  templates: readonly Template[],
  { query, limits }: { query: string; limits: Limits },
): boolean[] {
  const severities = lines.map((line) => severityOf(line.text, line.kind))
  const end = countLines(lines) - END_LINES
  // a line with the mark in it belongs to no template, so nothing stands for it
  const shown = lines.map(({ text }, i) => i < END_LINES || i >= end || text.includes(TIME_MARK))
  for (const template of templates) {
    for (const { index } of chosenOf(template, severities, limits)) shown[index] = true
  }
  for (const index of seriousRecords(lines, severities, shown, limits.record)) shown[index] = true
  for (const index of namedLines(query, text, limits.named)) shown[index] = true
  return shown
}

/** The lines of a template that stay for what they are: all of a rare one, else the first and those that matter. */
function chosenOf(template: Template, severities: readonly Severity[], limits: Limits): readonly LogLine[] {
  const { kind, lines } = template
  if (lines.length <= (ODD_METHOD.test(kind) ? limits.methods : limits.rare)) return lines
  const errors = lines.filter(({ index }) => severities[index] === 'error')
  const warnings = lines.filter(({ index }) => severities[index] === 'warning')
  // what hangs on a line means nothing without it
  const odd = /^\s/.test(lines[0]!.text) ? [] : oddLines(template, limits.odd)
  return [lines[0]!, ...varied(errors, limits.errors), ...varied(warnings, limits.warnings), ...odd]
}

/** All lines if they are few; else some that read differently when digits are left aside, the first and the last. */
function varied(lines: readonly LogLine[], limit: number): readonly LogLine[] {
  if (lines.length <= limit) return lines
  const atEnd = Math.ceil(limit / 4)
  const messages = new Map<string, LogLine>()
  for (const line of lines) {
    if (messages.size === limit - atEnd) break
    const message = line.body.replace(/\d+/g, '0')
    if (!messages.has(message)) messages.set(message, line)
  }
  const chosen = new Set(messages.values())
  const rest = lines.filter((line) => !chosen.has(line))
  return [...chosen, ...rest.slice(0, limit - atEnd - chosen.size), ...rest.slice(-atEnd)]
}
