import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt, HASH, segmentOf } from '../../../test/segments.ts'
import { decodeTrace } from '../../testing/decode-trace.ts'
import { traceText } from '../../testing/generate-trace.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseTrace } from '../../testing/truth-trace.ts'
import { findStacks } from './frames.ts'
import { traceCompressor } from './index.ts'
import { apartFrom, findListings } from './listings.ts'
import { outlineStacks } from './repeats.ts'
import { hiddenFrames } from './select.ts'
import { describeHidden, writeTrace } from './write.ts'

/** Both forms, whether they pay or not. */
function encode(text: string): string {
  const lines = text.split('\n')
  return writeTrace({ lines, outlines: outlineStacks(findStacks(lines)), hidden: new Set(), listings: [] }, '')
}

function leaveOut(text: string, query = ''): string {
  const lines = text.split('\n')
  const outlines = outlineStacks(findStacks(lines))
  const listings = apartFrom(
    findListings(lines),
    outlines.map(({ stack }) => stack),
  )
  const trace = { lines, outlines, hidden: hiddenFrames(outlines, query), listings }
  return writeTrace(trace, `<<ccr:${HASH} ${describeHidden(trace).words}>>`)
}

const EXPRESS = Array.from(
  { length: 6 },
  (_, i) => `    at next (/app/node_modules/express/lib/router/index.js:${i + 1}:9)`,
)
const OWN = ['    at find (/app/src/orders.ts:31:11)', '    at run (/app/src/server.ts:12:3)']
const ERROR = ['Error: no such order', OWN[0]!, ...EXPRESS, OWN[1]!]

testCompressor({ compressor: traceCompressor, texts: traceText, decode: decodeTrace, runs: 100 }, { describe, it })

describe('trace, lossless', () => {
  it('refers to a stack that has been shown', () => {
    const encoded = encode(
      [...ERROR, 'Error: again', '    at other (/app/src/other.ts:1:1)', ...ERROR.slice(2)].join('\n'),
    )
    expect(encoded.split('\n').slice(1, 3)).toEqual([ERROR[0], '[stack A: 8 lines]'])
    expect(encoded.split('\n').slice(-3)).toEqual([
      'Error: again',
      '    at other (/app/src/other.ts:1:1)',
      '[last 7 lines of stack A]',
    ])
  })

  it('counts recursion', () => {
    const loop = ['\tat a.B.even(B.java:3)', '\tat a.B.odd(B.java:7)']
    const text = [
      'java.lang.StackOverflowError',
      ...Array.from({ length: 512 }, () => loop).flat(),
      '\tat a.B.main(B.java:1)',
    ].join('\n')
    expect(encode(text).split('\n').slice(1)).toEqual([
      'java.lang.StackOverflowError',
      ...loop,
      '[2 lines above, 511 more times]',
      '\tat a.B.main(B.java:1)',
    ])
  })

  it('reads back whatever traces hold', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        expect(decodeTrace(encode(text))).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves a text alone that has lines like its notes', () => {
    const text = `${Array.from({ length: 5 }, () => ERROR)
      .flat()
      .join('\n')}\n[stack A: 8 lines]`
    expect(traceCompressor.compress(segmentOf(text), contextAt('lossless', { charactersPerToken: 4 }))).toBeUndefined()
  })
})

