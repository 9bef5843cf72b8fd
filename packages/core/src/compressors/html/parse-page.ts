// HTML → a light tree of what a reader can see, with the sizes that extraction needs. Linear, and never deeper than browsers go.

import { Parser } from 'htmlparser2'
import { BLOCKS, HEADINGS, UNSEEN } from './elements.ts'

export interface Element {
  tag: string
  attributes: Readonly<Record<string, string>>
  children: (Element | string)[]
  /** Starts a line of its own, or holds something that does. */
  isBlock: boolean
  /** Length of the text in it; of that in links; and how many links there are. */
  characters: number
  linked: number
  links: number
  /** Is a page's title, or holds one. */
  hasTitle: boolean
  /** Left out as boilerplate. */
  isLeftOut?: boolean
}

/** What a page carries without showing it. */
export interface Unseen {
  scripts: number
  styles: number
  /** Elements with text that an attribute hides. */
  hidden: number
  /** Buttons. */
  controls: number
  /** Scripts that hold JSON: type or id, and text. */
  data: { name: string; text: string }[]
}

export interface Page {
  root: Element
  title: string
  description: string
  unseen: Unseen
}

/** Browsers put what is nested deeper than this side by side; real pages stay far below. */
const DEPTH_MAX = 512
/** Pages have thousands of elements; work must stay bounded for what is no page. */
const ELEMENTS_MAX = 300_000
const BUTTON_MAX = 40
/** Icons and anchors are hidden from screen readers; longer text so hidden is still on the screen. */
const ICON_MAX = 40
const HIDDEN_STYLE = /(?:^|[;\s])(?:display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden)/i
const STYLE_REACH = 500

/** Undefined if it is deeper or has more elements than any page. */
export function parsePage(html: string): Page | undefined {
  const builder = createBuilder()
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (!builder.open(tag, attributes)) parser.pause()
      },
      ontext: builder.text,
      onclosetag: builder.close,
    },
    { decodeEntities: true },
  )
  parser.write(html)
  if (builder.isTooMuch()) return undefined
  parser.end()
  return builder.page()
}

function createBuilder() {
  const root = elementOf('', {})
  const path = [root]
  const unseen: Unseen = { scripts: 0, styles: 0, hidden: 0, controls: 0, data: [] }
  const data: Unseen['data'] = unseen.data
  let [title, description] = ['', '']
  /** How many of the open elements are in one that is not seen. */
  let skipped = 0
  let headings = 0
  let elements = 0
  const hidden: Element[] = []
  let isTitle = false

  const skip = (tag: string, attributes: Record<string, string>) => {
    if (skipped++ > 0) return
    if (tag === 'style') unseen.styles++
    else if (tag !== 'script') return
    else if (/json/i.test(attributes.type ?? '')) data.push({ name: attributes.id || attributes.type!, text: '' })
    else unseen.scripts++
  }

  const hide = (element: Element) => {
    if (element.characters === 0) return
    element.isLeftOut = true
    hidden.push(element)
    path.at(-1)!.children.push(element)
    if (element.isBlock) path.at(-1)!.isBlock = true
  }

  const isTooMuch = () => path.length > DEPTH_MAX || elements > ELEMENTS_MAX

  return {
    isTooMuch,

    open(tag: string, attributes: Record<string, string>): boolean {
      if (tag === 'title' && skipped === 0 && title === '') isTitle = true
      else if (tag === 'meta' && attributes.name?.toLowerCase() === 'description')
        description = attributes.content ?? ''
      if (skipped > 0 || UNSEEN.has(tag)) skip(tag, attributes)
      const element = elementOf(tag, attributes)
      if (HEADINGS.has(tag) || tag === 'summary' || tag === 'dt') headings++
      path.push(element)
      elements++
      return !isTooMuch()
    },

    text(text: string): void {
      const element = path.at(-1)!
      if (skipped > 0) {
        if (element.tag === 'script' && skipped === 1 && data.length > 0 && /json/i.test(element.attributes.type ?? ''))
          data.at(-1)!.text += text
      } else if (isTitle) title += text
      else if (element.tag !== 'head') addText(element, text)
    },

    close(tag: string): void {
      const element = path.pop()!
      if (HEADINGS.has(tag) || tag === 'summary' || tag === 'dt') headings--
      if (skipped > 0) skipped--
      else if (tag === 'title' && isTitle) isTitle = false
      else if (isHidden(element)) hide(element)
      else if (tag === 'button' && headings === 0 && element.characters <= BUTTON_MAX) unseen.controls++
      else addElement(path.at(-1)!, element)
    },

    page(): Page {
      // a page that scripts reveal hides what it is about
      const isRevealed = hidden.reduce((sum, { characters }) => sum + characters, 0) > root.characters
      for (const element of hidden) element.isLeftOut = !isRevealed
      unseen.hidden = isRevealed ? 0 : hidden.length
      return { root, title: title.trim(), description: description.trim(), unseen }
    },
  }
}

function elementOf(tag: string, attributes: Record<string, string>): Element {
  return {
    tag,
    attributes,
    children: [],
    isBlock: BLOCKS.has(tag),
    characters: 0,
    linked: 0,
    links: 0,
    hasTitle: tag === 'h1',
  }
}

function addText(element: Element, text: string): void {
  const { children } = element
  const last = children.length - 1
  // entities come one by one
  if (typeof children[last] === 'string') children[last] += text
  else children.push(text)
  element.characters += text.trim().length
}

function addElement(parent: Element, element: Element): void {
  if (element.tag === 'a' && element.attributes.href !== undefined) {
    element.linked = element.characters
    element.links = 1
  }
  parent.children.push(element)
  parent.characters += element.characters
  parent.linked += element.linked
  parent.links += element.links
  if (element.isBlock) parent.isBlock = true
  if (element.hasTitle) parent.hasTitle = true
}

function isHidden({ tag, attributes, characters }: Element): boolean {
  const { style } = attributes
  // what stands on the other tabs is as much part of the page as what stands on this one
  if (tag === 'html' || tag === 'body' || attributes.role === 'tabpanel') return false
  return (
    (attributes.hidden !== undefined && attributes.hidden !== 'until-found') ||
    (attributes['aria-hidden'] === 'true' && characters <= ICON_MAX) ||
    (tag === 'dialog' && attributes.open === undefined) ||
    (style !== undefined && HIDDEN_STYLE.test(style.slice(0, STYLE_REACH)))
  )
}
