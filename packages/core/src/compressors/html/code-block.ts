// `<pre>` → a fenced block: every character of it, in a fence longer than any inside.

import { CODE } from './elements.ts'
import { longestRun, textOf } from './inline.ts'
import type { Element } from './parse-page.ts'

const LANGUAGE = /(?:^|\s)(?:language-|lang-|highlight-source-|highlight-|brush:\s?)([\w+#.-]{1,20})(?=[\s;]|$)/
const NO_LANGUAGE = /^(?:default|none|text|plain|plaintext|notranslate|src)$/
const LINE_NUMBERS = /(?:^|\s)(?:linenos?|line-numbers?|gutter|hljs-ln-numbers)(?:\s|$)/
const FENCE_MIN = 3
/** So many blocks of a language are worth saying it once for all. */
const COMMON_MIN = 3

export interface CodeBlocks {
  /** Gives what writes the block when all of the page is known. The language is its own, or that of what it stands in. */
  write(element: Element, language: string): () => string
  /** The language that most blocks have; they do not name it. Blocks of no known language have fences of tildes then. */
  common(): string
}

export function createCodeBlocks(): CodeBlocks {
  const counts = new Map<string, number>()
  const common = () => {
    const [language, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])
    return count >= COMMON_MIN ? language : ''
  }
  return {
    common,
    write(element, around) {
      const text = textOf(withoutNumbers(element), '').replace(/\r\n?/g, '\n').replace(/^\n/, '')
      const language = languageOf(element) || around
      if (text.trim() === '') return () => ''
      if (language !== '') counts.set(language, (counts.get(language) ?? 0) + 1)
      return () =>
        fenced(text, { language: language === common() ? '' : language, isKnown: language !== '' || common() === '' })
    },
  }
}

/** A fence longer than any inside. */
export function fenced(text: string, { language, isKnown }: { language: string; isKnown: boolean }): string {
  const character = isKnown ? '`' : '~'
  const fence = character.repeat(Math.max(FENCE_MIN, longestRun(text, character) + 1))
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`
}

/** The language that an element, or a lone element in it, names in its class. */
export function languageOf(element: Element): string {
  const named = element.attributes['data-lang'] ?? LANGUAGE.exec(element.attributes.class?.slice(0, 200) ?? '')?.[1]
  if (named !== undefined && /^[\w+#.-]+$/.test(named)) return NO_LANGUAGE.test(named) ? '' : named
  if (!CODE.has(element.tag) && element.tag !== 'pre') return ''
  const [only, ...others] = element.children.filter((child) => typeof child !== 'string' || child.trim() !== '')
  return typeof only === 'object' && others.length === 0 ? languageOf(only) : ''
}

function withoutNumbers(element: Element): Element {
  const children = element.children
    .filter((child) => typeof child === 'string' || !LINE_NUMBERS.test(child.attributes.class?.slice(0, 200) ?? ''))
    .map((child) => (typeof child === 'string' ? child : withoutNumbers(child)))
  return { ...element, children }
}