describe('trace, recoverable', () => {
  it('counts frames of libraries between the user’s own', () => {
    expect(leaveOut(ERROR.join('\n')).split('\n')).toEqual([
      `# headroom trace: errors and own frames word for word, in order. <<ccr:${HASH} 6 of 9 lines omitted: frames of node_modules/express ×6>>`,
      ERROR[0],
      OWN[0],
      '[6 lines omitted: frames of node_modules/express ×6]',
      OWN[1],
    ])
    expect(leaveOut(ERROR.join('\n'), 'What does Express do there?')).toContain(EXPRESS[3])
  })

  it('counts source that pytest lists far above a failing line', () => {
    const body = Array.from({ length: 20 }, (_, i) => `        value${i} = compute(${i})`)
    const report = [
      'self = <Schema>',
      '',
      '    def dump(self):',
      ...body,
      '>       raise TypeError()',
      'E       TypeError',
      '',
      'src/schema.py:40: TypeError',
    ]
    const shown = leaveOut(report.join('\n'))
    expect(shown.split('\n').slice(1)).toEqual([
      ...report.slice(0, 3),
      '[14 lines omitted: source above a failing line]',
      ...report.slice(17),
    ])
    expect(falseTrace(report.join('\n'), shown)).toBeUndefined()
    expect(leaveOut(report.join('\n').replace('def dump', 'def test_dump'))).not.toContain('[14 lines')
  })

  it('shows nothing false, and every line that is no frame of a library', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        const shown = leaveOut(text)
        expect(falseTrace(text, shown)).toBeUndefined()
        const hidden = findStacks(text.split('\n')).flatMap(({ frames }) =>
          frames.filter(({ library }) => library === undefined),
        )
        const lines = new Set(shown.split('\n'))
        for (const { text: frame } of hidden) for (const line of frame.split('\n')) expect(lines.has(line)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    ['a line that is not there', 'orders.ts:31', 'orders.ts:32'],
    ['a missing frame', `${OWN[0]}\n`, ''],
    ['a wrong count', '[6 lines', '[5 lines'],
    ['a wrong number of frames', 'express ×6]', 'express ×7]'],
    ['a wrong total', 'of 9 lines', 'of 8 lines'],
  ])('has a truth check that finds %s', (_, from, to) => {
    const shown = leaveOut(ERROR.join('\n'))
    expect(shown.replace(from, to)).not.toBe(shown)
    expect(falseTrace(ERROR.join('\n'), shown.replace(from, to))).toBeDefined()
  })
})

describe('frames', () => {
  it.each([
    ['    at Module.require (node:internal/modules/cjs/loader:1289:19)', 'node:internal'],
    [
      '    at async /app/node_modules/.pnpm/h3@1.0.0/node_modules/@scope/h3/dist/index.mjs:10:3',
      'node_modules/@scope/h3',
    ],
    ['    at Array.map (<anonymous>)', 'native'],
    ['\tat java.base/java.lang.Thread.run(Thread.java:833)', 'java'],
    ['\tat org.springframework.web.Filter.doFilter(Filter.java:12) ~[spring-web-5.3.jar:5.3]', 'org.springframework'],
    ['\tat com.shop.Orders.find(Orders.java:12)', undefined],
    ['  File "/usr/lib/python3.11/site-packages/flask/app.py", line 3, in call', 'site-packages/flask'],
    ['  File "/app/flask/app.py", line 3, in call', undefined],
    ['   at System.Linq.Enumerable.First()', 'System'],
    ["\tfrom /usr/lib/gems/rack-2.0/lib/rack.rb:3:in 'call'", 'gems/rack-2.0'],
    ['#3 /app/vendor/laravel/framework/src/Pipeline.php(12): handle()', 'laravel/framework'],
    ['    #1 0x55d in __libc_start_main ../csu/libc-start.c:308:16', 'libc'],
    ['  12: std::panicking::begin_panic', 'rust'],
  ])('knows what %s belongs to', (line, library) => {
    expect(findStacks([line, line])[0]!.frames[0]!.library).toBe(library)
  })

  it('are not seen in prose, lists and code', () => {
    const texts = [
      '  at home we all stay',
      '#12 Fix the cache (again)',
      '  12: a line of source',
      '    at least 3 of them',
      '1. one',
      '- at (x)',
      'const at = find(x)',
      '    return at(x)',
      '#1 fix',
    ]
    for (const text of texts) expect(findStacks([text, text, text])).toEqual([])
  })
})

describe('the bid for traces', () => {
  it('is high for traces, and 0 for text with a few frames', () => {
    const trace = Array.from({ length: 4 }, () => ERROR)
      .flat()
      .join('\n')
    expect(traceCompressor.bid({ text: trace })).toBe(0.9)
    expect(traceCompressor.bid({ text: `${'some other line of output\n'.repeat(80)}${ERROR.join('\n')}` })).toBe(0)
    expect(traceCompressor.bid({ text: '' })).toBe(0)
  })
})

describe('traces of any size', () => {
  it('are read in a time that grows with them only', () => {
    const odd = [
      `${ERROR.join('\n')}\n`.repeat(3000),
      `    at ${'a'.repeat(500_000)})\n`.repeat(2),
      '    at f (a:1:1)\n'.repeat(30_000),
      '  File "x", line 1\n    y\n'.repeat(15_000),
      Array.from({ length: 20_000 }, (_, i) => `\tat a.B.f${i % 11}(B.java:${i % 13})`).join('\n'),
    ]
    for (const text of odd)
      for (const level of ['lossless', 'recoverable'] as const)
        traceCompressor.compress(segmentOf(text), contextAt(level, { charactersPerToken: 4 }))
  })
})
