import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt, HASH, segmentOf } from '../../../test/segments.ts'
import { definitionStrength } from '../../definition-line.ts'
import { decodeSearch } from '../../testing/decode-search.ts'
import { searchText } from '../../testing/generate-search.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseSearch } from '../../testing/truth-search.ts'
import { searchCompressor } from './index.ts'
import { likenessOf } from './likeness.ts'

testCompressor({ compressor: searchCompressor, texts: searchText, decode: decodeSearch, runs: 60 }, { describe, it })

const fold = (text: string) => searchCompressor.compress(segmentOf(text), contextAt('lossless'))?.text
const leaveOut = (text: string, query = '', input?: unknown) =>
  searchCompressor.compress(segmentOf(text, query, input), contextAt('recoverable'))
const bid = (text: string) => searchCompressor.bid({ text })
const repeat = (make: (i: number) => string, count = 60) => Array.from({ length: count }, (_, i) => make(i)).join('\n')
const body = (text: string | undefined) => text?.split('\n').slice(1).join('\n')

/** Uses of a class in many files, its definition, and an import in each. */
function uses(files: number, each: number): string {
  const lines: string[] = []
  for (let f = 0; f < files; f++) {
    const path = `src/shop/part${f % 3}/${['cart', 'order', 'price', 'stock'][f % 4]}-${f}.ts`
    lines.push(`${path}:1:import { Wallet } from '../wallet.ts'`)
    for (let i = 0; i < each; i++)
      lines.push(`${path}:${12 + 7 * i}:  const wallet${i} = Wallet.open(customer${f}, ${i})`)
  }
  lines.splice(
    lines.length >> 1,
    0,
    'src/wallet.ts:8:export class Wallet {',
    'src/wallet.ts:31:    return new Wallet(owner)',
  )
  return lines.join('\n')
}

describe('folding', () => {
  it('says each path once, over its lines', () => {
    const text = ['./src/a.ts:1:one', './src/a.ts:12:', './src/b.ts:3:x:4:y', './src/a.ts:20:again'].join('\n')
    const long = `${text}\n${repeat((i) => `./src/a.ts:${30 + i}:more of it`)}\n`
    const folded = fold(long)!
    expect(folded.split('\n').slice(1, 10)).toEqual([
      '',
      './src/a.ts',
      '1:one',
      '12:',
      '',
      './src/b.ts',
      '3:x:4:y',
      '',
      './src/a.ts',
    ])
    expect(decodeSearch(folded)).toBe(long)
  })

  it('keeps context lines and the signs between groups', () => {
    const group = (i: number) =>
      [`lib/x.c:${i}:hit(${i});`, `lib/x.c-${i + 1}-  after(${i});`, `lib/x.c-${i + 2}-`, '--'].join('\n')
    const text = `lib/x.c-9-before\n${repeat((i) => group(10 + 10 * i))}`
    expect(body(fold(text))).toMatch(
      /^lib\/x\.c-9-before\n\nlib\/x\.c\n10:hit\(10\);\n11- {2}after\(10\);\n12-\n--\n20:/,
    )
    expect(decodeSearch(fold(text)!)).toBe(text)
  })

  it('reads columns, drives, functions, and lines without numbers', () => {
    for (const [line, shown] of [
      [(i: number) => `src/a.ts:${i}:5:text`, '\nsrc/a.ts\n0:5:text\n1:5:text'],
      [(i: number) => `C:\\work\\a.ts:${i}:text`, '\nC:\\work\\a.ts\n0:text\n1:text'],
      [(i: number) => `src/a.c${i % 2 ? `:${i}:` : `=${i}=`}text`, '\nsrc/a.c\n0=text\n1:text\n2=text'],
      [(i: number) => `src/longer/a.ts:text ${i}`, '\nsrc/longer/a.ts\n:text 0\n:text 1'],
    ] as const) {
      const text = repeat(line)
      expect(body(fold(text))!.startsWith(shown), fold(text)).toBe(true)
      expect(decodeSearch(fold(text)!)).toBe(text)
    }
  })

  it('tells names that hold numbers by what the other lines say', () => {
    const text = repeat((i) => `docs/v1-2-guide.md:${i}:see a:${i}:b`)
    expect(body(fold(text))!.startsWith('\ndocs/v1-2-guide.md\n0:see a:0:b\n')).toBe(true)
    const both = `docs/v1:3:x\n${text}`
    expect(fold(both)).toBeUndefined()
    expect(likenessOf(both).bid).toBeGreaterThan(0)
  })

  it('leaves what is folded already', () => {
    const text = repeat((f) => `src/f${f}.ts\n${repeat((i) => `${i * 3}:const x = ${i * f}`, 5)}\n`, 20)
    expect(bid(text)).toBeGreaterThan(0.8)
    expect(fold(text)).toBeUndefined()
  })

  const importing = (f: number) => [`import { Wallet } from '../wallet.ts'`, `const w${f} = 1`, '  return wallet.total']
  it.each([
    ['numbered', (f: number) => importing(f).map((line, i) => `src/f${f}.ts${i === 2 ? '-9-' : `:${i + 1}:`}${line}`)],
    ['plain', (f: number) => importing(f).map((line) => `src/folder/f${f}.ts:${line}`)],
    ['headed', (f: number) => [`src/f${f}.ts`, ...importing(f).map((line, i) => `${i * 5 + 1}:${line}`), '']],
  ])('says once what many lines of a %s output say', (_, lines) => {
    const text = `${repeat((f) => lines(f).join('\n'))}\n\\12:x\n12$1\n$1:y`
    const folded = fold(text)!
    expect(folded.split('\n')[1]).toBe("$1:import { Wallet } from '../wallet.ts'")
    expect(folded.split('\n')[2]).toBe('$2:  return wallet.total')
    expect(folded).toMatch(/\n1?\$1\n/)
    expect(folded.length).toBeLessThan(text.length * 0.6)
    expect(decodeSearch(folded)).toBe(text)
    // where lines may be left out, none needs to be looked up
    expect(leaveOut(text)?.text ?? '').not.toMatch(/^\d*\$1$/m)
  })
})

