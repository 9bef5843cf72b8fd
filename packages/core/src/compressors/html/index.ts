// The HTML compressor. Recoverable: what a reader of the page sees, as Markdown. HTML stays HTML at lossless.

import type { CompressContext, Compressed, Compressor, Dropped, Segment } from '../../types.ts'
import { encodingHeader, isEncoded } from '../encoding.ts'
import { jsonCompressor } from '../json/index.ts'
import { fenced } from './code-block.ts'
import { describeLeftOut } from './describe.ts'
import { likeness, startOf } from './likeness.ts'
import { type LeftOut, leaveOutBoilerplate } from './main-content.ts'
import { type Page, parsePage } from './parse-page.ts'
import { writeMarkdown } from './write-markdown.ts'

/** A result must be shorter than this share of the text, by so many characters. Markup takes more tokens than text. */
const GAIN = 0.85
const CHARACTERS_MIN = 500
/** With less to read than this, what scripts carry as data is what the page is about: then it is shown as JSON is. */
const BARE_PAGE = 300

/**
 * Compresses HTML pages and fragments of them: the content as Markdown, without markup, scripts and navigation.
 *
 * @example
 * // <h2>Setup</h2><p>Run <code>npm i</code>, then read the <a href="/guide">guide</a>.</p>
 * // ## Setup
 * // Run `npm i`, then read the [guide].
 * // [guide]: /guide
 */
export const htmlCompressor: Compressor = {
  name: 'html',
  version: 1,

  bid(segment) {
    return isEncoded(segment.text) ? 0 : likeness(segment.text)
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text } = segment
    const { level, drop } = context
    if (level === 'lossless' || isEncoded(text) || likeness(text) === 0) return undefined
    const { before, html } = cutPreamble(text)
    const page = parsePage(html)
    if (!page) return undefined
    const leftOut = leaveOutBoilerplate(page.root)
    const { content, rule, dropped } = contentOf(page, (json) =>
      jsonCompressor.compress({ ...segment, text: json }, context),
    )
    const shown = before + content
    if (shown.length > text.length * GAIN || shown.length + CHARACTERS_MIN > text.length) return undefined
    const words = describeLeftOut(page.unseen, leftOut, { total: text.length, shown: shown.length })
    return {
      text: `${encodingHeader('html', rule)} ${drop(text, words)}\n${shown}`,
      level: 'recoverable',
      dropped: [
        {
          unit: 'characters',
          count: text.length - shown.length,
          total: text.length,
          reason: 'markup and page furniture',
        },
        ...dropped,
      ],
      summary: summaryOf(leftOut),
    }
  },
}

/** What a tool says before the document begins, such as headers of the answer. */
function cutPreamble(text: string): { before: string; html: string } {
  const start = startOf(text)
  const before = text.slice(0, start).replace(/^\ufeff/, '')
  return before.trim() === ''
    ? { before: '', html: text }
    : { before: `${before.trimEnd()}\n\n`, html: text.slice(start) }
}

function contentOf(
  { root, title, description, unseen }: Page,
  compressJson: (json: string) => Compressed | undefined,
): { content: string; rule: string; dropped: Dropped[] } {
  const { text, language, hasLinks } = writeMarkdown(root)
  const isBare = text.length < BARE_PAGE
  const head = [title === '' ? '' : `title: ${oneLine(title)}`]
  if (isBare && description !== '') head.push(`description: ${oneLine(description)}`)
  const data = isBare ? unseen.data.splice(0).map((each) => each.text.trim()) : []
  const shorter = data.map(compressJson)
  const blocks = data.map((json, i) => fenced(shorter[i]?.text ?? json, { language: 'json', isKnown: true }))
  return {
    dropped: shorter.flatMap((each) => each?.dropped ?? []),
    content: [...head, text, ...blocks].filter((part) => part !== '').join('\n\n'),
    rule: [
      'the page as Markdown',
      ...(hasLinks ? ['[text] is a link, its target stands at the end'] : []),
      ...(language === '' ? [] : [`code is ${language} unless marked, ~~~ unknown`]),
    ].join('; '),
  }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ')

function summaryOf(leftOut: LeftOut): string {
  return leftOut.size === 0 ? 'page as Markdown' : `page as Markdown, without ${[...leftOut.keys()].join(', ')}`
}
