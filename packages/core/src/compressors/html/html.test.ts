import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { htmlText } from '../../testing/generate-html.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseHtml } from '../../testing/truth-html.ts'
import type { CompressContext, Segment } from '../../types.ts'
import { htmlCompressor } from './index.ts'

const HASH = '0123456789abcdef01234567'

function segmentOf(text: string): Segment {
  return { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query: '' }
}

function contextAt(level: CompressContext['level']): CompressContext {
  const drop = (_: string, words: string) => `<<ccr:${HASH} ${words.replace(/[<>\n]/g, ' ')}>>`
  return { level, bias: 1, options: {}, count: (text) => Math.ceil(text.length / 3), drop }
}

const compress = (text: string) => htmlCompressor.compress(segmentOf(text), contextAt('recoverable'))?.text
const bid = (text: string) => htmlCompressor.bid(segmentOf(text))

testCompressor({ compressor: htmlCompressor, texts: htmlText, decode: () => undefined, runs: 60 }, { describe, it })

describe('truth', () => {
  it('is kept on all pages', () => {
    fc.assert(
      fc.property(htmlText, (text) => {
        const shown = compress(text)
        if (shown !== undefined) expect(falseHtml(text, shown)).toBe(undefined)
      }),
      { numRuns: 150 },
    )
  })
})

const PAD = '<div class="layout-wrapper"><p class="text-body" data-id="7">Something to read.</p></div>\n'.repeat(30)
/** What a page with this in its content shows, without the header and the padding. */
function shownOf(html: string): string {
  const shown = compress(
    `<!DOCTYPE html><html><head><title>T</title></head><body><main>${html}${PAD}</main></body></html>`,
  )!
  const lines = shown.split('\n').slice(2)
  return lines.slice(1, lines.indexOf('Something to read.')).join('\n').trim()
}

describe('markdown', () => {
  it.each([
    ['headings', '<h1>One</h1><h3>Two <a href="#two">¶</a></h3>', '# One\n\n### Two'],
    [
      'code, word for word',
      '<pre><code class="language-js">a\n\n  b &lt; `c`\n</code></pre>',
      '```js\na\n\n  b < `c`\n```',
    ],
    ['fences longer than any inside', '<pre>```\nx\n```</pre>', '````\n```\nx\n```\n````'],
    ['inline code', '<p>Use <code>a  b</code> or <code>`</code>.</p>', 'Use `a b` or `` ` ``.'],
    ['nested lists with their numbers', '<ol start=3><li>a<ul><li>b</ul><li value=9>c</ol>', '3. a\n   - b\n9. c'],
    ['lists that count down', '<ol reversed><li>a<li>b</ol>', '2. a\n1. b'],
    ['definitions', '<dl><dt>a</dt><dd><p>b</p><p>c</p></dd></dl>', 'a\n: b\n  c'],
    ['tables', '<table><tr><th>a<th>b|c<tr><td>1<td>2</table>', '| a | b\\|c |\n|---|---|\n| 1 | 2 |'],
    [
      'cells that span',
      '<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td colspan=2>d<td>e</table>',
      '| a | b |\n| 〃 | c |\n| d |  | e |',
    ],
    ['blocks in cells', '<table><tr><td><p>a</p><p>b</p><td>c<br>d</table>', '| a • b | c • d |'],
    [
      'tables for layout',
      '<table><tr><td><h2>a</h2></td><td><table><tr><td>b<td>c</table></td></table>',
      '## a\n\n| b | c |',
    ],
    [
      'images',
      '<p><img src="/a.png" alt="A  b"><img src="data:image/png;base64,AAAA" alt="c"></p>',
      '![A b](/a.png)![c]',
    ],
    [
      'targets with blanks',
      '<p><img src="/a b.png" alt="c"><img src="/d_(e)" alt="f"></p>',
      '![c](</a b.png>)![f](/d_(e))',
    ],
    ['quotes', '<blockquote><p>a<p>b</blockquote>', '> a\n> b'],
    ['details', '<details><summary>a</summary>b</details>', 'a\n\nb'],
    [
      'raised and struck text',
      '<p>10<sup>5</sup> H<sub>2</sub>O x<sup>n+1</sup><sup>[1]</sup> <s>old</s></p>',
      '10^5 H_2O x^(n+1)[1] ~~old~~',
    ],
    ['entities', '<p>&lt;b&gt; &amp;amp; caf&eacute;&nbsp;&#x41;</p>', '<b> &amp; café A'],
    ['text that looks like structure', '<p># no heading</p>', '\\# no heading'],
    ['words that only a style sheet sets apart', '<p><b class=x>one</b><b class=x>two</b><i>!</i></p>', 'one two!'],
    ['tasks', '<ul><li><input type=checkbox checked> a<li><input type=checkbox> b</ul>', '- [x] a\n- [ ] b'],
    ['formulas', '<p><math alttext="x^2"><mi>x</mi><mn>2</mn></math></p>', 'x^2'],
  ])('writes %s', (_, html, markdown) => {
    expect(shownOf(html)).toBe(markdown)
  })

  it('says at the end where links lead, once', () => {
    const html = `<p>See <a href="../a?b=1">the guide</a>, <a href="#x">below</a>, <a href="../a?b=1">the guide</a>,
      <a href="/c">the guide</a>, <a href="javascript:go()">go</a></p><a href="/card"><h3>Card</h3><p>text</p></a>`
    expect(shownOf(html)).toBe('See [the guide], below, [the guide], [the guide](/c), go\n\n### [Card]\n\ntext')
    const shown = compress(`<!DOCTYPE html><body>${html}${PAD}</body>`)!
    expect(shown.endsWith('\n[the guide]: ../a?b=1\n[Card]: /card')).toBe(true)
  })

  it('says once which language most code is in', () => {
    const shown = compress(
      `<!DOCTYPE html><body>${'<pre class="language-go">x</pre>'.repeat(3)}<pre>y</pre>${PAD}</body>`,
    )!
    expect(shown.split('\n')[0]).toContain('; code is go unless marked, ~~~ unknown')
    expect(shown).toContain('```\nx\n```\n\n~~~\ny\n~~~')
  })
})