describe('leaving out', () => {
  const text = uses(24, 9)

  it('keeps definitions, names every file, and counts exactly', () => {
    const context = contextAt('recoverable')
    const result = searchCompressor.compress(segmentOf(text, 'where is `Wallet` used?'), context)!
    expect(result.level).toBe('recoverable')
    expect(context.stored).toEqual([text])
    expect(result.text).toContain('\nsrc/wallet.ts\n8:export class Wallet {')
    for (let f = 0; f < 24; f++) expect(result.text).toContain(`-${f}.ts`)
    expect(result.text.length).toBeLessThan(text.length * 0.32)
    expect(falseSearch(text, result.text)).toBeUndefined()
    const [dropped] = result.dropped
    expect(result.text).toContain(`<<ccr:${HASH} ${dropped!.count} of 242 lines omitted`)
  })

  it('finds the definition without being told what was searched for', () => {
    expect(leaveOut(text)!.text).toContain('8:export class Wallet {')
    expect(leaveOut(text, 'go on', { command: 'grep -rn "Wallet" src' })!.text).toContain('8:export class Wallet {')
  })

  it('keeps the files that the question names, and the kind of line that it asks for', () => {
    const named = leaveOut(text, 'On which lines does src/shop/part2/order-17.ts use `Wallet`?')!.text
    expect(named.split('src/shop/part2/order-17.ts\n')[1]!.split('\n').slice(0, 10).join('\n')).not.toContain('omitted')
    const imports = leaveOut(text, 'Which files import `Wallet`?')!.text
    expect(imports.split('1:import { Wallet }').length).toBeGreaterThan(12)
  })

  it('keeps all of a small result', () => {
    expect(leaveOut(uses(3, 9))!.level).toBe('lossless')
  })

  it('keeps more with a bias', () => {
    const kept = (bias: number) =>
      searchCompressor.compress(segmentOf(text, 'Wallet'), contextAt('recoverable', { bias: bias }))!.dropped[0]!.count
    expect(kept(2)).toBeLessThan(kept(1))
  })

  it('shows nothing false', () => {
    const more = fc.array(searchText, { minLength: 3, maxLength: 6 }).map((texts) => texts.join('\n'))
    fc.assert(
      fc.property(
        fc.oneof(searchText, more),
        fc.constantFrom('', 'Where is `Price` defined?', 'cart.ts'),
        (text, query) => {
          for (const level of ['lossless', 'recoverable'] as const) {
            const result = searchCompressor.compress(segmentOf(text, query), contextAt(level))
            if (result) expect(falseSearch(text, result.text)).toBeUndefined()
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the truth check', () => {
  const text = uses(24, 9)
  const shown = leaveOut(text, 'Wallet')!.text
  const folded = fold(text)!

  it.each([
    ['a line under another path', shown.replace('\nsrc/wallet.ts\n8:', '\nsrc/purse.ts\n8:')],
    ['another number', shown.replace('\n8:export', '\n9:export')],
    ['another text', shown.replace('class Wallet {', 'class Wallets {')],
    ['another count', shown.replace(/\n\[(\d+) line/, (_, n) => `\n[${Number(n) + 1} line`)],
    ['another count in the marker', shown.replace(' of 242 ', ' of 241 ')],
    ['a line too many', `${shown}\n99:nothing`],
    ['another order', shown.split('\n\n').reverse().join('\n\n')],
    ['a folded line changed', folded.replace('Wallet.open', 'Wallet.close')],
  ])('finds %s', (_, wrong) => {
    expect(falseSearch(text, shown)).toBeUndefined()
    expect(falseSearch(text, wrong)).toBeTypeOf('string')
  })
})

describe('definitions', () => {
  it.each([
    ['export default class Wallet<T> extends Base {', 2],
    ['func (w *Wallet) Wallet(n int) error {', 2],
    ['size_t Wallet(const char* input, size_t length,', 2],
    ['  Wallet() {', 2],
    ['    def Wallet(self):', 2],
    ['#define Wallet(x) do_wallet(x)', 2],
    ['} Wallet;', 2],
    ['exports.Wallet = require("./wallet")', 2],
    ['const Wallet = 3', 2],
    ['  Wallet: (input) => input,', 2],
    ['pub(super) fn Wallet<I, F>(pi: I) -> F', 2],
    ['\tWallet uint32', 1],
    ['int Wallet(int n);', 1],
    ['  return new Wallet(owner)', 0],
    ['import { type Wallet } from "./wallet"', 0],
    ['// class Wallet is old', 0],
    ['  w = Wallet(3)', 0],
    ['  struct Wallet *next = list;', 0],
    ['  if (!Wallet(x)) {', 0],
    ['class WalletTest {', 0],
  ])('weighs %s', (line, strength) => expect(definitionStrength(line, 'Wallet')).toBe(strength))
})

describe('bid', () => {
  it('is high for searches', () => {
    expect(bid(uses(5, 5))).toBeGreaterThan(0.9)
    expect(bid(repeat((i) => `app.log:${i}:2031-04-02 10:00:00 ERROR no ${i}`))).toBeGreaterThan(0.9)
  })

  it.each([
    ['times', repeat((i) => `2031-04-02T10:15:${10 + (i % 50)} INFO path/to.ts:12:x`)],
    ['clock', repeat((i) => `10:15:${10 + (i % 50)} a/b.ts loaded`)],
    ['syslog', repeat((i) => `Apr  2 10:15:${10 + (i % 50)} host.example sshd[1]: x`)],
    ['diagnostics', repeat((i) => `src/a.c:${i}:5: error: expected ';' before '}'`)],
    ['types', repeat((i) => `src/a.py:${i}: error: Incompatible types  [arg-type]`)],
    ['lint', repeat((i) => `src/a.py:${i}:80: E501 line too long`)],
    ['lint in words', repeat((i) => `/srv/a.js:${i}:5: Missing semicolon. [Error/semi]`)],
    ['a Python trace', repeat((i) => `  File "/srv/app/a.py", line ${i}, in run\n    run()`)],
    ['a Node trace', repeat((i) => `    at run (/srv/app/a.js:${i}:11)`)],
    ['a numbered file', `src/a.ts\n${repeat((i) => `${i}:const x = ${i}`)}`],
    ['a diff', `diff --git a/x b/x\n${repeat((i) => `src/a.c:${i}:x`)}`],
    ['URLs', repeat((i) => `http://localhost:${3000 + i}:x`)],
    ['tests', repeat((i) => `tests/test_a.py::test_${i} PASSED`)],
    ['JSON', repeat((i) => `{"path":"a.ts:${i}:x"}`)],
    ['YAML', repeat((i) => `  image.name: registry/x:${i}:y`)],
    ['paths', repeat((i) => `src/a${i}.ts`)],
  ])('is 0 for %s', (_, text) => expect(bid(text)).toBe(0))

  it('is 0 for its own results', () => {
    expect(bid(fold(uses(24, 9))!)).toBe(0)
    expect(bid(leaveOut(uses(24, 9))!.text)).toBe(0)
  })
})

describe('odd input', () => {
  const text = uses(100, 9)
  const cases: Record<string, string> = {
    'one long line': `src/a.ts:1:${'x:1:-2-'.repeat(300_000)}`,
    'long lines': repeat((i) => `src/a.ts:${i}:${'Wallet( {'.repeat(3000)}`),
    signs: repeat(() => ':-='.repeat(500), 2000),
    'digits and signs': repeat((i) => `a${'-1'.repeat(150)}:${i}:x`, 3000),
    'equal lines': 'src/a.ts:1:x\n'.repeat(5000),
    'CRLF and a mark': `\ufeff${text.replaceAll('\n', '\r\n')}\r\n`,
    'zero bytes': text.replaceAll('const', '\0'),
    'lone surrogates': text.replaceAll('const', '\ud800'),
    colours: text.replaceAll('src/', '\x1b[35msrc/'),
    'many files': repeat((i) => `src/f${i}.ts:1:x`, 20_000),
    brackets: repeat((i) => `src/a.ts:${i}:${'('.repeat(400)} Wallet ${'<'.repeat(400)}`),
  }
  it.each(Object.entries(cases))('copes with %s', (_, odd) => {
    const started = performance.now()
    const lossless = fold(odd)
    if (lossless !== undefined) expect(decodeSearch(lossless)).toBe(odd)
    const shown = leaveOut(odd, 'Wallet src/a.ts x12 " \\ (')?.text
    if (shown !== undefined && odd.length < 200_000) expect(falseSearch(odd, shown)).toBeUndefined()
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
