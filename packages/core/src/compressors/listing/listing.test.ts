import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt, segmentOf } from '../../../test/segments.ts'
import { decodeListing } from '../../testing/decode-listing.ts'
import { listingText } from '../../testing/generate-listing.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseListing } from '../../testing/truth-listing.ts'
import { listingCompressor } from './index.ts'

testCompressor({ compressor: listingCompressor, texts: listingText, decode: decodeListing, runs: 60 }, { describe, it })

const encode = (text: string) => listingCompressor.compress(segmentOf(text), contextAt('lossless'))?.text
const leaveOut = (text: string, query = '') =>
  listingCompressor.compress(segmentOf(text, query), contextAt('recoverable'))
const bid = (text: string) => listingCompressor.bid({ text })
const repeat = (make: (i: number) => string, count = 60) => Array.from({ length: count }, (_, i) => make(i)).join('\n')

const paths = [
  'README.md',
  ...Array.from({ length: 120 }, (_, i) => `./src/shop/part${i % 60 < 30 ? 1 : 2}/item-${i}.ts`).sort(),
].join('\n')
const long = `src:\ntotal 240\n${repeat((i) => `-rw-r--r--  1 root root ${String(i * 177).padStart(5)} Jun 11  2025 item-${i}.ts`)}\ndrwxr-xr-x 12 root root  4096 Nov 22 11:17 parts`
const tree = `.\n├── src\n${repeat((i) => `│\u00a0\u00a0 ${i === 59 ? '└' : '├'}── item-${i}.ts`)}\n└── test\n    └── a.test.ts\n\n2 directories, 61 files\n`

describe('lossless', () => {
  it('puts names under their folder', () => {
    const lines = encode(`${paths}\n`)!.split('\n')
    expect(lines.slice(1, 5)).toEqual(['README.md', './src/shop/part1/', 'item-0.ts', 'item-1.ts'])
    expect(decodeListing(lines.join('\n'))).toBe(`${paths}\n`)
  })

  it('keeps sizes and states beside the names', () => {
    for (const line of [
      (i: number) => `${i}\t./src/shop/item-${i}.ts`,
      (i: number) => ` M src/shop/item-${i}.ts`,
      (i: number) => `src/shop/item-${i}.ts ${i}`,
    ]) {
      const text = repeat(line)
      expect(encode(text)!.length).toBeLessThan(text.length * 0.8)
      expect(decodeListing(encode(text)!)).toBe(text)
    }
  })

  it('says the columns of ls once', () => {
    const lines = encode(long)!.split('\n')
    expect(lines.slice(1, 6)).toEqual([
      'a: -rw-r--r-- 1 root root {size} Jun 11  2025 {name}',
      'src:',
      'total 240',
      'a 0 item-0.ts',
      'a 177 item-1.ts',
    ])
    expect(lines.at(-1)).toBe('drwxr-xr-x 12 root root  4096 Nov 22 11:17 parts')
    expect(decodeListing(lines.join('\n'))).toBe(long)
  })

  it('leaves rows that are padded in another way', () => {
    const odd = long.replace(' 1 root root     0', ' 1 root root 0')
    expect(decodeListing(encode(`${long}\n\n${odd}`)!)).toBe(`${long}\n\n${odd}`)
  })

  it('draws trees by blanks', () => {
    const encoded = encode(tree)!
    expect(encoded.split('\n').slice(1, 4)).toEqual(['.', ' src', '  item-0.ts'])
    expect(decodeListing(encoded)).toBe(tree)
    expect(encode(tree.replace('│\u00a0\u00a0 ├── item-3', '├── item-3'))).toBeUndefined()
  })
})

