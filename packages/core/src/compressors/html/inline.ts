// Text that flows: whitespace collapsed as a browser does, code, images and links marked.

import { CODE } from './elements.ts'
import { inParentheses, type Links } from './links.ts'
import type { Element } from './parse-page.ts'

export interface InlineStyle {
  links: Links
  /** What stands for a new line; in a table there are none. */
  lineBreak: string
  /** How many marked elements are around this one. */
  depth: number
}

/** Marks in marks read badly, and each costs a pass over its text. */
const DEPTH_MAX = 4
/** Longer text is a note, not an exponent. */
const RAISED_MAX = 40
const SCRIPT = /^javascript:/i
const PERMALINK_MAX = 3
const PERMALINK = /^[¶#§🔗\s\u200b]*$/u

/** Collects text, with one blank where there is any whitespace. */
export function createFlow() {
  let text = ''
  let last = ' '
  let isEmpty = true
  const add = (piece: string) => {
    if (piece === '') return
    text += piece
    isEmpty &&= piece.trim() === ''
    last = piece.at(-1)!
  }
  return {
    add,
    /** Text of the page. */
    flow(source: string): void {
      const piece = collapse(source)
      add(isSpace(last) && piece.startsWith(' ') ? piece.slice(1) : piece)
    },
    space(): void {
      if (!isSpace(last)) add(' ')
    },
    text: () => text.trim(),
    endsInSpace: () => isSpace(last),
    isEmpty: () => isEmpty,
  }
}

/** Soft hyphens and zero-width spaces are where a word may break. */
function collapse(text: string): string {
  const seen = /[\u00ad\u200b]/.test(text) ? text.replace(/[\u00ad\u200b]+/g, '') : text
  return /[^\S ]| {2}/.test(seen) ? seen.replace(/\s+/g, ' ') : seen
}
const isSpace = (character: string) => character === ' ' || character === '\n'

export type Flow = ReturnType<typeof createFlow>

export function addInline(node: Element | string, flow: Flow, style: InlineStyle): void {
  if (typeof node === 'string') flow.flow(node)
  else if (!node.isLeftOut) addElement(node, flow, style)
}

function addElement(element: Element, flow: Flow, style: InlineStyle): void {
  const { tag, attributes } = element
  if (tag === 'br') flow.add(style.lineBreak)
  else if (tag === 'img') addImage(attributes, flow)
  else if (tag === 'input') addCheckbox(attributes, flow)
  else if (tag === 'math') addFormula(element, flow)
  else if (style.depth >= DEPTH_MAX) addChildren(element, flow, style)
  else if (tag === 'a') addLink(element, flow, style)
  else if (CODE.has(tag)) addCode(element, flow, style)
  else if (tag === 'del' || tag === 's' || tag === 'strike')
    addMarked(element, flow, { ...style, open: '~~', close: '~~' })
  else if (tag === 'sup' || tag === 'sub') addRaised(element, flow, style)
  else if (tag === 'rt') addMarked(element, flow, { ...style, open: '(', close: ')' })
  else if (tag === 'rp') return
  else addChildren(element, flow, style)
}

function addChildren({ children, isBlock, tag }: Element, flow: Flow, style: InlineStyle): void {
  const isApart = isBlock || tag === 'button' || tag === 'textarea'
  if (isApart) flow.space()
  children.forEach((child, index) => {
    if (index > 0 && areChips(children[index - 1]!, child)) flow.space()
    addInline(child, flow, style)
  })
  if (isApart) flow.space()
}

/** Elements of one class side by side are words of a list, which only a style sheet sets apart. */
export function areChips(before: Element | string, after: Element | string): boolean {
  if (typeof before === 'string' || typeof after === 'string' || before.tag !== after.tag) return false
  const { class: name } = before.attributes
  return name !== undefined && name === after.attributes.class && before.characters > 1 && after.characters > 1
}

function inner(element: Element, style: InlineStyle): Flow {
  const flow = createFlow()
  for (const child of element.children) addInline(child, flow, { ...style, depth: style.depth + 1 })
  return flow
}

/** Puts marks around text, and the blanks at its ends outside of them. */
function addMarked(element: Element, flow: Flow, style: InlineStyle & { open: string; close: string }): void {
  const content = inner(element, style)
  if (startsInSpace(element)) flow.space()
  if (!content.isEmpty()) flow.add(style.open + content.text() + style.close)
  if (content.endsInSpace()) flow.space()
}

const startsInSpace = ({ children }: Element) => typeof children[0] === 'string' && /^\s/.test(children[0])

/** What is raised or lowered must not run into what is in front of it: 10^5 is not 105. */
function addRaised(element: Element, flow: Flow, style: InlineStyle): void {
  const text = inner(element, style).text()
  const sign = element.tag === 'sup' ? '^' : '_'
  if (startsInSpace(element)) flow.space()
  if (/^[\p{L}\p{N}]{1,20}$/u.test(text)) flow.add(sign + text)
  else flow.add(text.length <= RAISED_MAX && /^[-+−(]?[\p{L}\p{N}]/u.test(text) ? `${sign}(${text})` : text)
}

function addCode(element: Element, flow: Flow, style: InlineStyle): void {
  const only = element.children.length === 1 ? element.children[0] : undefined
  // [`name`](target) rather than a link that shows as code
  if (typeof only === 'object' && only.tag === 'a') {
    addLink({ ...only, children: [{ ...element, children: only.children }] }, flow, style)
    return
  }
  const code = createFlow()
  code.flow(textOf(element, ''))
  if (code.isEmpty()) {
    flow.space()
    return
  }
  const text = code.text()
  const ticks = '`'.repeat(longestRun(text, '`') + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  flow.add(ticks + pad + text + pad + ticks)
}

/** Length of the longest run of a character. */
export function longestRun(text: string, character: '`' | '~'): number {
  const runs = text.match(character === '`' ? /`+/g : /~+/g) ?? []
  return runs.reduce((longest, run) => Math.max(longest, run.length), 0)
}

function addLink(element: Element, flow: Flow, style: InlineStyle): void {
  const target = targetOf(element)
  if (target === undefined) {
    const isPermalink = element.characters <= PERMALINK_MAX && PERMALINK.test(textOf(element, ''))
    if (!isPermalink) addChildren(element, flow, style)
    return
  }
  const content = inner(element, style)
  if (startsInSpace(element)) flow.space()
  if (!content.isEmpty()) flow.add(style.links.write(content.text(), target))
  if (content.endsInSpace()) flow.space()
}

/** An address as browsers read it: line ends in it are nothing. */
const addressOf = (value: string) => value.replace(/[\t\n\r]+/g, '').trim()

/** Where a link leads, if that is not on this page. */
export function targetOf({ attributes }: Element): string | undefined {
  const target = addressOf(attributes.href ?? '')
  return target === '' || target.startsWith('#') || SCRIPT.test(target) ? undefined : target
}

/** A formula as its author has written it if the page tells; else its parts, side by side. */
function addFormula(element: Element, flow: Flow): void {
  const source = element.attributes.alttext ?? annotationIn(element)
  flow.flow(` ${source ?? textOf(element, ' ')} `)
}

function annotationIn(element: Element): string | undefined {
  if (element.tag === 'annotation') return textOf(element, '')
  for (const child of element.children) {
    const found = typeof child === 'string' ? undefined : annotationIn(child)
    if (found !== undefined) return found
  }
  return undefined
}

function addImage({ alt = '', src = '', width, height }: Readonly<Record<string, string>>, flow: Flow): void {
  const text = alt.replace(/\s+/g, ' ').trim()
  const isPixel = width !== undefined && height !== undefined && Number(width) <= 1 && Number(height) <= 1
  if (isPixel || (text === '' && (src === '' || src.startsWith('data:')))) return
  flow.add(src === '' || src.startsWith('data:') ? `![${text}]` : `![${text}](${inParentheses(addressOf(src))})`)
}

function addCheckbox({ type, checked }: Readonly<Record<string, string>>, flow: Flow): void {
  if (type === 'checkbox') flow.add(checked === undefined ? '[ ] ' : '[x] ')
}

/** The text of an element as it stands, with something between its parts. */
export function textOf(element: Element, between: string): string {
  const parts: string[] = []
  const visit = (node: Element | string) => {
    if (typeof node === 'string') parts.push(node)
    else if (node.tag === 'br') parts.push('\n')
    else if (!node.isLeftOut) node.children.forEach(visit)
  }
  visit(element)
  return parts.join(between)
}
