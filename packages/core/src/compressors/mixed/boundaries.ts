// Where one thing ends and another begins: fences, tags, section heads, prompts, HTTP heads; and paragraphs that look unlike.

import { findTime } from '../log/timestamp.ts'

/** Half-open range of characters. */
export interface Range {
  start: number
  end: number
}

/** With more lines that separate, a text is markup or a listing of its own. */
const SEPARATORS_MAX = 4_000
/** Lines of a paragraph that are looked at, from each end. */
const SURVEYED = 3
const LINE_REACH = 160

/** What a line begins with that separates, apart from `user@host` and indented fences. */
const HEADS = new Set([...'`~<=-#*$HOSos(Pbz'].map((char) => char.charCodeAt(0)))
const NAME_REACH = 42
const TAG_REACH = 70
const SEPARATOR = new RegExp(
  [
    // fences
    ' {0,3}(?:`{3,}|~{3,})[^\\n`]{0,100}$',
    // a tag at the head of a line
    String.raw`<\/?[A-Za-z][\w.:-]{0,60}(?: [^<>\n]{0,200})?>`,
    // === name ===, ==> name <==; a report rules its own sections off from margin to margin
    '(?:={3,8}|-{3,8}|#{3,8}|[*]{3,8}) [^\\n]{1,120} (?:={3,8}|-{3,8}|#{3,8}|[*]{3,8})$',
    '==> [^\\n]{1,200} <==$',
    // $ command, user@host:~$ command, bash-5.1$ command
    String.raw`(?:\$|[\w.-]{1,40}@[\w.-]{1,60}[:~ ][^\s$#]{0,120}[$#]|(?:ba|z)?sh-[\d.]*[$#]|PS [A-Z]:[^>\n]{0,120}>)(?: [^\n]{0,400})?$`,
    // an HTTP message up to its body
    String.raw`HTTP\/[\d.]{1,3} \d{3}[^\n]{0,80}\n(?:[\w-]{1,60}:[^\n]{0,2000}\n){1,60}\r?$`,
    // what agents put around an observation
    String.raw`(?:OBSERVATION|Observation|STDOUT|STDERR|stdout|stderr|OUTPUT|Output):[ \t]*$`,
    String.raw`\((?:Open file|Current directory): [^\n]{0,300}\)$`,
  ].join('|'),
  'my',
)
const CLOSING_TAG = /<\/[A-Za-z][\w.:-]{0,60}>[ \t\r]*$/

/** What stands between lines or tags that separate; one range if there are none, or far too many. */
export function betweenSeparators(text: string): Range[] {
  const ranges: Range[] = []
  let start = 0
  let name = text.indexOf('@')
  for (let line = 0; line < text.length; ) {
    const next = text.indexOf('\n', line)
    const lineEnd = next < 0 ? text.length : next
    if (name >= 0 && name < line) name = text.indexOf('@', line)
    const isNamed = name >= line && name < line + NAME_REACH
    const maySeparate = isNamed || HEADS.has(text.charCodeAt(line)) || isIndentedFence(text, line)
    const found = maySeparate ? separatorAt(text, line) : undefined
    for (const separator of [found, closingTag(text, found?.end ?? line, lineEnd)]) {
      if (!separator) continue
      if (ranges.length === SEPARATORS_MAX) return [{ start: 0, end: text.length }]
      ranges.push({ start, end: separator.start })
      start = separator.end
    }
    line = Math.max(lineEnd, start) + 1
  }
  return [...ranges, { start, end: text.length }]
}

function isIndentedFence(text: string, line: number): boolean {
  let at = line
  while (at < line + 3 && text.charCodeAt(at) === 32) at++
  return at > line && (text[at] === '`' || text[at] === '~')
}

function separatorAt(text: string, line: number): Range | undefined {
  SEPARATOR.lastIndex = line
  return SEPARATOR.test(text) ? { start: line, end: SEPARATOR.lastIndex } : undefined
}

