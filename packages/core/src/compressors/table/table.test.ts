import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTable } from '../../testing/decode-table.ts'
import { tableText } from '../../testing/generate-table.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseTable } from '../../testing/truth-table.ts'
import type { CompressContext, Segment } from '../../types.ts'
import { tableCompressor } from './index.ts'

const HASH = '0123456789abcdef01234567'

function segmentOf(text: string, query = ''): Segment {
  return { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query }
}

function compress(text: string, level: CompressContext['level'], query = ''): string | undefined {
  const context: CompressContext = {
    level,
    bias: 1,
    options: {},
    count: (each) => Math.ceil(each.length / 3),
    drop: (_, words) => `<<ccr:${HASH} ${words.replace(/[<>\n]/g, '')}>>`,
  }
  return tableCompressor.compress(segmentOf(text, query), context)?.text
}

const bidFor = (text: string) => tableCompressor.bid({ text })

/** A list of orders; row 150 is unlike the others. */
function orders(rows: number, end = '\n'): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    [
      1000 + i,
      `customer ${i % 37}`,
      i === 150 ? 'cancelled' : i % 2 ? 'paid' : 'sent',
      i === 150 ? 99_000 : 20 + (i % 50),
      'EUR',
    ].join(),
  )
  return ['order,name,state,amount,currency', ...lines, ''].join(end)
}

function pods(rows: number): string {
  const cells = Array.from({ length: rows }, (_, i) => [
    `web-${i * 7919}`,
    '1/1',
    i === 9 ? 'Failed' : 'Running',
    `${i}h`,
  ])
  const all = [['NAME', 'READY', 'STATUS', 'AGE'], ...cells]
  const widths = [0, 1, 2].map((c) => Math.max(...all.map((row) => row[c]!.length)))
  return all.map((row) => `${row.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join('   ')}\n`).join('')
}

testCompressor({ compressor: tableCompressor, texts: tableText, decode: decodeTable, runs: 120 }, { describe, it })

describe('what is shown', () => {
  it('is true at both levels', () => {
    fc.assert(
      fc.property(tableText, fc.constantFrom('lossless', 'recoverable'), (text, level) => {
        const shown = compress(text, level as CompressContext['level'])
        if (shown !== undefined) expect(falseTable(text, shown)).toBeUndefined()
      }),
      { numRuns: 150 },
    )
  })

  it('is told from what is false', () => {
    const text = orders(300)
    const shown = compress(text, 'recoverable')!
    expect(falseTable(text, shown)).toBeUndefined()
    const lies = [
      shown.replace('cancelled', 'paid'),
      shown.replace(/\[(\d+) rows omitted\]/, (_, n) => `[${Number(n) + 1} rows omitted]`),
      shown.replace(/ (\d+) of 300/, (_, n) => ` ${Number(n) - 1} of 300`),
      shown.replace(/\n1000,[^\n]*/, ''),
      `${shown}\nmore`,
    ]
    for (const lie of lies) expect(falseTable(text, lie)).toBeDefined()
    expect(falseTable(text, compress(text, 'lossless')!.replace('EUR', 'USD'))).toBeDefined()
  })
})

