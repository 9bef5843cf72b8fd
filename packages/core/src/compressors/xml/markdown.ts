// HTML inside of a value, such as the summary of an entry → Markdown.

import { parsePage } from '../html/parse-page.ts'
import { writeMarkdown } from '../html/write-markdown.ts'

const HTML =
  /<(?:p|a|br|hr|div|span|img|ul|ol|li|h[1-6]|em|strong|b|i|code|pre|table|blockquote|figure)(?:\s[^<>]*)?\/?>/i

/** The text, as Markdown if it is HTML. */
export function markdownOf(text: string): string {
  if (!text.includes('<') || !HTML.test(text)) return text
  const page = parsePage(text)
  return page ? writeMarkdown(page.root).text.trim() : text
}
