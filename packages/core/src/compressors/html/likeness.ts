// How sure it is that a text is HTML, told from its head and a sample of its tags.

import { KNOWN } from './elements.ts'

const SURE = 0.95
const FRAGMENT = 0.9
const SAMPLE = 8000
const PREAMBLE = 4000
/** What a fragment must have of HTML's tags, and so little of anything else. */
const TAGS_MIN = 8
const KNOWN_SHARE = 0.9
const TAG_SHARE = 0.08
const OTHER_LINES_MIN = 3
const OTHER_LINES_SHARE = 0.03

const DOCUMENT = /^(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[\s\S]{0,600}?-->\s*){0,3}<(?:!doctype\s+html|html|head|body)[\s>]/i
const LATE_DOCUMENT = /\n\s{0,20}<(?:!doctype html|html)[\s>]/i
/** What tools and servers say about an answer. */
const HEADER_LINE = /^(?:HTTP\/|[<>*] |[\w-]{1,40}(?: [\w-]{1,20})?:\s)/
const OTHER_HEADER_LINES = 2
const NO_PREAMBLE = /^(?:#|`{3}|~{3}|\/\/|import |from |def |[-+] )/

const TAG = /<\/?([A-Za-z][\w:.-]{0,40})(?=[\s/>])/g
const APART = /<(script|style|pre|code|svg)\b[\s\S]*?(?:<\/\1|$)/gi
/** Sources that are more than the page that they make: what they say matters, not what it would show. */
const TEMPLATE = /<\?php|<%|\{%|\{\{|th:(?:text|each)=/
const COMPONENT = anyOf(
  'className=|=\\{|\\$\\{|=>|<>|\\{#(?:if|each)|\\*ng(?:If|For)|^<(?:template|script|style)\\b|^(?:import|export) ',
  '\\bv-(?:if|for|bind|model|on)[:=]|\\[\\(?\\w+\\)?\\]="|\\((?:click|change|submit)\\)="|@(?:click|change|input)="',
)
/** Lines of diffs, listings, searches and Markdown. */
const OTHER_LINE = /^(?:[+-][^+-]|@@ |diff --git |\s*\d+[:\t|→]|#{1,6} |```|[-*] |[\w./-]{1,200}:\d+:)/

/** From 0, not HTML, to 1. */
export function likeness(text: string): number {
  const start = startOf(text)
  if (start < 0) return 0
  const body = text.slice(start, start + SAMPLE).trimStart()
  const visible = body.replace(APART, '')
  if (TEMPLATE.test(visible)) return 0
  if (DOCUMENT.test(body)) return SURE
  if (body.startsWith('<?') || COMPONENT.test(body)) return 0
  return isFragment(visible) ? FRAGMENT : 0
}

/** Where the HTML begins: behind headers of an answer, if there are any. Negative if the text is something else. */
export function startOf(text: string): number {
  const head = /^[\s\ufeff]{0,200}/.exec(text)![0].length
  if (text[head] === '<') return head
  const match = LATE_DOCUMENT.exec(text.slice(0, PREAMBLE))
  if (!match) return -1
  const lines = text.slice(0, match.index).split('\n')
  const others = lines.filter((line) => line.trim() !== '' && !HEADER_LINE.test(line))
  return others.length <= OTHER_HEADER_LINES && !lines.some((line) => NO_PREAMBLE.test(line)) ? match.index + 1 : -1
}

function isFragment(text: string): boolean {
  const names = [...text.matchAll(TAG)].map((match) => match[1]!)
  // a name with a hyphen is an element of the page's own
  const tags = names.filter((name) => !name.includes('-'))
  const known = tags.filter((name) => KNOWN.has(/^[A-Z]+\d?$/.test(name) ? name.toLowerCase() : name)).length
  const length = names.reduce((sum, name) => sum + name.length + 2, 0)
  if (known < TAGS_MIN || known < tags.length * KNOWN_SHARE || length < text.length * TAG_SHARE) return false
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const others = lines.filter((line) => OTHER_LINE.test(line)).length
  return others < OTHER_LINES_MIN || others < lines.length * OTHER_LINES_SHARE
}

function anyOf(...patterns: string[]): RegExp {
  return new RegExp(patterns.join('|'), 'm')
}