/** A closing tag at the end of a line. */
function closingTag(text: string, from: number, lineEnd: number): Range | undefined {
  const last = text[lineEnd - 1] === '\r' ? lineEnd - 2 : lineEnd - 1
  if (last < from || text[last] !== '>') return undefined
  const head = Math.max(from, lineEnd - TAG_REACH)
  const found = CLOSING_TAG.exec(text.slice(head, lineEnd))
  return found ? { start: head + found.index, end: lineEnd } : undefined
}

/** Paragraphs with a look of their own, those that look alike and follow each other taken as one. */
export function tellingParagraphs(text: string, { start, end }: Range): Range[] {
  const ranges: (Range & { look: Look })[] = []
  for (let at = start; at < end; ) {
    const stop = paragraphEnd(text, at, end)
    const look = lookOf(text.slice(at, stop))
    const last = ranges.at(-1)
    if (last && (last.look === look || look === 'hanging')) last.end = stop
    else ranges.push({ start: at, end: stop, look })
    at = stop
    while (at < end && isSpace(text, at)) at++
    // the head of a line keeps its indentation
    if (at < end) at = text.lastIndexOf('\n', at) + 1
  }
  return ranges.filter(({ look }) => look !== 'words' && look !== 'hanging')
}

function paragraphEnd(text: string, from: number, end: number): number {
  for (let at = text.indexOf('\n', from); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    const next = text[at + 1] === '\r' ? at + 2 : at + 1
    if (text[next] === '\n') return at
  }
  return end
}

/** Without blank lines at its ends. */
export function trimmed(text: string, { start, end }: Range): Range {
  let from = start
  for (let next = from; next < end && isSpace(text, next); next++) if (text[next] === '\n') from = next + 1
  let to = end
  for (let last = to; last > from && isSpace(text, last - 1); last--) if (text[last - 1] === '\n') to = last - 1
  return { start: from, end: Math.max(from, to) }
}

function isSpace(text: string, at: number): boolean {
  const char = text[at]
  return char === ' ' || char === '\n' || char === '\t' || char === '\r'
}

/** A table's row, columns of numbers or words far apart, values between commas, a file with its permissions. */
const ROW = /^\||\S\t|^\S+(?: \S+)? {2,}\S+(?: \S+)? {2,}\S|^[^,\s]*,[^,\s]*,[^,\s]*,|^[-dlcbps][-rwxsStT]{9}|^[│├└]/

type Look = 'timed' | 'markup' | 'changes' | 'row' | 'place' | 'hanging' | 'words'

/** What most lines of a paragraph look like. */
function lookOf(paragraph: string): Look {
  const counts = new Map<Look, number>()
  for (const line of surveyed(paragraph)) {
    const look = lookOfLine(line)
    counts.set(look, (counts.get(look) ?? 0) + 1)
  }
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['words' as Look, 0] as const)[0]
}

function lookOfLine(line: string): Look {
  if (findTime(line)) return 'timed'
  if (/^<[/!A-Za-z]/.test(line)) return 'markup'
  if (/^(?:[-+](?![- ])|@@ |diff |index )/.test(line)) return 'changes'
  if (ROW.test(line)) return 'row'
  if (/^[^\s:]{1,120}[:-]\d+[:-]/.test(line)) return 'place'
  return /^\s/.test(line) ? 'hanging' : 'words'
}

/** The first and the last lines of a paragraph. */
function surveyed(paragraph: string): string[] {
  const lines: string[] = []
  let at = 0
  for (let i = 0; i < SURVEYED && at < paragraph.length; i++) {
    const stop = paragraph.indexOf('\n', at)
    const end = stop < 0 ? paragraph.length : stop
    lines.push(paragraph.slice(at, Math.min(end, at + LINE_REACH)))
    at = end + 1
  }
  for (let i = 0, end = paragraph.length; i < SURVEYED && end > at; i++) {
    const from = paragraph.lastIndexOf('\n', end - 1) + 1
    lines.push(paragraph.slice(from, Math.min(end, from + LINE_REACH)))
    end = from - 1
  }
  return lines
}
