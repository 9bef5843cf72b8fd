// How sure it is that a text is prose, told from a sample of its lines. Code, data and listings taken for prose would lose
// lines that each count, so in doubt it is not.

import { type LineKind, lineKind } from './lines.ts'

/** The bid for prose: whatever finds structure in a text knows more about it. */
const PROSE = 0.35

const SAMPLE = 12_000
/** Of a longer line this much is looked at. */
const LINE_MOST = 2_000
/** Shares of letters that must be in lines of prose: outside of fenced code, and in all. */
const PROSE_LEAST = 0.65
const PROSE_LEAST_IN_ALL = 0.2
/** Share of lines that may look like code or data. */
const FOREIGN_MOST = 0.02
const INDENTED_MOST = 0.3
/** Letters for which there must be one full stop. */
const SENTENCE_MOST = 500
const LETTERS_LEAST = 400

const OPENS_OTHER =
  /^\s*(?:[{[]\s*["{[\]}\d-]|<[!?/a-zA-Z]|#!|diff --git |commit [0-9a-f]{7,}|From [0-9a-f]{40} |%PDF|-----BEGIN )/
const FOREIGN = new RegExp(
  [
    // statements, blocks and their closings
    String.raw`^\s*(?:import|from|export|const|let|var|function|async|def|class|return|elif|else|try|except|finally|catch|throw|raise|public|private|protected|static|final|struct|enum|impl|fn|func|pub|use|mod|namespace|template|typedef|interface|package|using|module|require|assert|switch|case|void|int|print|puts|echo|local|end|begin)\b[^.!?]*[({:;=]\s*$`,
    String.raw`^\s*(?:if|for|while|switch|elif|with|catch)\s*\(?.{0,200}[{:]\s*$`,
    String.raw`^\s*(?:import [\w.{*"'][\w.,{} *]*(?: from ["'].*)?;?|from [\w.]+ import .*|#\s*(?:include|define|ifn?def|endif|pragma)\b.*|package [\w.]+;?|use [\w:]+(?:::.*)?;|using [\w.]+;|require\(.*)$`,
    String.raw`[{}]\s*$|[\])};]\s*;\s*$|^\s*[\])}]+[;,]*\s*$|=>\s*[{(]?\s*$|->\s*\{?\s*$`,
    String.raw`^\s*[\w.$\[\]'"]+(?:\s+[\w.$<>\[\]]+)?\s*(?:[-+*/|&%]?=|:=|<-)\s*\S|=.{0,200};\s*$`,
    String.raw`^\s*[\w.$]+\([^)]*\)\s*[;{:]?\s*$|^\s*@[\w.]+(?:\(.*\))?\s*$`,
    // comments, markup, settings, data
    String.raw`^\s*(?:\/\/|\/\*|\*\/|--\s|#\s*-\*-|;;|"""|''')|^(?:\t| {2})* \*(?:\s|$)|^\.(?:\\"|[A-Za-z]{1,2}\b)`,
    String.raw`^\s*"[^"]*"\s*:|^\s*[a-z_][\w.-]*:(?:\s+[\w./"'-]+)?\s*$|^\s*-\s+[a-z][\w.-]*:\s|^\s*\[[\w.:"-]+\]\s*$|^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WHERE|FROM)\s`,
    // what tools print
    String.raw`^[^\s:]{1,160}[./][^\s:]{0,160}[:-]\d+[:-]|^\s*\d+[:|\t→]|^\s*(?:\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d)[T ,.\d]|^\[?\d{4}-\d\d-\d\d`,
    String.raw`^(?:[-+]{3} [ab]\/|@@ -\d|index [0-9a-f]{7})|^\s+at \S+|^\s*File "[^"]+", line \d|^Traceback |^\s*(?:\$|>>>|%|PS>) \S`,
    String.raw`^\s*(?:(?:PASS|FAIL|ok|not ok|npm|E  ) |(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL)\b|(?:error|warning|note)(?:\[|:))|^\s*[✓✔✗✘×●○]|^[-dlcbps][-rwxsStT]{9}|[│├└]`,
    String.raw`^\S{1,200}\(\d+,\d+\): |^\S.{0,80}: line \d+: |^[0-9a-f]{7,40} |\w\.\.\.$|^(?:Setting up|Unpacking|Get:\d|Selecting previously|Preparing to|Processing triggers) `,
    String.raw`^[A-Za-z0-9+/=]{60,}$|^(?!https?:)[\x21-\x7e]{120,}$`,
  ].join('|'),
)
/** What documents have between their paragraphs: no prose, and nothing against it, if there is little of it. */
const MARKUP =
  /^\s*(?:<!--.*(?:-->)?$|<\/?[a-zA-Z][^>]*>|:{1,4}[\w-]+(?:\{.*\})?\s*$|\([\w-]+\)=\s*$|>?\s*\[!?\w+\]\s*$|!?\[[^\]]*\]\(\S*\)\s*$|https?:\S+$)/
const MARKUP_MOST = 0.3
/** What transcripts put for sounds. */
const SOUND = /\{[a-z_ ]{1,20}\}/g
/** "Grad G: No .": a short turn is prose as well as a long one. */
const SHORT_TURN = /^[^:：]{1,40}[:：] ?[^{}()[\]=<>|]{0,60}[.?!。？！…]\s*$/u
const WORDS = /[\p{L}\p{M}’']{2,}/gu
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu
const SYNTAX = /[{}()[\]<>=;|\\/$@#&*^~+]/g
const STOP = /[.!?…]["'”’»)\]*_]{0,3}(?=\s|$)|[。！？।॥؟۔።។]|[฀-๿ກ-໿]{30}/gu
const WORDS_LEAST = 4
const WIDE_LEAST = 8
const SYNTAX_MOST = 0.06

/** 0 for anything but prose. */
export function proseLikeness(text: string): number {
  if (OPENS_OTHER.test(text.slice(0, 200))) return 0
  const seen = { all: 0, open: 0, prose: 0, stops: 0 }
  const lines = { open: 0, foreign: 0, indented: 0, markup: 0 }
  let above: LineKind = 'blank'
  for (const { line: whole, isCode } of sampleLines(text)) {
    const line = whole.includes('{') ? whole.replace(SOUND, '') : whole
    const length = line.trim().length
    const kind: LineKind = lineKind(line)
    const before = above
    above = isCode ? 'fence' : kind
    if (length === 0) continue
    seen.all += length
    if (isCode) continue
    lines.open++
    // one heading right under another is a comment in a script or in settings
    if (kind === 'heading' && before === 'heading') lines.foreign++
    const isForm = kind === 'heading' || kind === 'row' || kind === 'underline' || kind === 'mark'
    if (isForm) continue
    if (MARKUP.test(line)) {
      lines.markup++
      continue
    }
    seen.open += length
    if (FOREIGN.test(line)) lines.foreign++
    else if (/^(?: {4}|\t)/.test(line) && kind === 'text') lines.indented++
    else if (isProse(line) || (kind === 'turn' && SHORT_TURN.test(line))) {
      seen.prose += length
      seen.stops += line.match(STOP)?.length ?? 0
    }
  }
  const isProseText =
    seen.prose >= Math.max(seen.open * PROSE_LEAST, seen.all * PROSE_LEAST_IN_ALL, LETTERS_LEAST / 2) &&
    lines.foreign <= Math.max(1, lines.open * FOREIGN_MOST) &&
    lines.markup <= Math.max(3, lines.open * MARKUP_MOST) &&
    lines.indented <= lines.open * INDENTED_MOST &&
    seen.stops * SENTENCE_MOST >= seen.prose
  return isProseText ? PROSE : 0
}

function isProse(line: string): boolean {
  const words = line.match(WORDS)?.length ?? 0
  const wide = words > 0 ? (line.match(WIDE)?.length ?? 0) : 0
  if (words < WORDS_LEAST && wide < WIDE_LEAST) return false
  const plain = line.replace(LINK, '')
  return (plain.match(SYNTAX)?.length ?? 0) <= Math.max(2, plain.length * SYNTAX_MOST)
}
/** Links, code in backticks and emphasis: what Markdown puts into sentences. */
const LINK = /\]\([^()\s]{1,300}\)|`[^`]{1,120}`|\*\*|https?:\/\/\S{1,300}|<<[^<>]{1,60}>>|\{[a-z:]{1,20}\}/g

/** Lines from the head, the middle and the end of a text, and whether they are in fenced code. */
function* sampleLines(text: string): Generator<{ line: string; isCode: boolean }> {
  const starts = text.length <= 3 * SAMPLE ? [0] : [0, (text.length - SAMPLE) >> 1, text.length - SAMPLE]
  let fence = ''
  let last = 0
  for (const start of starts) {
    fence = fenceAt(text, { from: last, to: start, fence })
    const end = starts.length === 1 ? text.length : start + SAMPLE
    for (const line of text.slice(start, end).split('\n')) {
      const mark = /^\s{0,12}(`{3,}|~{3,})/.exec(line)?.[1]?.slice(0, 3)
      const isCode = fence !== '' || mark !== undefined
      if (mark !== undefined && (fence === '' || fence === mark)) fence = fence === '' ? mark : ''
      yield { line: line.length > LINE_MOST ? line.slice(0, LINE_MOST) : line, isCode }
    }
    last = end
  }
}

/** The fence that is open at `to`, if `fence` is at `from`. */
function fenceAt(text: string, { from, to, fence }: { from: number; to: number; fence: string }): string {
  let open = fence
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
    const code = text.charCodeAt(at + 1)
    if (code !== 96 && code !== 126 && code !== 32) continue
    const mark = /^\s{0,12}(`{3,}|~{3,})/.exec(text.slice(at + 1, at + 20))?.[1]?.slice(0, 3)
    if (mark !== undefined && (open === '' || open === mark)) open = open === '' ? mark : ''
  }
  return open
}
