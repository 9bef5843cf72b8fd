import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCommand } from '../../testing/decode-command.ts'
import { commandText } from '../../testing/generate-command.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseCommand } from '../../testing/truth-command.ts'
import type { CompressContext, Compressed, Segment } from '../../types.ts'
import { commandCompressor } from './index.ts'
import { foldRepeats } from './repeats.ts'
import { resolveLine } from './terminal.ts'

const HASH = '0123456789abcdef01234567'

function segmentOf(text: string, query = ''): Segment {
  return { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query }
}

function compress(
  text: string,
  level: CompressContext['level'],
  { bias = 1, query = '' } = {},
): Compressed | undefined {
  return commandCompressor.compress(segmentOf(text, query), {
    level,
    bias,
    options: {},
    count: (part) => Math.ceil(part.length / 4),
    drop: (_, words) => `<<ccr:${HASH} ${words.replace(/[<>\n]/g, ' ')}>>`,
  })
}

const passing = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => {
    const line = `tests/test_cart.py::test_sum[${from + i}] PASSED`
    return `${line.padEnd(70)}[ 50%]`
  })
const session = (...lines: string[]) =>
  [
    `${'='.repeat(20)} test session starts ${'='.repeat(20)}`,
    '',
    ...lines,
    '',
    '=== 1 failed, 90 passed in 0.12s ===',
  ].join('\n')

testCompressor({ compressor: commandCompressor, texts: commandText, decode: decodeCommand }, { describe, it })

describe('what the command compressor shows', () => {
  it('is true', () => {
    const levels = fc.constantFrom<CompressContext['level']>('lossless', 'recoverable')
    fc.assert(
      fc.property(commandText, levels, fc.double({ min: 0.2, max: 4, noNaN: true }), (text, level, bias) => {
        const shown = compress(text, level, { bias })
        if (shown) expect(falseCommand(text, shown.text)).toBeUndefined()
      }),
      { numRuns: 400 },
    )
  })

  it('is found false when it is', () => {
    const text = session(...passing(0, 40), 'tests/test_cart.py::test_total FAILED', ...passing(40, 50))
    const { text: shown } = compress(text, 'recoverable')!
    expect(falseCommand(text, shown)).toBeUndefined()
    expect(falseCommand(text, shown.replace('test_total', 'test_tax'))).toContain('no line of the original')
    expect(falseCommand(text, shown.replace('[40 lines', '[41 lines'))).toContain('no line of the original')
    expect(falseCommand(text, shown.replace(/ of \d+ lines/, ' of 99 lines'))).toContain('99 lines')
    expect(falseCommand(text, shown.replace('40 passed', '44 passed'))).toContain('counts 44')
    expect(falseCommand(text, shown.replace(/.*FAILED\n/, ''))).toBeDefined()
  })

  it('keeps failures, and counts what passed where it stood', () => {
    const text = session(...passing(0, 40), 'tests/test_cart.py::test_total FAILED', ...passing(40, 50))
    expect(compress(text, 'recoverable')!.text.split('\n').slice(1)).toEqual([
      '==================== test session starts ====================',
      '',
      '[40 lines omitted: 40 passed in tests/test_cart.py]',
      'tests/test_cart.py::test_total FAILED',
      '[50 lines omitted: 50 passed in tests/test_cart.py]',
      '',
      '=== 1 failed, 90 passed in 0.12s ===',
    ])
  })

  it('keeps a passing test that the query names', () => {
    const text = session(...passing(0, 40), 'tests/test_cart.py::test_refund PASSED', ...passing(40, 50))
    expect(compress(text, 'recoverable', { query: 'does test_refund pass?' })!.text).toContain('test_refund PASSED')
    expect(compress(text, 'recoverable')!.text).not.toContain('test_refund')
  })

  it('shows some of many equal diagnostics, and counts the rest by file', () => {
    const errors = Array.from({ length: 150 }, (_, i) => {
      return `src/${i % 2 ? 'cart' : 'user'}.ts(${i + 1},7): error TS2322: Type 'string' is not assignable to type 'number'.`
    })
    const { text: shown } = compress(errors.join('\n'), 'recoverable')!
    expect(shown.split('\n').slice(-2)).toEqual([
      errors[99],
      '[50 lines omitted: 50 more TS2322 in src/user.ts ×25, src/cart.ts ×25]',
    ])
  })

  it('refers to passages that stand above', () => {
    const frames = [
      '    at one (a.js:1:1)',
      '    at two (b.js:2:2)',
      '    at three (c.js:3:3)',
      '    at four (d.js:4:4)',
    ]
    expect(foldRepeats(['x', ...frames, 'y', ...frames, 'z', 'z', ...Array(30).fill('z')], new Set())).toEqual({
      lines: [
        'x',
        ...frames,
        'y',
        frames[0],
        '[3 lines omitted, as they followed this line when it last stood above]',
        'z',
        '[31 lines omitted, the same as the line above]',
      ],
      folded: 34,
    })
  })

  it('resolves what a terminal would', () => {
    expect(resolveLine('\x1b[1;32m ✓\x1b[0m adds \x1b]8;;http://a\x07link\x1b]8;;\x07')).toBe(' ✓ adds link')
    expect(resolveLine('10%\r 50%\r100%\r')).toBe('100%')
    expect(resolveLine('plain\r')).toBe('plain')
  })

  it('resolves redraws of a tool that it does not know, and folds what repeats', () => {
    const bar = Array.from({ length: 60 }, (_, i) => `\x1b[32mfetch\x1b[0m ${'#'.repeat(i)} ${i}%`).join('\r')
    const text = ['start', bar, ...Array(40).fill('waiting for the lock of the store'), '\x1b[31mdone\x1b[0m'].join(
      '\n',
    )
    expect(commandCompressor.bid({ text })).toBeLessThan(0.2)
    const { text: shown, dropped } = compress(text, 'recoverable')!
    expect(shown.split('\n').slice(1)).toEqual([
      'start',
      `fetch ${'#'.repeat(59)} 59%`,
      'waiting for the lock of the store',
      '[39 lines omitted, the same as the line above]',
      'done',
    ])
    expect(dropped.map(({ unit }) => unit)).toEqual(['characters'])
    expect(falseCommand(text, shown)).toBeUndefined()
  })

  it('leaves a text that has notes in it alone', () => {
    const text = session(...passing(0, 90), '[12 lines omitted: 12 passed]')
    for (const level of ['lossless', 'recoverable'] as const) expect(compress(text, level)).toBeUndefined()
  })
})

