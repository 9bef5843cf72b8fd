// The tree of a page → Markdown, block by block.

import { languageOf, writeCode } from './code-block.ts'
import { HEADINGS } from './elements.ts'
import { addInline, createFlow, type InlineStyle } from './inline.ts'
import { createLines, type Writing } from './lines.ts'
import { createLinks, type Links } from './links.ts'
import type { Element } from './parse-page.ts'
import { writeTable } from './table.ts'

/** Would read as something else at the start of a paragraph. */
const STRUCTURE = /^(?=#{1,6} |```|~~~)/

/** Markdown of all that is not left out. Where links lead stands at its end. */
export function writeMarkdown(root: Element): { text: string; links: Links } {
  const [lines, links] = [createLines(), createLinks()]
  writeBlocks(root, { lines, links, isTight: false, language: '' })
  const definitions = links.definitions()
  return { text: [lines.text(), ...(definitions.length > 0 ? ['', ...definitions] : [])].join('\n'), links }
}

/** Writes what is in an element: its blocks, and what flows between them as paragraphs. */
export function writeBlocks(element: Element, writing: Writing): void {
  const { lines, links } = writing
  const style: InlineStyle = { links, lineBreak: '\n', depth: 0 }
  let flow = createFlow()
  const endParagraph = () => {
    const text = flow.text()
    if (text !== '') lines.write(text.replace(/ ?\n ?/g, '\n').replace(STRUCTURE, '\\'))
    flow = createFlow()
  }
  for (const child of element.children) {
    if (typeof child === 'string' || !child.isBlock) addInline(child, flow, style)
    else if (!child.isLeftOut) {
      endParagraph()
      writeBlock(child, writing)
    }
  }
  endParagraph()
}

function writeBlock(element: Element, writing: Writing): void {
  const { tag } = element
  const { lines } = writing
  const apart = () => {
    if (!writing.isTight) lines.apart()
  }
  if (HEADINGS.has(tag)) {
    lines.apart()
    return writeHeading(element, writing)
  }
  if (tag === 'ul' || tag === 'ol' || tag === 'menu' || tag === 'dir') {
    apart()
    writeList(element, writing)
    return apart()
  }
  if (tag === 'pre' || tag === 'listing' || tag === 'xmp') {
    apart()
    lines.verbatim(writeCode(element, writing.language))
    return apart()
  }
  if (tag === 'table') {
    apart()
    writeTable(element, writing, writeBlocks)
    return apart()
  }
  if (tag === 'li') return lines.within('- ', '  ', () => writeBlocks(element, { ...writing, isTight: true }))
  if (tag === 'dd') return lines.within(': ', '  ', () => writeBlocks(element, { ...writing, isTight: true }))
  if (tag === 'blockquote') {
    apart()
    lines.within('> ', '> ', () => writeBlocks(element, { ...writing, isTight: true }))
    return apart()
  }
  if (tag === 'p' || tag === 'summary' || tag === 'figcaption') apart()
  writeBlocks(element, tag === 'div' ? { ...writing, language: languageOf(element) || writing.language } : writing)
  if (tag === 'p' || tag === 'summary' || tag === 'figcaption') apart()
}

function writeHeading(element: Element, { lines, links }: Writing): void {
  const flow = createFlow()
  for (const child of element.children) addInline(child, flow, { links, lineBreak: ' ', depth: 0 })
  if (!flow.isEmpty()) lines.write(`${'#'.repeat(Number(element.tag[1]))} ${flow.text()}`)
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
