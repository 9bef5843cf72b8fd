// What `ls -l` prints: most columns say the same on most lines, so they are said once.

import type { ListingLine } from './listing.ts'

const COLUMNS = ['mode', 'links', 'owner', 'group', 'size', 'date'] as const
type Column = (typeof COLUMNS)[number]
export type LongRow = Record<Column | 'name', string>

/** A template that rows share: columns that are the same for all of them, the others are slots. */
export type Form = Partial<Record<Column, string>>

const DATE = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?(?: [+-]\d{4})?)?|[A-Z][a-z]{2} [ \d]\d (?: \d{4}|\d\d:\d\d)`
const LINE = new RegExp(
  String.raw`^([-dlcbps][-rwxsStT]{9}[.+@]?) +(\d+) +([\w.+@$-]+) +([\w.+@$-]+) +(\d+(?:\.\d+)?[KMGTP]?) (${DATE}) (.+)$`,
)
const ROW_DATE = new RegExp(`^(?:${DATE})`)
const LINE_MAX = 600
/** Forms with fewer rows are not worth a line. */
const ROWS_MIN = 3
const FORMS_MAX = 26

export function isLong(line: string): boolean {
  return /^[-dlcbps][-rwxsStT]{9}[.+@]? /.test(line)
}

export function readLongLine(line: string): LongRow | undefined {
  const found = line.length <= LINE_MAX ? LINE.exec(line) : null
  if (!found) return undefined
  const [, mode, links, owner, group, size, date, name] = found as unknown as string[]
  return { mode: mode!, links: links!, owner: owner!, group: group!, size: size!, date: date!, name: name! }
}

/** Rows of one directory, padded as `ls` pads them: numbers to the right, names to the left. */
export function drawRows(rows: readonly LongRow[]): string[] {
  let [modes, links, owners, groups, sizes] = [0, 0, 0, 0, 0]
  for (const row of rows) {
    modes = Math.max(modes, row.mode.length)
    links = Math.max(links, row.links.length)
    owners = Math.max(owners, row.owner.length)
    groups = Math.max(groups, row.group.length)
    sizes = Math.max(sizes, row.size.length)
  }
  return rows.map((row) => {
    const who = `${row.owner.padEnd(owners)} ${row.group.padEnd(groups)}`
    const head = `${row.mode.padEnd(modes)} ${row.links.padStart(links)} ${who} ${row.size.padStart(sizes)}`
    return `${head} ${row.date} ${row.name}`
  })
}

/** For each line its row, if it is one of a run of rows that are drawn as `ls` draws them. */
export function readLong(lines: readonly string[]): (LongRow | undefined)[] {
  const rows = lines.map(readLongLine)
  for (let start = 0; start < rows.length; ) {
    let end = start
    while (rows[end]) end++
    if (end > start) {
      const drawn = drawRows(rows.slice(start, end) as LongRow[])
      if (drawn.some((line, i) => line !== lines[start + i])) rows.fill(undefined, start, end)
    }
    start = end + 1
  }
  return rows
}

/** The forms that rows have, and for each row its form's number. */
export function formsOf(rows: readonly (LongRow | undefined)[]): { forms: Form[]; formOfRow: (number | undefined)[] } {
  const keys = rows.map((row) => (row ? `${row.mode} ${row.owner} ${row.group} ${row.date}` : ''))
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  const groups = new Map<string, LongRow[]>()
  for (const [i, row] of rows.entries()) {
    if (!row) continue
    // a date that only a few rows have is said in each row
    if (counts.get(keys[i]!)! <= ROWS_MIN) keys[i] = row.mode
    const group = groups.get(keys[i]!)
    if (group) group.push(row)
    else groups.set(keys[i]!, [row])
  }
  const paying = [...groups].filter(([, group]) => group.length >= ROWS_MIN)
  const kept = paying.sort((a, b) => b[1].length - a[1].length).slice(0, FORMS_MAX)
  const numbers = new Map(kept.map(([key], number) => [key, number]))
  const forms = kept.map(([, group]) => formOf(group))
  return { forms, formOfRow: rows.map((row, i) => (row ? numbers.get(keys[i]!) : undefined)) }
}

function formOf(rows: readonly LongRow[]): Form {
  const form: Form = {}
  for (const column of COLUMNS) {
    const value = rows[0]![column]
    if (rows.every((row) => row[column] === value)) form[column] = value
  }
  return form
}

/** The letter of a form. */
export function letterOf(number: number): string {
  return String.fromCharCode(97 + number)
}

/** A form as a line: `a: -rw-r--r-- 1 root root {size} 2026-01-02 10:16 {name}`. */
export function writeForm(form: Form, number: number): string {
  return `${letterOf(number)}: ${COLUMNS.map((column) => form[column] ?? `{${column}}`).join(' ')} {name}`
}

/** The form that a line defines, if it is the definition of that letter. */
export function readForm(line: string, number: number): Form | undefined {
  if (!line.startsWith(`${letterOf(number)}: `) || !line.endsWith(' {name}')) return undefined
  const form: Form = {}
  let rest = line.slice(3)
  for (const column of COLUMNS) {
    const slot = `{${column}} `
    if (rest.startsWith(slot)) {
      rest = rest.slice(slot.length)
      continue
    }
    const value = column === 'date' ? ROW_DATE.exec(rest)?.[0] : rest.slice(0, rest.indexOf(' '))
    if (!value) return undefined
    form[column] = value
    rest = rest.slice(value.length + 1)
  }
  return form
}

/** A row in its form: its letter, what its slots hold, and its name. */
export function writeLongRow(row: LongRow, form: Form, number: number): string {
  let text = letterOf(number)
  for (const column of COLUMNS) if (form[column] === undefined) text += ` ${row[column]}`
  return `${text} ${row.name}`
}

export function readLongRow(line: string, forms: readonly Form[]): LongRow | undefined {
  const form = line[1] === ' ' ? forms[line.charCodeAt(0) - 97] : undefined
  if (!form) return undefined
  const row: Partial<LongRow> = { ...form }
  let rest = line.slice(2)
  for (const column of COLUMNS) {
    if (form[column] !== undefined) continue
    const value = column === 'date' ? (ROW_DATE.exec(rest)?.[0] ?? '') : rest.slice(0, rest.indexOf(' '))
    row[column] = value
    rest = rest.slice(value.length + 1)
  }
  return { ...row, name: rest } as LongRow
}

/** Reads `ls -l` or `ls -lR` as a listing. */
export function parseLong(lines: readonly string[]): ListingLine[] {
  let folder = ''
  return lines.map((text) => {
    const row = readLongLine(text)
    if (!row) {
      const heading = text.trimEnd()
      if (heading.endsWith(':')) folder = `${heading.slice(0, -1)}/`
      return { text }
    }
    const { mode, size, name } = row
    return { text, entry: { folder, name, isFolder: mode[0] === 'd', size: Number.parseFloat(size) } }
  })
}