describe('content', () => {
  const nav = `<nav>${'<a href="/a">Topic</a> '.repeat(20)}</nav>`
  const text = '<p class="text">A sentence that tells something of use to the reader.</p>'.repeat(20)

  it('leaves out what surrounds it, and says what that was', () => {
    const page = `<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body>${nav}<main>${text}</main>
      <footer>Imprint</footer><script>go()</script><script type="application/ld+json">{"a":1}</script></body></html>`
    const shown = compress(page)!
    expect(shown).not.toMatch(/Topic|Imprint|go\(\)/)
    const [total, left] = [page.length, shown.length - shown.indexOf('\n') - 1].map((n) => n.toLocaleString('en'))
    expect(shown.split('\n')[0]).toBe(
      `# headroom html: the page as Markdown <<ccr:${HASH} omitted: markup, navigation (20 links), footer, 1 script, 1 style sheet, 7 characters of JSON data (application/ld+json); ${total} characters of HTML, ${left} shown>>`,
    )
  })

  it('keeps what it is not sure of', () => {
    expect(compress(`<!DOCTYPE html><body><div class="sidebar">${text}</div>${PAD}</body>`)).toContain('of use')
    expect(compress(`<!DOCTYPE html><body><main>x</main><div>${text}</div>${PAD}</body>`)).toContain('of use')
    expect(
      compress(
        `<!DOCTYPE html><body style="display:none"><div hidden>${text}</div><script>${'go()'.repeat(500)}</script></body>`,
      ),
    ).toContain('of use')
    const index = `<ul>${'<li class="entry"><a class="entry-link" href="/a">One of many</a>'.repeat(40)}</ul>`
    expect(compress(`<!DOCTYPE html><body>${index}</body>`)).toContain('- [One of many]')
  })

  it('keeps what a tool says around the page', () => {
    const page = `HTTP/1.1 200 OK\ncontent-type: text/html\n\n<!DOCTYPE html><html><body>${nav}<main>${text}</main></body></html>\n[cut off]`
    const shown = compress(page)!
    expect(shown.split('\n').slice(1, 3)).toEqual(['HTTP/1.1 200 OK', 'content-type: text/html'])
    expect(shown.endsWith('[cut off]')).toBe(true)
  })

  it('keeps data if a page has nothing else, as JSON is shown', () => {
    const pageOf = (data: unknown) =>
      `<!DOCTYPE html><html><body><div id="root"></div>${'<link rel="preload" href="/chunk.js">'.repeat(60)}<script id="__NEXT_DATA__" type="application/json">${JSON.stringify(data)}</script></body></html>`
    const items = (count: number) => Array.from({ length: count }, (_, id) => ({ id, name: '```', price: id * 7 }))
    const [one, few, many] = [{ a: '```' }, { items: items(30) }, { items: items(900) }].map(pageOf)
    expect(compress(one!)).toContain('````json\n{"a":"```"}\n````')
    expect(compress(few!)).toMatch(/````json\n# headroom json: .*\n\{"items":\n\[30\]\{id,name="```",price\}\n0,0\n/)
    expect(compress(many!)).toContain(' rows omitted')
    for (const page of [one!, few!, many!]) expect(falseHtml(page, compress(page)!)).toBe(undefined)
  })
})

describe('bid', () => {
  const rows = '<div class="row"><p>Some text</p><a href="/x">Link</a></div>\n'.repeat(30)

  it('is high for documents and fragments', () => {
    for (const text of [
      `<!doctype html>${rows}`,
      `\ufeff\n<!-- saved -->\n<HTML>${rows}`,
      rows,
      `Status: 200\n\n<html>${rows}`,
    ])
      expect(bid(text)).toBeGreaterThan(0.8)
    expect(
      bid(`<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>${rows}</html>`),
    ).toBeGreaterThan(0.8)
  })

  it.each([
    ['XML', `<?xml version="1.0"?><project>${'<dependency><id>a</id></dependency>'.repeat(50)}</project>`],
    [
      'a feed',
      `<rss version="2.0"><channel>${'<item><title>a</title><link>b</link></item>'.repeat(50)}</channel></rss>`,
    ],
    ['SVG', `<svg viewBox="0 0 1 1">${'<path d="M0 0"/>'.repeat(50)}</svg>`],
    ['JSX', `<div className="a" onClick={() => go()}>\n${'  <p>Text</p>\n'.repeat(40)}</div>`],
    ['components', '<Card><Title>a</Title><Body>b</Body></Card>\n'.repeat(40)],
    ['Vue', `<template>\n${rows}</template>\n<script setup>\nconst a = 1\n</script>`],
    ['templates', `<!DOCTYPE html><html><body>{% for row in rows %}${rows}{{ row.name }}{% endfor %}</body></html>`],
    [
      'Markdown with tags',
      `<p align="center"><img src="a"></p>\n\n${'## Part\n\nText with <b>bold</b> and <a href="/x">links</a>.\n\n'.repeat(20)}`,
    ],
    ['Markdown about HTML', `# Guide\n\n\`\`\`html\n<!DOCTYPE html>\n${rows}\`\`\`\n`],
    ['a diff', ` <div>\n${'-<p>old <b>text</b></p>\n+<p>new <b>text</b></p>\n'.repeat(20)}`],
    ['a log', '<34>Oct 11 22:14:15 host su: failed for <user>\n'.repeat(40)],
    [
      'numbered lines',
      rows
        .split('\n')
        .map((line, index) => `${index + 1}\t${line}`)
        .join('\n'),
    ],
    ['prose', 'A <b> tag makes text bold. '.repeat(60)],
  ])('is 0 for %s', (_, text) => {
    expect(bid(text)).toBe(0)
  })
})

describe('hostile input', () => {
  const START = '<!doctype html><body>'
  const many = (text: string, times = 20_000) => START + text.repeat(times)

  it('is bounded, and never throws', () => {
    const texts = [
      many('<div>', 100_000),
      START + '<sup>'.repeat(400) + 'x '.repeat(50_000),
      START + '<a href="#x"><b>'.repeat(200) + 'x '.repeat(50_000),
      START + '<ul><li>'.repeat(200) + '<p>x</p>'.repeat(10_000),
      `${START}<table>${'<tr><td rowspan=999 colspan=999>x<td>y'.repeat(5000)}`,
      many('<pre>```'),
      many('<b> </b>'),
      many('<constructor>x</constructor><__proto__ class=constructor role=constructor>y</__proto__>', 2000),
      many('&amp;&bogus;&#0;&#xD800;'),
      many('\ud800<p>\0'),
      `${START}<p title="${'a '.repeat(200_000)}">x`,
      `${START}<!--${'--'.repeat(100_000)}`,
      `${START}<script>${'</scrip'.repeat(50_000)}`,
      '<'.repeat(100_000),
      '<!-- x -->'.repeat(20_000),
    ]
    for (const text of texts) expect(() => [bid(text), compress(text)]).not.toThrow()
  })
})

describe('the truth check', () => {
  const page = `<!DOCTYPE html><html><body><main><h2>Part one</h2><p>First words. <a href="/a">Link</a></p><pre>x = 1</pre><p>Second words.</p>${PAD}</main></body></html>`
  const shown = compress(page)!

  it('accepts what is true', () => {
    expect(falseHtml(page, shown)).toBe(undefined)
  })

  it.each([
    ['another word', 'First words', 'Third words'],
    ['a missing word', 'Second words.', 'words in'],
    ['another level', '## Part', '### Part'],
    ['another target', ': /a', ': /b'],
    ['other code', 'x = 1', 'x =  1'],
    ['another order', 'First words. [Link]', 'Second words.'],
    ['other sizes', 'characters of HTML', '0 characters of HTML'],
    ['invented scripts', 'omitted: markup', 'omitted: markup, 2 scripts'],
  ])('finds %s', (_, from, to) => {
    const wrong = shown.replace(from, to)
    expect(wrong).not.toBe(shown)
    const size = String(wrong.length - wrong.indexOf('\n') - 1).replace(/\B(?=(?:\d{3})+$)/g, ',')
    expect(falseHtml(page, wrong.replace(/[\d,]+ shown/, `${size} shown`))).toBeTypeOf('string')
  })
})
