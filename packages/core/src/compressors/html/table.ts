// Tables: rows as GitHub's Markdown has them; what only uses a table for layout is written block by block.

import { addInline, createFlow, type InlineStyle } from './inline.ts'
import type { Writing } from './lines.ts'
import type { Element } from './parse-page.ts'

const BREAK = ' • '
/** Says that a cell goes on from the row above. */
const DITTO = '〃'
const SPAN_MAX = 100
/** Spans may add so many cells to those that there are. */
const FILL_MAX = 5000

interface Row {
  cells: Element[]
  isHead: boolean
}

/** `writeBlocks` writes what is in an element, block by block. */
export function writeTable(
  table: Element,
  writing: Writing,
  writeBlocks: (element: Element, writing: Writing) => void,
): void {
  const rows: Row[] = []
  const rest: Element[] = []
  collect(table, { rows, rest, isHead: false })
  const { lines } = writing
  for (const each of rest) writeBlocks(each, writing)
  if (isLayout(table, rows)) {
    for (const { cells } of rows) {
      if (!writing.isTight) lines.apart()
      for (const cell of cells) writeBlocks(cell, writing)
    }
    return
  }
  const style: InlineStyle = { links: writing.links, lineBreak: BREAK, depth: 0 }
  const grid = gridOf(rows, style).filter((row) => row.some((cell) => cell !== ''))
  if (grid.length === 0) return
  grid.forEach((row, index) => {
    lines.write(`| ${row.join(' | ')} |`)
    if (index === 0 && rows[0]!.isHead) lines.write(`|${'---|'.repeat(row.length)}`)
  })
}

function collect(element: Element, found: { rows: Row[]; rest: Element[]; isHead: boolean }): void {
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (child.trim() !== '') found.rest.push({ ...element, children: [child] })
    } else if (child.isLeftOut) continue
    else if (child.tag === 'tr') found.rows.push(rowOf(child, found.isHead))
    else if (child.tag === 'td' || child.tag === 'th') found.rows.push({ cells: [child], isHead: false })
    else if (child.tag === 'thead' || child.tag === 'tbody' || child.tag === 'tfoot' || child.tag === 'form')
      collect(child, { ...found, isHead: child.tag === 'thead' })
    else found.rest.push({ ...element, children: [child] })
  }
}

function rowOf(row: Element, isHead: boolean): Row {
  const cells = row.children.flatMap((child): Element[] => {
    if (typeof child === 'string')
      return child.trim() === '' ? [] : [{ ...row, tag: 'td', attributes: {}, children: [child] }]
    return child.isLeftOut ? [] : [child]
  })
  return { cells, isHead: isHead || (cells.length > 0 && cells.every(({ tag }) => tag === 'th')) }
}

/** True if cells hold what no line can hold, or if there is one column only. */
function isLayout(table: Element, rows: readonly Row[]): boolean {
  const { role } = table.attributes
  if (role === 'presentation' || role === 'none' || rows.every(({ cells }) => cells.length < 2)) return true
  return rows.some(({ cells }) => cells.some((cell) => cell.isBlock && holdsBlocks(cell)))
}

function holdsBlocks({ children }: Element): boolean {
  return children.some((child) => {
    if (typeof child === 'string' || !child.isBlock) return false
    return /^(?:table|pre|h[1-6]|blockquote|dl)$/.test(child.tag) || holdsBlocks(child)
  })
}

/** Texts of cells, each in its column. */
function gridOf(rows: readonly Row[], style: InlineStyle): string[][] {
  let fill = FILL_MAX
  const grid: string[][] = []
  /** For each column, in how many more rows its cell goes on. */
  let open: number[] = []
  for (const { cells } of rows) {
    const row: string[] = []
    const next: number[] = []
    const goOn = () => {
      while ((open[row.length] ?? 0) > 0) {
        next[row.length] = open[row.length]! - 1
        row.push(DITTO)
      }
    }
    for (const cell of cells) {
      goOn()
      const [columns, height] = [spanOf(cell, 'colspan', fill), spanOf(cell, 'rowspan', fill)]
      fill -= columns * height - 1
      for (let column = 0; column < columns; column++) {
        if (height > 1) next[row.length] = height - 1
        row.push(column === 0 ? cellText(cell, style) : '')
      }
    }
    goOn()
    open = next
    grid.push(row)
  }
  return grid
}

function spanOf({ attributes }: Element, name: 'colspan' | 'rowspan', most: number): number {
  const value = attributes[name]
  if (value === undefined || !/^\d{1,3}$/.test(value)) return 1
  const span = Math.max(1, Math.min(Number(value), SPAN_MAX))
  return span <= most ? span : 1
}

function cellText(cell: Element, style: InlineStyle): string {
  const flow = createFlow()
  addCell(cell, flow, style)
  return flow.text().replace(/\|/g, '\\|')
}

/** What flows, with a dot between blocks, since a cell is one line. */
function addCell(element: Element, flow: ReturnType<typeof createFlow>, style: InlineStyle): void {
  let isApart = false
  for (const child of element.children) {
    if (typeof child === 'string' || !child.isBlock) {
      if (isApart && typeof child === 'string' && child.trim() === '') continue
      if (isApart && !flow.isEmpty()) flow.add(BREAK)
      isApart = false
      addInline(child, flow, style)
    } else if (!child.isLeftOut && child.characters > 0) {
      if (!flow.isEmpty()) flow.add(BREAK)
      addCell(child, flow, style)
      isApart = true
    }
  }
}
