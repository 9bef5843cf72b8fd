// Generates pages as sites send them, for property tests: content in many shapes, and what stands around it.
import fc from 'fast-check'

const NAMES =
  'shard index worker cache token region order ledger signal mirror harbor quartz velvet lantern meadow'.split(' ')
const word = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...NAMES) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '&lt;key&gt;',
      '&amp;',
      'caf&eacute;',
      'x_1',
      '*not*',
      '日本',
      '&nbsp;',
      'a|b',
      '#5',
      '1.',
    ),
  },
)
const phrase = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '))

const inline: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: phrase },
  fc.tuple(phrase, fc.nat(9)).map(([text, n]) => `<a class="ref" href="/guide/${n}">${text}</a>`),
  phrase.map((text) => `<a href="#here">${text}</a>`),
  phrase.map((text) => `<code><span class="pre">${text}</span></code>`),
  phrase.map((text) => `<em>${text}</em>`),
  phrase.map((text) => ` <strong> ${text}</strong> `),
  fc.nat(9).map((n) => `10<sup>${n}</sup>`),
  fc.nat(9).map((n) => `<img src="/img/a ${n}.png" alt="picture ${n}">`),
  phrase.map((text) => `<span hidden>${text}</span>`),
  phrase.map((text) => `<del>${text}</del>`),
  fc.constantFrom(
    '<br>',
    '<!-- note -->',
    '<button>Copy</button>',
    '<input type="checkbox" checked>',
    '&unknown;',
    '<',
  ),
)
const flow = fc.array(inline, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(' '))

const code = fc
  .array(
    fc.constantFrom('if (a &lt; b) {', '  return <span class="k">null</span>', '```', '~~~', '', '\tx = "y"', '}'),
    { minLength: 1 },
  )
  .map((lines) => lines.join('\n'))

const table = fc
  .tuple(
    fc.array(fc.array(fc.tuple(flow, fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    }),
    fc.nat(2),
  )
  .map(([rows, style]) => {
    const cells = (row: [string, number][], tag: string) =>
      row.map(
        ([text, span]) =>
          `<${tag}${style === 1 ? ` rowspan="${span}"` : ''} colspan=${style === 2 ? span : 1}>${text}</${tag}>`,
      )
    return `<table>${rows.map((row, index) => `<tr>${cells(row, index === 0 ? 'th' : 'td').join('')}</tr>`).join('\n')}</table>`
  })

const { block } = fc.letrec<{ block: string; blocks: string }>((tie) => ({
  blocks: fc.array(tie('block'), { maxLength: 3 }).map((parts) => parts.join('\n')),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    flow.map((text) => `<p>${text}</p>`),
    fc
      .tuple(fc.integer({ min: 1, max: 6 }), phrase)
      .map(([n, text]) => `<h${n}>${text}<a class="headerlink" href="#x">¶</a></h${n}>`),
    code.map((text) => `<div class="highlight-js"><pre>${text}</pre></div>`),
    code.map((text) => `<pre><code class="language-python">${text}</code></pre>`),
    table,
    fc
      .tuple(fc.array(tie('blocks')), fc.constantFrom('ul', 'ol', 'ol start="4"', 'ol reversed'))
      .map(([items, tag]) => `<${tag}>${items.map((item) => `<li>${item}`).join('')}</${tag.slice(0, 2)}>`),
    fc.tuple(flow, tie('blocks')).map(([term, text]) => `<dl><dt>${term}</dt><dd>${text}</dd></dl>`),
    tie('blocks').map((text) => `<blockquote>${text}</blockquote>`),
    fc.tuple(phrase, tie('blocks')).map(([term, text]) => `<details><summary>${term}</summary>${text}</details>`),
    tie('blocks').map((text) => `<div class="card"><a href="/card">${text}</a></div>`),
    tie('blocks').map((text) => `<section>${text}<p>unclosed`),
    tie('blocks').map((text) => `<aside>${text}</aside>`),
  ),
}))

const FURNITURE = [
  `<nav>${NAMES.map((name) => `<a href="/${name}">${name}</a>`).join('')}</nav>`,
  '<script>var a = "<p>no text</p>"</script><style>p { color: red }</style>',
  '<div class="cookie-banner">We use cookies</div>',
  '<footer>About us <a href="/legal">Legal</a></footer>',
  '<script type="application/ld+json">{"@type":"Article"}</script>',
  `<ul>${NAMES.map((name) => `<li><a href="/more/${name}">${name}</a>`).join('\n')}</ul>`,
]

/** An HTML page or a part of one: with or without a main element, furniture around it, and well-formed or not. */
export const htmlText: fc.Arbitrary<string> = fc
  .record({
    blocks: fc.array(block, { minLength: 1, maxLength: 12 }),
    wrapper: fc.constantFrom('main', 'article', 'div id="content"', 'section'),
    before: fc.subarray(FURNITURE),
    after: fc.subarray(FURNITURE),
    isDocument: fc.boolean(),
    times: fc.integer({ min: 1, max: 4 }),
    end: fc.constantFrom('', '\n', '</div></div>'),
  })
  .map(({ blocks, wrapper, before, after, isDocument, times, end }) => {
    const content = Array.from({ length: times }, () => blocks.join('\n')).join('\n<hr>\n')
    const body = `${before.join('')}<${wrapper} class="page content-wrapper" data-controller="page">${content}</${wrapper.split(' ')[0]}>${after.join('')}`
    const head = '<head><title>Guide &amp; more</title><meta name="description" content="About it"></head>'
    return isDocument ? `<!DOCTYPE html>\n<html lang="en">${head}<body>${body}</body></html>${end}` : body + end
  })
