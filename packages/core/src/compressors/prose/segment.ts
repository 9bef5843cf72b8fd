// Cuts a text into units: sentences, headings, list items, table rows, and code as a whole.

import type { ProseDocument, Section, Unit, UnitKind } from './document.ts'
import { goesOn, headingLevel, indentOf, isPlainHeading, type LineKind, lineKind } from './lines.ts'
import { sentenceStarts } from './sentences.ts'

/** Levels of headings without "#": underlined ones, and lone short lines. */
const UNDERLINED = 2
const PLAIN = 7

interface Line {
  start: number
  end: number
  kind: LineKind
  text: string
}

/** Cuts a text into units. Every letter and digit of it is in one of them; what is between them is space. */
export function segment(text: string): ProseDocument {
  const builder = new Builder(text)
  const lines = linesOf(text)
  let i = frontMatterEnd(lines)
  if (i > 0) builder.code(lines[0]!.start, lines[i - 1]!.end)
  while (i < lines.length) i = take(builder, lines, i)
  return builder.document()
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf('\n', start)
    let end = found < 0 ? text.length : found
    const next = end + 1
    if (text.charCodeAt(end - 1) === 13 && end > start) end--
    const line = text.slice(start, end)
    lines.push({ start, end, kind: lineKind(line), text: line })
    start = next
  }
  return lines
}

/** Lines of a block between "---" at the very head, which holds settings. */
function frontMatterEnd(lines: readonly Line[]): number {
  if (lines[0]!.text !== '---') return 0
  const close = lines.findIndex((line, i) => i > 0 && i < 60 && line.text === '---')
  return close + 1
}

/** Takes what starts at a line, and gives the line after it. */
function take(builder: Builder, lines: readonly Line[], at: number): number {
  const line = lines[at]!
  const next = lines[at + 1]
  switch (line.kind) {
    case 'blank':
      builder.close()
      return at + 1
    case 'fence':
      return takeFence(builder, lines, at)
    case 'heading':
      builder.heading(line.start, line.end, headingLevel(line.text))
      return at + 1
    case 'mark':
    case 'underline':
      builder.mark(line.end)
      return at + 1
    case 'row':
      builder.row(line.start, line.end)
      return at + 1
    default:
      if (next?.kind === 'underline' && builder.isClosed && line.text.length < 200) {
        builder.heading(line.start, next.end, UNDERLINED)
        return at + 2
      }
      if (
        builder.isClosed &&
        (next === undefined || next.kind === 'blank') &&
        line.kind !== 'turn' &&
        isPlainHeading(line.text)
      ) {
        builder.heading(line.start, line.end, PLAIN)
        return at + 1
      }
      return takeText(builder, lines, at)
  }
}

function takeFence(builder: Builder, lines: readonly Line[], at: number): number {
  const mark = lines[at]!.text.trimStart().slice(0, 3)
  let last = at + 1
  while (last < lines.length && !(lines[last]!.kind === 'fence' && lines[last]!.text.trim().startsWith(mark))) last++
  last = Math.min(last, lines.length - 1)
  builder.code(lines[at]!.start, lines[last]!.end)
  return last + 1
}

/** A line of text, with the lines into which its sentences run on. */
function takeText(builder: Builder, lines: readonly Line[], at: number): number {
  let last = at
  while (goesOn(lines[last]!.text) && lines[last + 1]?.kind === 'text') last++
  const { start, kind, text } = lines[at]!
  builder.sentences(start, lines[last]!.end, { kind, indent: indentOf(text) })
  return last + 1
}

/** Collects units, and knows where in the document they stand. */
class Builder {
  isClosed = true
  private readonly text: string
  private readonly units: Unit[] = []
  private readonly sections: Section[] = [{ heading: -1, code: [] }]
  private block = -1
  /** Headings that hold what comes, outermost first. */
  private readonly headings: { unit: number; level: number }[] = []
  /** List items that hold what comes. */
  private readonly items: { unit: number; indent: number }[] = []
  private tableHead = -1

  constructor(text: string) {
    this.text = text
  }

  document(): ProseDocument {
    return { text: this.text, units: this.units, sections: this.sections }
  }

  close(): void {
    this.isClosed = true
    this.tableHead = -1
  }

  heading(start: number, end: number, asked: number): void {
    this.close()
    this.items.length = 0
    // "ARTICLE 3" and under it "RENT"
    const isUnderPlain = this.units.at(-1)?.kind === 'heading' && this.headings.at(-1)!.level >= PLAIN
    const level = asked === PLAIN && isUnderPlain ? PLAIN + 1 : asked
    while ((this.headings.at(-1)?.level ?? -1) >= level) this.headings.pop()
    const parent = this.headings.at(-1)?.unit ?? -1
    this.headings.push({ unit: this.units.length, level })
    this.sections.push({ heading: this.units.length, code: [] })
    this.add({ start, end, kind: 'heading', parent })
    this.close()
  }

  code(start: number, end: number): void {
    this.close()
    this.sections.at(-1)!.code.push(this.units.length)
    this.add({ start, end, kind: 'code', parent: -1 })
    this.close()
  }

  row(start: number, end: number): void {
    const head = this.tableHead
    if (head < 0) this.isClosed = true
    this.add({ start, end, kind: 'row', parent: head < 0 ? this.itemAbove(this.text.slice(start, end)) : head })
    if (head < 0) this.tableHead = this.units.length - 1
  }

  /** A line without letters: a rule, a closing bracket. It goes with what is above it. */
  mark(end: number): void {
    const last = this.units.at(-1)
    if (last) last.end = end
    this.tableHead = -1
  }

  sentences(start: number, end: number, { kind, indent }: { kind: LineKind; indent: number }): void {
    this.tableHead = -1
    while (this.items.length > 0 && this.items.at(-1)!.indent >= indent) this.items.pop()
    const above = this.items.at(-1)?.unit ?? -1
    const first = this.units.length
    const unit: UnitKind = kind === 'item' ? 'item' : 'sentence'
    const isLed = kind === 'item' || kind === 'turn'
    if (kind === 'item') this.items.push({ unit: first, indent })
    const starts = [start, ...sentenceStarts(this.text, start, end)]
    for (const [i, from] of starts.entries()) {
      const to = starts[i + 1] ?? end
      this.add({ start: from, end: trimEnd(this.text, from, to), kind: unit, parent: i > 0 && isLed ? first : above })
    }
  }

  private itemAbove(line: string): number {
    const indent = indentOf(line)
    return this.items.findLast((item) => item.indent < indent)?.unit ?? -1
  }

  private add(unit: Pick<Unit, 'start' | 'end' | 'kind' | 'parent'>): void {
    if (this.isClosed) this.block++
    this.isClosed = false
    const { start, end, kind, parent } = unit
    this.units.push({ start, end, kind, block: this.block, section: this.sections.length - 1, parent })
  }
}

function trimEnd(text: string, start: number, end: number): number {
  let last = end
  while (last > start + 1 && text.charCodeAt(last - 1) <= 32) last--
  return last
}
