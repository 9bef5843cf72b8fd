import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt, HASH, segmentOf } from '../../../test/segments.ts'
import { xmlText } from '../../testing/generate-xml.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseXml } from '../../testing/truth-xml.ts'
import { xmlCompressor } from './index.ts'
import { readXml } from './read-xml.ts'

testCompressor({ compressor: xmlCompressor, texts: xmlText, decode: () => undefined, runs: 60 }, { describe, it })

const bid = (text: string) => xmlCompressor.bid({ text })
const show = (text: string, query = '') =>
  xmlCompressor.compress(segmentOf(text, query), contextAt('recoverable'))?.text

const item = (i: number, more = '') => `  <item>
    <title>Release ${i}</title>
    <link>https://example.org/${i}</link>
    <guid isPermaLink="true">urn:${i}</guid>
    <description><![CDATA[<p>Docks <a href="/d${i}">faster</a> &amp; better</p>]]></description>${more}
  </item>`
const feed = (items: readonly string[]) => `<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
  <title>Harbour &amp; sea</title>
${items.join('\n')}
</channel></rss>`
const items = (count: number, more?: string) => Array.from({ length: count }, (_, i) => item(i, more))

describe('records', () => {
  it('are a table, with what is around them, their attributes and their HTML as Markdown', () => {
    const text = feed(items(8))
    const shown = show(text)!
    expect(shown.split('\n')[0]).toContain(`<<ccr:${HASH} omitted: markup; ${text.length} characters of XML, `)
    expect(shown).toContain('{"rss":{"@version":"2.0","channel":{"title":"Harbour & sea","item":')
    expect(shown).toContain('[8]{title,link,guid{@isPermaLink="true",#},description}')
    expect(shown).toContain('Release 3,https://example.org/3,{urn:3},"Docks [faster] & better\\n\\n[faster]: /d3"')
    expect(falseXml(text, shown)).toBeUndefined()
  })

  it('are sampled if they are many, and ranked if their texts are long and a question tells', () => {
    const many = feed(items(400))
    expect(show(many)).toMatch(/\[\d+ rows omitted/)
    const told = items(12).map((each, i) =>
      each.replace(
        'better',
        `better. ${'There is more to be told of this. '.repeat(8)}${i === 5 ? 'The crane lifts ninety tons.' : ''}`,
      ),
    )
    const shown = show(feed(told), 'How many tons does the crane lift?')!
    expect(shown).toContain('The crane lifts ninety tons.')
    expect(shown.length).toBeLessThan(show(feed(told))!.length / 2)
    for (const text of [many, feed(told)]) expect(falseXml(text, show(text)!)).toBeUndefined()
  })

  it('are shown truly or not at all', () => {
    let changed = 0
    fc.assert(
      fc.property(xmlText, fc.constantFrom('', 'alpha beta'), (text, query) => {
        const shown = show(text, query)
        if (shown === undefined) return
        changed++
        expect(falseXml(text, shown)).toBeUndefined()
      }),
      { numRuns: 150 },
    )
    expect(changed).toBeGreaterThan(60)
  })
})

describe('a value', () => {
  it.each([
    [
      'an attribute, a list, and an empty element',
      '<a b="1"><c>x</c><c/><d> y </d></a>',
      { a: { '@b': '1', c: ['x', ''], d: 'y' } },
    ],
    ['text beside attributes', '<a b="1">x</a>', { a: { '@b': '1', '#': 'x' } }],
    ['CDATA and entities', '<a><![CDATA[1 < 2]]> &amp; 3</a>', { a: '1 < 2 & 3' }],
  ])('has %s', (_, xml, value) => expect(readXml(xml)).toEqual(value))

  it.each([
    ['elements of one name that are apart', '<a><b/><c/><b/></a>'],
    ['elements in text', '<a>one <b>two</b></a>'],
    ['what is not closed', '<a><b></a>'],
    ['depth', '<a>'.repeat(100) + '</a>'.repeat(100)],
  ])('does not hide %s', (_, xml) => expect(readXml(xml)).toBeUndefined())
})

describe('the bid', () => {
  const rows = '<row><id>1</id><name>x</name></row>\n'.repeat(30)
  it('is for data', () => {
    expect(bid(feed(items(9)))).toBeGreaterThan(0.8)
    expect(
      bid(`<feed xmlns="http://www.w3.org/2005/Atom">${'<entry><id>1</id></entry>'.repeat(9)}</feed>`),
    ).toBeGreaterThan(0.8)
    expect(bid(`<?xml version="1.0"?>\n<!-- made -->\n<Response>${rows}</Response>`)).toBeGreaterThan(0.8)
  })
  it.each([
    ['a page', `<?xml version="1.0"?><html>${rows}</html>`],
    ['a build file', `<?xml version="1.0"?><project>${rows}</project>`],
    ['a drawing', `<?xml version="1.0"?><svg>${rows}</svg>`],
    ['components', `<Card>${rows}</Card>`],
    ['a layout', `<?xml version="1.0"?><LinearLayout>${rows}</LinearLayout>`],
    ['one record', '<?xml version="1.0"?><Response><id>1</id></Response>'],
  ])('is nothing for %s', (_, text) => expect(bid(text)).toBe(0))
})

describe('work is bounded', () => {
  it.each([
    ['elements that are never closed', `<?xml version="1.0"?><r>${'<a>'.repeat(200_000)}`],
    ['closings', `<?xml version="1.0"?><r>${'</a>'.repeat(200_000)}`],
    ['attributes', `<?xml version="1.0"?><r ${'a="1" '.repeat(100_000)}>${'<b></b>'.repeat(10)}</r>`],
    ['comments', `<?xml version="1.0"?>${'<!-- '.repeat(100_000)}`],
    ['many empty elements', `<?xml version="1.0"?><r>${'<a></a>'.repeat(280_000)}</r>`],
    [
      'names side by side',
      `<?xml version="1.0"?><r>${Array.from({ length: 50_000 }, (_, i) => `<a${i}></a${i}>`).join('')}</r>`,
    ],
    ['one long text', `<?xml version="1.0"?><r>${'<a>x</a>'.repeat(9)}<b>${'<![CDATA[<p>x]]>'.repeat(50_000)}</b></r>`],
  ])('for %s', (_, text) => {
    bid(text)
    show(text, 'x')
  })
})
