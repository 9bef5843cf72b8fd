// Texts with tables in them, in all the ways in which tables are drawn.

import fc from 'fast-check'

interface Content {
  names: string[]
  rows: string[][]
}

const COLUMNS: Readonly<Record<string, (row: number, wild: number) => string>> = {
  id: (row) => `item-${row + 100}`,
  count: (row, wild) => `${(row * 37 + wild) % 1000}`,
  share: (row, wild) => `${((row * 7 + wild) % 100) / 10}%`,
  state: (row, wild) => ['ready', 'ready', 'ready', 'waiting', 'ready'][(row + wild) % 5]!,
  day: (row) => `2031-0${1 + (row % 9)}-${10 + (row % 19)}`,
  region: () => 'north',
  owner: (row, wild) => (wild % 11 === 3 ? '' : `team ${row % 4}`),
  alarm: (row, wild) => (wild === 77 ? 'failed: no route' : `ok ${row % 3}`),
}
const ODD_CELLS = [
  '',
  'a,b',
  'say "hi"',
  '"',
  'two\nlines',
  '\\',
  '|',
  'x | y',
  'é 😀',
  '007',
  '=1',
  '[3 rows: ',
  'ends ',
]

const content: fc.Arbitrary<Content> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...Object.keys(COLUMNS)), { minLength: 3, maxLength: 8 }),
    wild: fc.array(fc.nat(99), { minLength: 4, maxLength: 40 }),
    times: fc.constantFrom(1, 1, 3, 12),
    odd: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...ODD_CELLS)), { maxLength: 3 }),
  })
  .map(({ names, wild, times, odd }) => {
    const rows = Array<number[]>(times)
      .fill(wild)
      .flat()
      .map((value, row) => names.map((name) => COLUMNS[name]!(row, value)))
    for (const [row, column, cell] of odd) rows[row % rows.length]![column % names.length] = cell
    return { names, rows }
  })

/** Writes a table in one of the usual ways. */
type Draw = (content: Content, end: string) => string

const oneLine = ({ names, rows }: Content): Content => ({
  names: names.map((name) => name.toUpperCase()),
  rows: rows.map((cells) => cells.map((cell) => cell.replace(/[|\n]/g, '/').trim())),
})

const separated =
  (delimiter: string, withHeader: boolean): Draw =>
  ({ names, rows }, end) => {
    const spell = (cell: string) =>
      cell.includes(delimiter) || /["\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
    const records = withHeader ? [names, ...rows] : rows
    return records.map((cells) => cells.map(spell).join(delimiter) + end).join('')
  }

interface Drawing {
  before: string
  between: string
  after: string
  /** What a rule is made of: its beginning, its joint and its end; none if there is no rule. */
  rule?: readonly [string, string, string, string]
  border?: boolean
  ruled?: boolean
}

const drawn =
  ({ before, between, after, rule, border, ruled }: Drawing): Draw =>
  (raw, end) => {
    const { names, rows } = oneLine(raw)
    const widths = names.map((name, c) => Math.max(name.length, ...rows.map((cells) => cells[c]!.length)))
    const line = (cells: string[]) => {
      const slots = cells.map((cell, c) =>
        /^\d+$/.test(rows[0]![c]!) ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!),
      )
      return (before + slots.join(between) + after).trimEnd() + end
    }
    const [from, dash, joint, to] = rule ?? []
    const stroke = rule ? from + widths.map((width) => dash!.repeat(width + 2)).join(joint) + to + end : ''
    const edge = border ? stroke : ''
    return edge + line(names) + stroke + rows.map(line).join(ruled ? stroke : '') + edge
  }

const DRAWS: readonly Draw[] = [
  separated(',', true),
  separated(',', false),
  separated('\t', true),
  separated(';', true),
  drawn({ before: '', between: '   ', after: '' }),
  drawn({ before: ' ', between: ' | ', after: '', rule: ['', '-', '+', ''] }),
  drawn({ before: '| ', between: ' | ', after: ' |', rule: ['|', '-', '|', '|'] }),
  drawn({ before: '| ', between: ' | ', after: ' |', rule: ['+', '-', '+', '+'], border: true }),
  drawn({ before: '│ ', between: ' │ ', after: ' │', rule: ['├', '─', '┼', '┤'], border: true, ruled: true }),
]

const prose = fc.constantFrom(
  '',
  '',
  'The table below was read today.\n\n',
  '\nThat is all, as far as we know.\n',
  '(42 rows)\n',
)

/** A text that is mostly one or two tables. */
export const tableText: fc.Arbitrary<string> = fc
  .tuple(prose, fc.array(fc.tuple(content, fc.constantFrom(...DRAWS), prose), { minLength: 1, maxLength: 2 }))
  .chain(([before, tables]) =>
    fc
      .tuple(fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '', '\ufeff'))
      .map(([end, mark]) => mark + before + tables.map(([each, draw, after]) => draw(each, end) + after).join('\n')),
  )
