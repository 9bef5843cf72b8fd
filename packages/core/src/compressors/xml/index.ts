// The XML compressor: feeds, reports, answers of services. Recoverable: their records as JSON, in tables and samples as JSON
// of that kind is shown. XML stays XML at lossless.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { encodingHeader, isEncoded } from '../encoding.ts'
import { jsonCompressor } from '../json/index.ts'
import { xmlLikeness } from './likeness.ts'
import { readXml } from './read-xml.ts'

/** A result must be shorter than this share of the text, by so many characters. */
const GAIN = 0.85
const CHARACTERS_MIN = 500
const LENGTH_MAX = 8_000_000
const RULE =
  'XML as JSON: elements by name, "@a" attribute a, "#" text beside them, HTML as Markdown; markup and namespaces left out'
const JSON_HEADER = /^# headroom json: (.*)\n/

/**
 * Compresses XML that holds records: RSS and Atom feeds, sitemaps, test reports, answers of services.
 *
 * @example
 * // <item><title>One</title><link>/1</link></item><item><title>Two</title><link>/2</link></item>
 * // {"item":
 * // [2]{title,link}
 * // One,/1
 * // Two,/2
 * // }
 */
export const xmlCompressor: Compressor = {
  name: 'xml',
  version: 1,

  bid(segment) {
    return isEncoded(segment.text) ? 0 : xmlLikeness(segment.text)
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text } = segment
    if (context.level === 'lossless' || isEncoded(text) || text.length > LENGTH_MAX || xmlLikeness(text) === 0)
      return undefined
    const value = readXml(text)
    if (value === undefined) return undefined
    const json = JSON.stringify(value)
    // what rows leave out is in the XML
    const drop = (_: string, words: string) => context.drop(text, words)
    const inner = jsonCompressor.compress({ ...segment, text: json }, { ...context, drop })
    const [opening = '', rule] = JSON_HEADER.exec(inner?.text ?? '') ?? []
    const body = (inner?.text ?? json).slice(opening.length)
    if (body.length > text.length * GAIN || body.length + CHARACTERS_MIN > text.length) return undefined
    const words = `omitted: markup; ${text.length} characters of XML, ${body.length} shown`
    return {
      text: `${encodingHeader('xml', rule === undefined ? RULE : `${RULE}; ${rule}`)} ${context.drop(text, words)}\n${body}`,
      level: 'recoverable',
      dropped: [
        { unit: 'characters', count: text.length - body.length, total: text.length, reason: 'markup' },
        ...(inner?.dropped ?? []),
      ],
      summary: `records of XML as JSON${inner ? `, ${inner.summary}` : ''}`,
    }
  },
}
