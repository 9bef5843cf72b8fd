// The tree of a page → Markdown, block by block.

import { createCodeBlocks, languageOf } from './code-block.ts'
import { HEADINGS } from './elements.ts'
import { addInline, areChips, createFlow, type InlineStyle, targetOf } from './inline.ts'
import { createLines, type Writing } from './lines.ts'
import { createLinks } from './links.ts'
import type { Element } from './parse-page.ts'
import { writeTable } from './table.ts'

/** Have a blank line before and after them. */
const APART: ReadonlySet<string> = new Set(
  'p ul ol menu dir dl pre listing xmp table blockquote summary figcaption'.split(' '),
)
const CODE_BLOCKS: ReadonlySet<string> = new Set(['pre', 'listing', 'xmp'])
/** What stands before the first line of an element, and before the others. */
const MARKS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['li', ['- ', '  ']],
  ['dd', [': ', '  ']],
  ['blockquote', ['> ', '> ']],
])
/** Would read as a heading or a code block at the start of a line. */
const STRUCTURE = /^(?=#{1,6} |```|~~~)/gm

export interface Markdown {
  text: string
  /** The language of code blocks that name none; empty if there is none. */
  language: string
  hasLinks: boolean
}

/** Markdown of all that is not left out. Where links lead stands at its end. */
export function writeMarkdown(root: Element): Markdown {
  const [lines, links, code] = [createLines(), createLinks(), createCodeBlocks()]
  writeBlocks(root, { lines, links, code, isTight: false, language: '' })
  const definitions = links.definitions()
  return {
    text: [lines.text(), ...(definitions.length > 0 ? ['', ...definitions] : [])].join('\n'),
    language: code.common(),
    hasLinks: definitions.length > 0,
  }
}

/** Writes what is in an element: its blocks, and what flows between them as paragraphs. */
export function writeBlocks(element: Element, writing: Writing): void {
  const { lines, links } = writing
  const style: InlineStyle = { links, lineBreak: '\n', depth: 0 }
  let flow = createFlow()
  const endParagraph = () => {
    const text = flow.text()
    if (text !== '') lines.write(linked(text.replace(/ ?\n ?/g, '\n').replace(STRUCTURE, '\\'), writing))
    flow = createFlow()
  }
  for (const [index, child] of element.children.entries()) {
    if (typeof child === 'string' || !child.isBlock) {
      if (index > 0 && areChips(element.children[index - 1]!, child)) flow.space()
      addInline(child, flow, style)
    } else if (!child.isLeftOut) {
      endParagraph()
      writeBlock(child, writing)
    }
  }
  endParagraph()
}

/** What stands first in a link around blocks, such as a card's title, is what the link says. */
function linked(text: string, { links, around }: Writing): string {
  const target = around?.target
  if (around === undefined || target === undefined || /[[\]]/.test(text)) return text
  around.target = undefined
  return links.write(text, target)
}

function writeBlock(element: Element, writing: Writing): void {
  const { lines, isTight } = writing
  const isHeading = HEADINGS.has(element.tag)
  const isApart = !isTight && APART.has(element.tag)
  if (isApart || isHeading) lines.apart()
  if (isHeading) writeHeading(element, writing)
  else writeContent(element, writing)
  if (isApart) lines.apart()
}

function writeContent(element: Element, writing: Writing): void {
  const { tag } = element
  const { lines } = writing
  const mark = MARKS.get(tag)
  if (tag === 'ul' || tag === 'ol' || tag === 'menu' || tag === 'dir') writeList(element, writing)
  else if (CODE_BLOCKS.has(tag)) lines.verbatim(writing.code.write(element, writing.language))
  else if (tag === 'table') writeTable(element, writing, writeBlocks)
  else if (mark) lines.within(mark[0], mark[1], () => writeBlocks(element, { ...writing, isTight: true }))
  else if (tag === 'div') writeBlocks(element, { ...writing, language: languageOf(element) || writing.language })
  else if (tag === 'a') writeBlocks(element, { ...writing, around: { target: targetOf(element) } })
  else writeBlocks(element, writing)
}

function writeHeading(element: Element, writing: Writing): void {
  const { lines, links } = writing
  const flow = createFlow()
  for (const child of element.children) addInline(child, flow, { links, lineBreak: ' ', depth: 0 })
  if (!flow.isEmpty()) lines.write(`${'#'.repeat(Number(element.tag[1]))} ${linked(flow.text(), writing)}`)
}

function writeList(list: Element, writing: Writing): void {
  const { attributes, children, tag } = list
  const items = children.filter((child): child is Element => typeof child !== 'string' && !child.isLeftOut)
  const step = attributes.reversed === undefined ? 1 : -1
  let number = numberOf(attributes.start) ?? (step < 0 ? items.filter((item) => item.tag === 'li').length : 1)
  const inside = { ...writing, isTight: true }
  for (const child of children) {
    if (typeof child === 'string') {
      if (child.trim() !== '') writing.lines.write(child.replace(/\s+/g, ' ').trim())
    } else if (child.isLeftOut) continue
    else if (tag !== 'ol' || child.tag !== 'li')
      writeBlocks({ ...list, children: [{ ...child, isBlock: true }] }, inside)
    else {
      number = numberOf(child.attributes.value) ?? number
      writing.lines.within(`${number}. `, '   ', () => writeBlocks(child, inside))
      number += step
    }
  }
}

function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && /^-?\d{1,9}$/.test(value.trim()) ? Number(value) : undefined
}