describe('leaving out', () => {
  it.each([
    ['paths', paths],
    ['ls -lR', repeat((i) => long.replace('src:', `src${i}:`), 2)],
    ['a tree', tree],
  ])('shows some of each kind of %s, with exact counts', (_, text) => {
    const context = contextAt('recoverable')
    const result = listingCompressor.compress(segmentOf(text), context)!
    expect(result.level).toBe('recoverable')
    expect(context.stored).toEqual([text])
    expect(result.text).toMatch(/\n *\[\d+ lines omitted: \.ts ×\d+\]/)
    expect(falseListing(text, result.text)).toBeUndefined()
  })

  it('keeps what the question names, and the largest', () => {
    expect(leaveOut(paths, 'where is item-77.ts?')!.text).toContain('\nitem-77.ts')
    expect(
      leaveOut(
        repeat((i) => long.replace('src:', `src${i}:`), 2),
        'the largest?',
      )!.text,
    ).toContain('10443 Jun 11  2025 item-59.ts')
    const asked = leaveOut(paths, 'Which files are in src/shop/part2?')!.text
    expect(asked.match(/item-\d+\.ts/g)!.length).toBeGreaterThan(60)
  })

  it('shows nothing false', () => {
    const more = fc.array(listingText, { minLength: 1, maxLength: 3 }).map((texts) => texts.join('\n'))
    fc.assert(
      fc.property(more, fc.constantFrom('', 'cart1.ts', 'what is in src/shop?'), (text, query) => {
        for (const level of ['lossless', 'recoverable'] as const) {
          const result = listingCompressor.compress(segmentOf(text, query), contextAt(level))
          if (result) expect(falseListing(text, result.text)).toBeUndefined()
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('the truth check', () => {
  const shown = leaveOut(paths)!.text

  it.each([
    ['a name in another folder', shown.replace('part1/', 'part2/')],
    ['another name', shown.replace('\nitem-0.ts', '\nitem-x.ts')],
    ['another count', shown.replace(/\n\[(\d+)/, (_, n) => `\n[${Number(n) + 1}`)],
    ['another total', shown.replace(' of 121 ', ' of 120 ')],
    ['a folded name changed', encode(paths)!.replace('item-7.', 'item-8.')],
  ])('finds %s', (_, wrong) => {
    expect(falseListing(paths, shown)).toBeUndefined()
    expect(falseListing(paths, wrong)).toBeTypeOf('string')
  })
})

describe('bid', () => {
  it('is high for listings', () => {
    for (const text of [paths, long, tree]) expect(bid(text)).toBeGreaterThan(0.8)
  })

  it.each([
    ['a search', repeat((i) => `src/shop/a.ts:${i}:x`)],
    ['prose', repeat((i) => `The file src/a${i}.ts is long.`)],
    ['words', repeat((i) => `word${i}`)],
    ['dates', repeat((i) => `2031/04/${10 + i}`)],
    ['a table', repeat((i) => `src/a.ts,${i},x`)],
    ['URLs', repeat((i) => `https://example.org/a/${i}.html`)],
    ['code', repeat((i) => `  const a${i} = b / c.d`)],
    ['a log', repeat((i) => `2031-04-02 10:00:00 INFO src/a${i}.ts`)],
  ])('is 0 for %s', (_, text) => expect(bid(text)).toBe(0))

  it('is 0 for its own results', () => {
    expect(bid(encode(paths)!)).toBe(0)
    expect(bid(leaveOut(paths)!.text)).toBe(0)
  })
})

describe('odd input', () => {
  const cases: Record<string, string> = {
    'one long line': 'a/'.repeat(500_000),
    slashes: repeat(() => '/'.repeat(400), 3000),
    'equal lines': 'src/a.ts\n'.repeat(5000),
    'deep trees': repeat((i) => `${'│   '.repeat(i % 70)}├── a`, 3000),
    'bars only': repeat(() => '│   '.repeat(500), 1000),
    'CRLF and a mark': `\ufeff${paths.replaceAll('\n', '\r\n')}\r\n`,
    'zero bytes': paths.replaceAll('item', '\0'),
    'lone surrogates': paths.replaceAll('item', '\ud800'),
    digits: repeat(() => '1'.repeat(30_000), 50),
    'many folders': repeat((i) => `src/f${i >> 1}/a${i}.ts`, 30_000),
    'long rows': repeat((i) => `-rw-r--r-- 1 root root ${i} Jun 11  2025 ${'x '.repeat(4000)}`),
  }
  it.each(Object.entries(cases))('copes with %s', (_, odd) => {
    const started = performance.now()
    const lossless = encode(odd)
    if (lossless !== undefined) expect(decodeListing(lossless)).toBe(odd)
    leaveOut(odd, 'a77.ts src/f9 " \\ (')
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
