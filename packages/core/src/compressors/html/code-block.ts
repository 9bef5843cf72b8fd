// `<pre>` → a fenced block: every character of it, in a fence longer than any inside.

import { CODE } from './elements.ts'
import { longestRun, textOf } from './inline.ts'
import type { Element } from './parse-page.ts'

const LANGUAGE = /(?:^|\s)(?:language-|lang-|highlight-source-|highlight-|brush:\s?)([\w+#.-]{1,20})(?=[\s;]|$)/
const NO_LANGUAGE = /^(?:default|none|text|plain|plaintext|notranslate|src)$/
const LINE_NUMBERS = /(?:^|\s)(?:linenos?|line-numbers?|gutter|hljs-ln-numbers)(?:\s|$)/
const FENCE_MIN = 3

/** A fenced block with the text of an element. The language is its own, or else that of what it stands in. */
export function writeCode(element: Element, language: string): string {
  const text = textOf(withoutNumbers(element), '').replace(/\r\n?/g, '\n').replace(/^\n/, '')
  if (text.trim() === '') return ''
  const fence = '`'.repeat(Math.max(FENCE_MIN, longestRun(text) + 1))
  return `${fence}${languageOf(element) || language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`
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