describe('the bid of the command compressor', () => {
  const bid = (text: string) => commandCompressor.bid({ text })

  it('is high for runners, builds, linters and installers', () => {
    expect(bid(session(...passing(0, 9)))).toBeGreaterThan(0.95)
    expect(
      bid('Collecting flask\n  Downloading flask-3.0.0.whl (99 kB)\nSuccessfully installed flask-3.0.0'),
    ).toBeGreaterThan(0.95)
  })

  it('is nothing for other content', () => {
    const log = Array.from({ length: 50 }, (_, i) => `2031-04-02T10:00:${i + 10}Z INFO request ${i} passed in 3 ms`)
    expect(bid(log.join('\n'))).toBe(0)
    expect(bid(JSON.stringify({ tests: passing(0, 50) }, null, 2))).toBe(0)
    expect(bid('src/a.ts:3:const a = 1\nsrc/a.ts:9:const b = 2\nsrc/b.ts:1:import a\n'.repeat(9))).toBeLessThan(0.2)
    expect(bid(`commit ${'a1'.repeat(20)}\nAuthor: A\nDate:   B\n\ndiff --git a/x b/x\n@@ -1 +1 @@\n-a\n+b\n`)).toBe(0)
    expect(bid('export function add(a: number, b: number) {\n  return a + b\n}\n'.repeat(2))).toBe(0)
  })

  it('stays quick on texts made to be slow', () => {
    const slow = [
      '✓ '.repeat(200_000),
      'a'.repeat(1_000_000),
      '\x1b]'.repeat(300_000),
      '\x1b['.repeat(300_000),
      '\r'.repeat(300_000),
      '/'.repeat(100_000),
      `${'= '.repeat(900)}\n`.repeat(200),
      `tests/${'a.py::'.repeat(300)}\n`.repeat(300),
      'same\n'.repeat(5000),
      ' FAIL  a\n\n\n'.repeat(5000),
    ]
    for (const text of slow) {
      commandCompressor.bid({ text })
      for (const level of ['lossless', 'recoverable'] as const) compress(text, level)
    }
  })
})
