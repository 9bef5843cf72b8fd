// Generates texts of several kinds in one, for property tests.
import fc from 'fast-check'
import { jsonText } from './generate-json.ts'
import { logText } from './generate-log.ts'

const line = fc.constantFrom(
  'The service was restarted twice and then held.',
  'Found the following results:',
  '(Open file: n/a)',
  'bash-$',
  '$ make all',
  '> quoted',
  '',
  '   ',
  '\ttabbed',
  '<note>short</note>',
  '{small: 1}',
  '[not json]',
  'const x = {',
  '# heading',
)
const words = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'))
const payload = fc.oneof(
  { weight: 4, arbitrary: jsonText },
  { weight: 3, arbitrary: logText },
  { weight: 1, arbitrary: cutOff(jsonText) },
  { weight: 1, arbitrary: words },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
)

/** A payload as tools wrap it. */
const wrapped = fc.tuple(payload, words, fc.nat(9)).map(([text, note, style]) => {
  switch (style) {
    case 0:
      return `\`\`\`json\n${text}\n\`\`\``
    case 1:
      return `<stdout>${text}</stdout>`
    case 2:
      return `<document index="1">\n<source>a.txt</source>\n<document_content>\n${text}\n</document_content>\n</document>`
    case 3:
      return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${text}`
    case 4:
      return `=== ${note.split('\n')[0] || 'part'} ===\n${text}`
    case 5:
      return `$ run --all\n${text}`
    case 6:
      return `Response: ${text}`
    case 7:
      return `OBSERVATION:\n${text}\n(Open file: n/a)\n(Current directory: /)\nbash-$`
    default:
      return `${note}\nnext\n\n${text}`
  }
})

/** Texts of one to four payloads in envelopes, with other text between, any line end. */
export const mixedText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(wrapped, words), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('\n', '\n\n', '\r\n'),
    fc.boolean(),
  )
  .map(([parts, between, last]) => parts.flat().join(between) + (last ? '\n' : ''))

/** A text of which the tool has shown only so much. */
function cutOff(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(texts, fc.double({ min: 0.5, max: 0.95, noNaN: true }))
    .map(([text, share]) => `${text.slice(0, Math.floor(text.length * share))}... [truncated]`)
}
