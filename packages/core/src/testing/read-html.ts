// Reads HTML for the truth check: what it says, in order, and where its links lead. Knows nothing of Markdown or content.
import { Parser } from 'htmlparser2'

/** What a page says. */
export interface Spoken {
  /** Letters and digits of all text, in order. */
  letters: string
  /** Half-open ranges of `letters` that a line may pass over: what is hidden, such as line numbers, and buttons. */
  hidden: (readonly [number, number])[]
  buttons: (readonly [number, number])[]
  targets: ReadonlySet<string>
  /** Text of each `pre`, and of scripts that hold JSON. */
  blocks: string[]
  /** Letters of headings, by level. */
  headings: ReadonlyMap<number, string[]>
  /** Letters of the title and the description. */
  head: string[]
  scripts: number
}

const SILENT =
  /^(?:script|style|template|noscript|svg|iframe|object|embed|canvas|audio|video|map|select|datalist|noembed|noframes|frameset)$/
const NUMBERS = /(?:^|\s)(?:linenos?|line-numbers?|gutter|hljs-ln-numbers)(?:\s|$)/

export const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '')

export function readHtml(html: string): Spoken {
  const targets = new Set<string>()
  const headings = new Map<number, string[]>()
  const spoken = {
    hidden: [] as [number, number][],
    buttons: [] as [number, number][],
    blocks: [] as string[],
    head: [] as string[],
    scripts: 0,
  }
  /** Open elements: where their letters start, and whether they are hidden. */
  const open: { tag: string; start: number; isHidden: boolean; text: string[] | undefined; isSilent: boolean }[] = []
  let parts = ''
  const say = (text: string) => {
    parts += lettersOf(text)
  }
  const parser = new Parser({
    onopentag(tag, attributes) {
      const isSilent = (open.at(-1)?.isSilent ?? false) || SILENT.test(tag)
      const isJson = tag === 'script' && /json/i.test(attributes.type ?? '')
      if (tag === 'script' && !isJson && !open.at(-1)?.isSilent) spoken.scripts++
      const keeps = isJson || tag === 'pre' || tag === 'listing' || tag === 'xmp' || tag === 'title'
      const isHidden = isPassedOver(tag, attributes)
      open.push({ tag, start: parts.length, isHidden, text: keeps ? [] : undefined, isSilent })
      for (const name of ['href', 'src'])
        if (attributes[name]) targets.add(attributes[name].replace(/[\t\n\r]+/g, '').trim())
      if (tag === 'meta' && attributes.name?.toLowerCase() === 'description')
        spoken.head.push(lettersOf(attributes.content ?? ''))
      if (!isSilent) say(attributes.alttext ?? (tag === 'img' ? (attributes.alt ?? '') : ''))
      if (tag === 'br') for (const { text } of open) text?.push('\n')
    },
    ontext(text) {
      const inner = open.at(-1)
      if (!inner?.isSilent && inner?.tag !== 'head') say(text)
      if (!open.some(({ isHidden }) => isHidden)) for (const each of open) each.text?.push(text)
    },
    onclosetag(tag) {
      const { start, isHidden, text } = open.pop()!
      if (tag === 'button') spoken.buttons.push([start, parts.length])
      if (isHidden) spoken.hidden.push([start, parts.length])
      if (/^h[1-6]$/.test(tag)) {
        const level = Number(tag[1])
        headings.set(level, [...(headings.get(level) ?? []), parts.slice(start)])
      }
      if (tag === 'title') spoken.head.push(lettersOf(text!.join('')))
      else if (text) spoken.blocks.push(text.join('').replace(/\r\n?/g, '\n'))
    },
  })
  parser.end(html)
  return { ...spoken, letters: parts, targets, headings }
}

function isPassedOver(tag: string, attributes: Record<string, string>): boolean {
  const { style = '', class: name = '' } = attributes
  return (
    tag === 'rp' ||
    (tag === 'dialog' && attributes.open === undefined) ||
    attributes.hidden !== undefined ||
    attributes['aria-hidden'] === 'true' ||
    /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style) ||
    NUMBERS.test(name)
  )
}
