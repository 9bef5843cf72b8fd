// Generates feeds and other XML with records.
import fc from 'fast-check'
import { words } from './generate-words.ts'

const phrase = fc.array(words, { minLength: 1, maxLength: 8 }).map((list) => list.join(' '))
const text = fc.oneof(
  { weight: 5, arbitrary: phrase },
  fc.nat(99_999).map(String),
  phrase.map((said) => `${said} &amp; &lt;${said}&gt; &#65; &unknown;`),
  phrase.map((said) => `<![CDATA[<p>${said} <a href="/x">${said}</a> &amp; more</p>]]>`),
  phrase.map((said) => `&lt;ul&gt;&lt;li&gt;${said}&lt;/li&gt;&lt;/ul&gt;`),
  phrase.map((said) => `<!-- ${said} -->${said}`),
  phrase.map((said) => `  ${said}\n  ${said}  `),
  fc.constantFrom('', ' ', '<![CDATA[]]>', '01', 'null', 'true', '😀 é', '"', "it's", 'a,b', '{', '@a', '#'),
)
const sentences = fc.array(phrase, { minLength: 8, maxLength: 30 }).map((list) => `${list.join('. ')}.`)

const attributes = fc
  .subarray(['id', 'href', 'type', 'xml:lang', 'xmlns:dc', 'a.b'])
  .chain((names) =>
    fc.tuple(fc.constant(names), fc.array(phrase, { minLength: names.length, maxLength: names.length })),
  )
  .map(([names, values]) => names.map((name, i) => ` ${name}="${values[i]!.replace(/["<&]/g, '')}"`).join(''))

const field = (name: string) =>
  fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constant('') }, attributes), text).map(([own, said]) => {
    return said === '' ? `<${name}${own}/>` : `<${name}${own}>${said}</${name}>`
  })

const record = fc
  .tuple(
    field('title'),
    field('link'),
    fc.array(field('category'), { maxLength: 3 }),
    fc.oneof(text, sentences),
    fc.option(field('dc:date')),
    fc.option(fc.tuple(field('title'), field('link')).map((parts) => `<source>${parts.join('')}</source>`)),
  )
  .map(([title, link, categories, said, date, source]) => [
    title,
    link,
    ...categories,
    `<description>${said}</description>`,
    date ?? '',
    source ?? '',
  ])

/** What no record that can be shown as JSON has. */
const odd = fc.constantFrom('<title>again</title>', 'text between', '<open>', '</close>', '<b>x</b>text', '<1>x</1>')

/** XML with records: a feed, a report, an answer of a service; now and then not well-formed, or text with elements in it. */
export const xmlText: fc.Arbitrary<string> = fc
  .record({
    records: fc.array(record, { minLength: 4, maxLength: 40 }),
    odd: fc.oneof({ weight: 7, arbitrary: fc.constant('') }, odd),
    root: fc.constantFrom('rss', 'feed', 'testsuites', 'Response'),
    name: fc.constantFrom('item', 'entry', 'testcase', 'row'),
    attributes,
    indent: fc.constantFrom('', '\n', '\n    '),
    head: field('title'),
    rest: fc.constantFrom('', '\n', '\n', '<!-- end -->', '<!-- end -->\n', 'cut off'),
  })
  .map(({ records, odd, root, name, attributes, indent, head, rest }) => {
    const body = records.map((fields, i) => {
      const parts = i === records.length >> 1 ? [...fields, odd] : fields
      return `<${name}>${indent}${parts.filter((part) => part !== '').join(indent)}${indent}</${name}>`
    })
    const channel = `<channel>${indent}${head}${indent}${body.join(indent)}${indent}</channel>`
    return `<?xml version="1.0" encoding="UTF-8"?>${indent}<${root}${attributes}>${channel}</${root}>${rest}`
  })
