// How sure it is that a text is HTML, told from its head and a sample of its tags.

import { KNOWN } from './elements.ts'

const HEAD = 1000
const SAMPLE = 8000
const TAGS_MIN = 8
/** Of the tags, so many must be HTML's; of the lines of a fragment, so few may have none. */
const KNOWN_SHARE = 0.9
const TAG_SHARE = 0.08

const DOCUMENT =
  /^(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^]{0,600}?-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])/i
/** Headers of an HTTP answer, or a few words of the tool, may come first. */
const LATE_DOCUMENT = /\n\s{0,20}<(?:!doctype html|html[\s>])/i
const XML =
  /^<\?xml|^<(?:rss|feed|urlset|sitemapindex|project|svg|(?:\w+:)?envelope|plist|manifest|configuration)[\s>]/i
const TAG = /<\/?([A-Za-z][\w:.-]{0,40})(?=[\s/>])/g
/** Sources that are more than the page that they make: their text is what matters, not what it would show. */
const TEMPLATE =
  /<\?php|<%|\{%|\{\{|\{#(?:if|each)|className=|=\{|=>|\/>\s*\)|^import\s|^export\s|\bv-(?:if|for|bind|model|on)[:=]|\*ng(?:If|For)|\[\(?\w+\)?\]="|\((?:click|change|submit)\)="|@(?:click|change|input)="|<>|th:(?:text|each)=/m
const OTHER_LINES = /^(?:[+-][^+-]|@@ |diff --git |\s*\d+[:\t|→]|#{1,6} |```|[\w./-]{1,200}:\d+:)/

/** From 0, not HTML, to 1. */
export function likeness(text: string): number {
  const head = text.slice(0, HEAD).trimStart()
  const start = head.startsWith('<') ? 0 : lateStart(text)
  if (start < 0 || (XML.test(head) && !/<html[\s>]/i.test(head))) return 0
  const body = text.slice(start, start + SAMPLE)
  const tags = [...body.matchAll(TAG)].map((match) => match[1]!.toLowerCase())
  const known = tags.filter((tag) => KNOWN.has(tag)).length
  if (known < tags.length * KNOWN_SHARE) return 0
  const visible = body.replace(/<(script|style|pre|code)\b[^]*?<\/\1/gi, '')
  if (TEMPLATE.test(visible)) return 0
  if (start > 0 || DOCUMENT.test(head)) return 0.95
  if (known < TAGS_MIN || hasOtherLines(body)) return 0
  const share = tags.reduce((sum, tag) => sum + tag.length + 2, 0) / body.length
  return share < TAG_SHARE || /^<(?:template|script|style)\b/i.test(head) ? 0 : 0.9
}

/** Where a document begins after what a tool says first; negative if none does. */
function lateStart(text: string): number {
  const match = LATE_DOCUMENT.exec(text.slice(0, SAMPLE))
  return match && !text.slice(0, match.index).includes('<') ? match.index : -1
}

function hasOtherLines(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.filter((line) => OTHER_LINES.test(line)).length > lines.length * 0.1
}
