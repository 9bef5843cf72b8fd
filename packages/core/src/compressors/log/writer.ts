// Writes the lossless form line by line, as `testing/decode-log.ts` reads it.

import type { Form } from './form.ts'
import type { Features, Marks } from './syntax.ts'
import { ESCAPE, FORMS_MAX, formName, logHeader, needsEscape, RUN, spellValue } from './syntax.ts'
import type { LogLine } from './template.ts'
import { TIME_MARK } from './template.ts'
import { isTime, shortenTime } from './timestamp.ts'

/** A form while it is written. */
interface Entry {
  form: Form
  timed: boolean
  /** Undefined until the form is defined. */
  name: string | undefined
  /** The row that stands last in the output. */
  last: readonly string[]
  /** Index of the next row. */
  next: number
}

export interface WriterOptions {
  /** Values that are written once, with a name, and by that name. */
  repeated: ReadonlySet<string>
  marks: Marks
  /** True if carriage returns end lines too. */
  returns: boolean
}

export class LogWriter {
  private readonly marks: Marks
  private readonly repeated: ReadonlySet<string>
  private readonly entries: (Entry | undefined)[] = []
  private readonly names = new Map<string, string>()
  private readonly features: Features
  private readonly out: string[] = []
  private formCount = 0
  private time = ''
  /** The line before and, if it was written as a row or a definition, its entry; and how often it came again. */
  private before: { text: string; entry: Entry | undefined; repeats: number } = {
    text: '',
    entry: undefined,
    repeats: 0,
  }

  constructor(forms: readonly Form[], { repeated, marks, returns }: WriterOptions) {
    this.marks = marks
    this.repeated = repeated
    this.features = { times: false, links: false, names: false, runs: false, escapes: false, returns }
    for (const form of forms) {
      const timed = form.pieces.some((piece) => piece.includes(TIME_MARK))
      const entry = { form, timed, name: undefined, last: [], next: 0 }
      for (const line of form.lines) this.entries[line.index] = entry
    }
  }

  /** Takes the next line of the log. */
  add(line: LogLine): void {
    const entry = this.entries[line.index]
    const row = entry?.form.rows[entry.next++] ?? []
    if (entry && this.before.entry === entry && this.before.text === line.text) {
      this.before.repeats++
      return
    }
    this.flushRun()
    const spelled = entry && (entry.name === undefined ? this.define(entry, line, row) : this.repeat(entry, line, row))
    if (entry && spelled !== undefined) entry.last = row
    this.out.push(spelled ?? this.escaped(line.text))
    this.time = line.time ?? this.time
    this.before = { text: line.text, entry: spelled === undefined ? undefined : entry, repeats: 0 }
  }

  finish(): string {
    this.flushRun()
    this.features.names = this.names.size > 0
    const names = [...this.names].map(([text, name]) => `${name} ${text}`)
    return [logHeader(this.marks, this.features), ...names, ...this.out].join('\n')
  }

  /** The line in full with its slots marked; undefined if it could not be read back so. */
  private define(entry: Entry, line: LogLine, row: readonly string[]): string | undefined {
    const { pieces, links } = entry.form
    if (this.formCount >= FORMS_MAX || !isTimeClear(pieces, row)) return undefined
    entry.name = formName(this.formCount++)
    if (entry.timed) this.features.times = true
    const { open, close } = this.marks
    const numbers: number[] = []
    let cells = 0
    const slots = row.map((value, slot) => {
      const link = links[slot]
      numbers.push(link === undefined ? ++cells : numbers[link]!)
      if (link === undefined) return open + this.spell(value) + close
      this.features.links = true
      return `${open}=${numbers[slot]}${close}`
    })
    const text = pieces
      .map((piece, i) => piece.replace(TIME_MARK, open + line.time + close) + (slots[i] ?? ''))
      .join('')
    return `${entry.name}: ${text}`
  }

  /** The line as a row: what of its time and parts differs from before; undefined if its time cannot be shortened. */
  private repeat({ form, timed, name, last }: Entry, line: LogLine, row: readonly string[]): string | undefined {
    const time = timed ? shortenTime(this.time, line.time!) : ''
    if (time === undefined) return undefined
    const cells: string[] = []
    for (let slot = 0; slot < row.length; slot++) {
      if (form.links[slot] === undefined) cells.push(row[slot] === last[slot] ? '' : this.spell(row[slot]!))
    }
    while (cells.at(-1) === '') cells.pop()
    return (time && `${time} `) + name + (cells.length > 0 ? ` ${cells.join(this.marks.separator)}` : '')
  }

  private spell(value: string): string {
    if (!this.repeated.has(value)) return spellValue(value, this.marks.separator)
    let name = this.names.get(value)
    if (!name) this.names.set(value, (name = `#${this.names.size + 1}`))
    return name
  }

  private escaped(text: string): string {
    if (!needsEscape(text)) return text
    this.features.escapes = true
    return ESCAPE + text
  }

  private flushRun(): void {
    const { entry, repeats } = this.before
    if (repeats === 0) return
    if (repeats > 1) this.features.runs = true
    this.out.push(entry!.name + (repeats > 1 ? ` ${RUN}${repeats}` : ''))
  }
}

/** The first part of a definition that looks like a time must be the line's own time: so it is found again. */
function isTimeClear(pieces: readonly string[], row: readonly string[]): boolean {
  for (const [slot, piece] of pieces.entries()) {
    if (piece.includes(TIME_MARK)) return true
    if (slot < row.length && isTime(row[slot]!)) return false
  }
  return true
}