describe('recoverable', () => {
  it('keeps what stands out, what is asked for and the ends, word for word', () => {
    const text = orders(300)
    const shown = compress(text, 'recoverable', 'What became of order 1234?')!
    const [header, names, first] = shown.split('\n')
    expect(header).toMatch(/^# headroom table: rows word for word/)
    expect([names, first]).toEqual(text.split('\n').slice(0, 2))
    for (const row of [0, 150, 234, 299]) expect(shown).toContain(`\n${text.split('\n')[row + 1]}\n`)
    expect(shown.length).toBeLessThan(text.length / 3)
    expect(shown).toMatch(/<<ccr:\w+ \d+ of 300 rows omitted: [^>]*state sent ×\d+, paid ×\d+/)
  })

  it('leaves what is around a table where it is', () => {
    const text = `Query 1\n\n${orders(200)}\nDone, in 3 ms.\n${orders(100)}end`
    const shown = compress(text, 'recoverable')!
    expect(falseTable(text, shown)).toBeUndefined()
    expect(shown.match(/<<ccr:/g)).toHaveLength(2)
    expect(shown).toContain('\n\nDone, in 3 ms.\norder,name')
  })

  it('counts rows, not lines', () => {
    const rows = Array.from({ length: 90 }, (_, i) => `${i},"first\nsecond ${i}",x${i % 3}`)
    const text = ['id,note,kind', ...rows, ''].join('\n')
    const shown = compress(text, 'recoverable')!
    expect(shown).toMatch(/ of 90 rows omitted/)
    expect(falseTable(text, shown)).toBeUndefined()
  })

  it('keeps rows that have another number of cells', () => {
    const text = orders(200).replace('\n1100,', '\n1100,new,')
    expect(compress(text, 'recoverable')).toContain('\n1100,new,')
  })

  it('leaves texts with lines like its notes alone', () => {
    expect(compress(`${orders(200)}\n[3 rows omitted]\n`, 'recoverable')).not.toMatch(/<<ccr/)
  })
})

describe('lossless', () => {
  it('says constant columns once', () => {
    const shown = compress(orders(40), 'lossless')!.split('\n')
    expect(shown.slice(1, 4)).toEqual([
      '[40 rows of "," cells]',
      'order,name,state,amount,currency=EUR',
      '1000,customer 0,sent,20',
    ])
    for (const end of ['\n', '\r\n']) expect(decodeTable(compress(orders(40, end), 'lossless')!)).toBe(orders(40, end))
  })

  it('takes the padding out of columns', () => {
    const shown = compress(pods(40), 'lossless')!
    expect(shown.split('\n').slice(2, 4)).toEqual([
      '[40 rows: "a b" was "a b", padded to 12 7 9 0]',
      'web-0 1/1 Running 0h',
    ])
    expect(decodeTable(shown)).toBe(pods(40))
  })

  it('keeps lines that are drawn otherwise as they are', () => {
    const text = pods(40).replace('1/1     Failed', '1/1  Failed')
    const shown = compress(text, 'lossless')!
    expect(shown).toContain('\n\\web-')
    expect(decodeTable(shown)).toBe(text)
  })

  it('leaves texts with lines like its brackets alone', () => {
    expect(compress(`${pods(40)}\n[3 rows: "a b" was "a b", padded to 1 2]\n`, 'lossless')).toBeUndefined()
  })
})

describe('the bid', () => {
  it('is high for tables of all kinds', () => {
    for (const text of [orders(40), pods(40), orders(40).replaceAll(',', '\t'), `Rows:\n\n${orders(60)}`])
      expect(bidFor(text)).toBeGreaterThan(0.8)
  })

  it('is nothing for other texts', () => {
    const repeat = (line: (i: number) => string) => Array.from({ length: 60 }, (_, i) => line(i)).join('\n')
    const others = [
      repeat((i) => `{"id":${i},"name":"n${i}","state":"on"}`),
      repeat((i) => `2031-01-01 10:00:${10 + (i % 50)},123 INFO served, as usual, order ${i}`),
      repeat((i) => `src/app/file${i}.ts:${i}:const a = [1, 2, 3]`),
      repeat((i) => `  call(first, ${i}, third),`),
      repeat((i) => `\t\tcall("${i}") +`),
      repeat((i) => `-rw-r--r--  1 root root  ${4000 + i} Jan  1 10:00 file${i}.txt`),
      repeat((i) => `We went there, I think, in the year ${i}, and came back.`),
      repeat((i) => `     ${i}\timport x from 'y'`),
      repeat((i) => ` ✓ |unit| src/a.test.ts > works ${i} 1ms`),
      repeat((i) => `2031-01-01 10:00:${10 + (i % 50)} | INFO     | app.web:run:${i} - served`),
      `diff --git a/x.csv b/x.csv\n${orders(40)}`,
      `# Notes\n\n${'A paragraph of some words that goes on and on.\n'.repeat(80)}\n${orders(8)}`,
    ]
    for (const text of others) expect([bidFor(text), text.slice(0, 50)]).toEqual([0, text.slice(0, 50)])
  })
})

describe('hostile texts', () => {
  it('are read in linear time', () => {
    const texts = [
      '"'.repeat(100_000),
      `a,b,c\n${'"x,y,z\n'.repeat(20_000)}`,
      `${'|'.repeat(1000)}\n`.repeat(200),
      `| a | b |\n|---|---|\n${'| 1 | 2 |\n|---|---|\n'.repeat(10_000)}`,
      `${'A  B  C\n'.repeat(15_000)}`,
      `NAME AGE\n${'x'.repeat(100)}\n`.repeat(1000),
      `${'-'.repeat(100_000)}+${'-'.repeat(100_000)}\n`.repeat(10),
      `a,b,c,d\n${'1,2,3,4\n'.repeat(100_000)}`,
      `${'a,'.repeat(9000)}\n`.repeat(30),
      'a\tb\n\0\ud800\t1\n'.repeat(1000),
      `${' '.repeat(19_000)}|\n`.repeat(60),
    ]
    for (const text of texts) {
      const bid = bidFor(text)
      expect(bid).toBeLessThanOrEqual(1)
      for (const level of ['lossless', 'recoverable'] as const) {
        const shown = compress(text, level)
        if (shown !== undefined) expect(falseTable(text, shown)).toBeUndefined()
      }
    }
  })
})
