import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt, HASH, segmentOf } from '../../../test/segments.ts'
import { decodeLog } from '../../testing/decode-log.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falsehood } from '../../testing/truth.ts'
import { encodeLog } from './encode.ts'
import { logCompressor } from './index.ts'
import { mineTemplates, readLines } from './mine.ts'
import { kindOf } from './severity.ts'

function encode(text: string): string | undefined {
  const lines = readLines(text.split('\n'), kindOf)
  return encodeLog({ text, lines, templates: mineTemplates(lines) })
}

function expectRoundTrip(text: string): void {
  const encoded = encode(text)
  if (encoded !== undefined) expect(decodeLog(encoded)).toBe(text)
}

function clock(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

function serviceLog(lines: number): string[] {
  return Array.from({ length: lines }, (_, i) => {
    const time = `2031-04-02 ${clock(36_000 + i)},${String((i * 37) % 1000).padStart(3, '0')}`
    if (i === 311) return `${time} ERROR [pool-3] Payment 8812 failed: card declined (shop.billing)`
    if (i % 5 === 4) return `${time} DEBUG [pool-${i % 3}] Cache holds ${i * 7} entries of region users (shop.cache)`
    return `${time} INFO [pool-${i % 3}] Served order ${5000 + i} in ${3 + (i % 9)} ms (shop.web)`
  })
}

/** Logs with everything in them that the encoding gives a meaning to. */
function oddLogs(): fc.Arbitrary<string> {
  const cell = fc.oneof(
    fc.integer({ min: -5, max: 100_000 }).map(String),
    fc.constantFrom(
      '',
      '-',
      '"',
      '""',
      'a,b',
      'a|b',
      'a;b',
      '#1',
      '=1',
      '×2',
      '10:00:00',
      'x'.repeat(30),
      'é',
      '😀',
      '\r',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/\n/g, '')),
  )
  const time = fc.oneof(
    fc.integer({ min: 0, max: 90_000 }).map((s) => `2031-04-02T${clock(s)}.123 `),
    fc.integer({ min: 0, max: 90_000 }).map((s) => `${clock(s)} `),
    fc.integer({ min: 0, max: 9 }).map((s) => `Apr  2 10:00:0${s} `),
    fc.constant(''),
  )
  const forms: ((t: string, a: string, b: string) => string)[] = [
    (t, a, b) => `${t}INFO request ${a} took ${b} ms`,
    (t, a, b) => `${t}user=${a} opened file /tmp/${b} again`,
    (t, a, b) => `[${t}] "${a}" ${b} A: done with all the rest`,
    (_, a) => a,
  ]
  const line = fc.tuple(fc.nat(forms.length - 1), time, cell, cell).map(([form, t, a, b]) => forms[form]!(t, a, b))
  return fc.array(line, { minLength: 2, maxLength: 60 }).map((lines) => lines.join('\n'))
}

/** Logs of a service, long enough to leave lines out of. */
function serviceLogs(): fc.Arbitrary<string> {
  const end = fc.constantFrom('\n', '\r\n')
  return fc
    .tuple(fc.integer({ min: 5, max: 400 }), oddLogs(), end)
    .map(([lines, rest, by]) => [...serviceLog(lines), rest].join(by))
}

testCompressor({ compressor: logCompressor, texts: serviceLogs(), decode: decodeLog }, { describe, it })

describe('lossless', () => {
  it('writes a template once and its lines as rows', () => {
    const encoded = encode(serviceLog(6).join('\n'))!
    expect(encoded.split('\n').slice(1)).toEqual([
      'A: {2031-04-02 10:00:00,000} INFO [pool-{0}] Served order {5000} in {3} ms (shop.web)',
      '01,037 A 1,5001,4',
      '02,074 A 2,5002,5',
      '03,111 A 0,5003,6',
      '2031-04-02 10:00:04,148 DEBUG [pool-1] Cache holds 28 entries of region users (shop.cache)',
      '05,185 A 2,5005,8',
    ])
    expect(decodeLog(encoded)).toBe(serviceLog(6).join('\n'))
  })

  it('counts runs of equal lines', () => {
    const text = `${'the same line of words again and again\n'.repeat(5000)}end`
    const encoded = encode(text)!
    expect(encoded.split('\n').slice(1)).toEqual(['A: the same line of words again and again', 'A ×4999', 'end'])
    expect(decodeLog(encoded)).toBe(text)
  })

  it('links a part that repeats another', () => {
    const names = ['alpha-tools', 'beta-parser', 'gamma-runner', 'delta-printer']
    const text = names
      .map((name, i) => `has fetched ${name} in full from https://registry.test/${name}/-/${name}-1.${i}.0.tgz`)
      .join('\n')
    expect(encode(text)!.split('\n')[1]).toBe(
      'A: has fetched {alpha-tools} in full from https://registry.test/{=1}/-/{=1}-1.{0}.0.tgz',
    )
    expectRoundTrip(text)
  })

  it('keeps errors and stack traces word for word', () => {
    const trouble = ['2031-04-02 10:00:09,000 ERROR [pool-1] Payment 7 failed (shop.web)', '\tat a.B.c(B.java:1)']
    const text = serviceLog(300)
      .flatMap((line, i) => (i % 50 === 8 ? [...trouble, line] : [line]))
      .join('\n')
    const encoded = logCompressor.compress(segmentOf(text), contextAt('lossless'))!.text
    expect(encoded.split(trouble.join('\n')).length).toBe(7)
    expect(decodeLog(encoded)).toBe(text)
  })

  it('keeps line ends, spaces, escapes and look-alikes', () => {
    const odd = ['A 1,2', '\\A', 'A: x', '#1 y', '12 B', '', ' ', '\t', 'A ×3', '# headroom log: z']
    const rows = serviceLog(40)
    const mixed = rows.flatMap((row, i) => [row + (i % 2 ? '\r' : '  '), odd[i % odd.length]!])
    for (const end of ['', '\n', '\n\n', '\r\n']) expectRoundTrip(mixed.join('\n') + end)
    expect(encode(mixed.join('\n'))).toContain('\n\\A 1,2\n')
  })

  it('takes other brackets when the text uses braces', () => {
    const text = serviceLog(20)
      .map((line) => `${line} {a}`)
      .join('\n')
    expect(encode(text)).toContain('‹5000›')
    expectRoundTrip(text)
    expect(encode(`${text}\n‹›«»⟨⟩`)).toBeUndefined()
  })

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(oddLogs(), (text) => expectRoundTrip(text)),
      { numRuns: 3000 },
    )
  })
})

describe('recoverable', () => {
  const text = serviceLog(600).join('\n')

  it('keeps one line of each template, what asks for attention, and exact counts', () => {
    const context = contextAt('recoverable')
    const result = logCompressor.compress(segmentOf(text), context)!
    const lines = result.text.split('\n')
    expect(result.level).toBe('recoverable')
    expect(lines[0]).toContain(`<<ccr:${HASH} 594 of 600 lines omitted: info ×476, debug ×118;`)
    expect(context.stored).toEqual([text])
    expect(result.text).toContain('Payment 8812 failed')
    expect(lines[1]).toBe(serviceLog(1)[0])
    expect(lines.filter((line) => line.startsWith('['))).toEqual([
      '[476 lines like the one above omitted]',
      '[118 lines like the one above omitted]',
    ])
    expect(result.dropped[0]).toMatchObject({ unit: 'lines', count: 594, total: 600 })
  })

  it('says where most of the lines left out are, if they come in a burst', () => {
    const slow = (i: number) => `2031-04-02 10:20:00,000 INFO [pool-1] Evicted cold entry ${i * 7} from region users`
    const burst = serviceLog(2000).flatMap((line, i) =>
      i % 400 === 0 || (i > 900 && i < 1000) ? [line, slow(i)] : [line],
    )
    const result = logCompressor.compress(segmentOf(burst.join('\n')), contextAt('recoverable'))!
    const first = burst.indexOf(slow(901))
    const last = burst.indexOf(slow(999))
    expect(result.text).toContain(slow(901))
    expect(result.text).toContain(
      `${slow(0)}\n[102 lines like the one above omitted; 98 of them in lines ${first + 1}–${last + 1}]`,
    )
    expect(falsehood(burst.join('\n'), result.text)).toBeUndefined()
    expect(falsehood(burst.join('\n'), result.text.replace('98 of them', '198 of them'))).toBeDefined()
  })

  it('says where numbers change their level, with exact counts', () => {
    const lines = serviceLog(600).map((line, i) => (i >= 400 ? line.replace(/in (\d+) ms/, 'in 4$1 ms') : line))
    const result = logCompressor.compress(segmentOf(lines.join('\n')), contextAt('recoverable'))!
    expect(result.text).toContain(lines[400])
    expect(result.text).toContain(
      'the number after "in " is above 20 in 0 of all 319 before line 401, in 160 of 160 from it on]',
    )
    expect(falsehood(lines.join('\n'), result.text)).toBeUndefined()
  })

  it('takes no counter for a change, and no steady log for a burst', () => {
    const result = logCompressor.compress(segmentOf(serviceLog(2000).join('\n')), contextAt('recoverable'))!
    expect(result.text).not.toContain('omitted;')
  })

  it('shows only lines of the log, in order', () => {
    const result = logCompressor.compress(segmentOf(text), contextAt('recoverable'))!
    const shown = result.text
      .split('\n')
      .slice(1)
      .filter((line) => !/^\[\d+ lines? /.test(line))
    let from = 0
    for (const line of shown) {
      const at = text.indexOf(line, from)
      expect(at).toBeGreaterThanOrEqual(from)
      from = at + line.length
    }
  })

  it('keeps lines that the query names', () => {
    const plain = logCompressor.compress(segmentOf(text), contextAt('recoverable'))!
    const asked = logCompressor.compress(segmentOf(text, 'what became of order 5207?'), contextAt('recoverable'))!
    expect(plain.text).not.toContain('order 5207 ')
    expect(asked.text).toContain('order 5207 ')
  })

  it('keeps a stack trace with its error, and an equal one only once', () => {
    const trace = ['java.io.IOException: gone', '\tat a.B.c(B.java:1)', '\tat a.D.e(D.java:22)']
    const rows = serviceLog(200).flatMap((line, i) =>
      i % 50 === 20 ? [line.replace('INFO', 'WARN'), ...trace] : [line],
    )
    const result = logCompressor.compress(segmentOf(rows.join('\n')), contextAt('recoverable'))!
    expect(result.text.split('\tat a.D.e').length).toBe(2)
    expect(result.text).toContain('3 like')
  })

  it('shows lines that stand out', () => {
    const slow = serviceLog(300).map((line, i) => (i === 177 ? line.replace(/in \d+ ms/, 'in 30411 ms') : line))
    expect(logCompressor.compress(segmentOf(slow.join('\n')), contextAt('recoverable'))!.text).toContain('in 30411 ms')
  })

  it('leaves a log as it is where leaving lines out does not pay, and what may be none', () => {
    const unlike = Array.from({ length: 40 }, (_, i) => `2031-04-02 10:00:00 INFO ${words(i, 9)}`).join('\n')
    expect(logCompressor.compress(segmentOf(unlike), contextAt('recoverable'))).toBeUndefined()
    const history = Array.from({ length: 300 }, (_, i) => `${(i * 7919).toString(16).padStart(7, 'a')} Fix ${i}`).join(
      '\n',
    )
    expect(logCompressor.compress(segmentOf(history), contextAt('recoverable'))).toBeUndefined()
  })
})

describe('carriage returns and colours', () => {
  it('takes lines that a carriage return ends for lines, at either level', () => {
    for (const [log, first] of [
      [serviceLog(400), 0],
      [serviceLog(400).map((line, i) => (i % 9 ? line : `${line}\nplain ${i}`)), 0],
    ] as const) {
      const text = `${log.join('\r')}\r`
      const lossless = logCompressor.compress(segmentOf(text), contextAt('lossless'))!
      expect(decodeLog(lossless.text)).toBe(text)
      expect(lossless.text.length).toBeLessThan(text.length / 2)
      const context = contextAt('recoverable')
      const recoverable = logCompressor.compress(segmentOf(text), context)!
      expect(context.stored).toEqual([text])
      expect(recoverable.text.split('\n')[1]).toBe(
        `${log[first]!.split('\n')[0]}${log[first]!.includes('\n') ? '' : '\r'}`,
      )
      expect(falsehood(text, recoverable.text)).toBeUndefined()
      expect(logCompressor.bid(segmentOf(text))).toBeGreaterThan(0.9)
    }
  })

  it('reads levels, steps and stack traces through colours', () => {
    const text = Array.from({ length: 80 }, (_, i) => `\x1b[36mDownloading module ${i} of 80 from the mirror\x1b[0m`)
    expect(logCompressor.bid(segmentOf(text.join('\n')))).toBeGreaterThan(0.5)
    const trace = ['\x1b[31mError: gone\x1b[0m', '\x1b[90m    at load (/srv/a.js:1:2)\x1b[39m']
    const result = logCompressor.compress(segmentOf([...text, ...trace, ...text].join('\n')), contextAt('recoverable'))!
    for (const line of trace) expect(result.text).toContain(line)
  })
})

describe('bid', () => {
  const bid = (lines: readonly string[]) => logCompressor.bid(segmentOf(lines.join('\n')))
  const repeat = (make: (i: number) => string) => Array.from({ length: 60 }, (_, i) => make(i))

  it('is high for logs', () => {
    expect(bid(serviceLog(60))).toBeGreaterThan(0.9)
    expect(bid(repeat((i) => `Apr  2 ${clock(i)} host sshd[${i}]: session opened`))).toBeGreaterThan(0.9)
    expect(
      bid(repeat((i) => `10.0.0.${i} - - [02/Apr/2031:${clock(i)} +0000] "GET /${i} HTTP/1.1" 200 ${i}`)),
    ).toBeGreaterThan(0.9)
    expect(bid(repeat((i) => `[INFO] Downloading module ${i}`))).toBeGreaterThan(0.5)
  })

  it('is 0 for what only looks like one', () => {
    expect(bid(repeat((i) => `{"time":"2031-04-02T${clock(i)}Z","level":"info"}`))).toBe(0)
    expect(bid(repeat((i) => `src/log.ts:${i}:  print("2031-04-02 ${clock(i)} INFO")`))).toBe(0)
    expect(bid(['time,count,sum', ...repeat((i) => `2031-04-02 ${clock(i)},${i},3`)])).toBe(0)
    expect(bid(repeat((i) => `const value${i} = compute(${i}) // info`))).toBe(0)
    expect(bid(['diff --git a/x b/x', ...serviceLog(60)])).toBe(0)
    expect(bid(repeat((i) => `-- column ${i} holds the price`))).toBe(0)
    expect(bid([encode(serviceLog(60).join('\n'))!])).toBe(0)
  })
})

describe('odd input', () => {
  const cases: Record<string, string> = {
    empty: '',
    'line ends': '\n'.repeat(20_000),
    'equal lines': 'x y z\n'.repeat(5000),
    'one long line': 'ab 12 '.repeat(200_000),
    'open quotes': '" a "b c "'.repeat(30_000),
    'digits and letters': Array.from({ length: 300 }, (_, i) => `k${'1a'.repeat(900)}${i}`).join('\n'),
    'carriage returns': serviceLog(500).join('\r'),
    'zero bytes': serviceLog(500)
      .map((line, i) => (i % 3 ? line : `\0${line}`))
      .join('\n'),
    'separators of other scripts': serviceLog(500).join('\u2028'),
    colours: serviceLog(500)
      .map((line) => `\x1b[32m${line}\x1b[0m`)
      .join('\n'),
    'lone surrogates': serviceLog(500).join('\ud800\n'),
    'nothing alike': Array.from({ length: 20_000 }, (_, i) => `${i ** 3} ${(i * 7919).toString(36)} ${i % 7}`).join(
      '\n',
    ),
    'byte order mark and CRLF': `\ufeff${serviceLog(500).join('\r\n')}\r\n`,
  }
  for (const [name, text] of Object.entries(cases)) {
    it(`copes with ${name}`, () => {
      logCompressor.bid(segmentOf(text))
      const lossless = logCompressor.compress(segmentOf(text), contextAt('lossless'))
      if (lossless) expect(decodeLog(lossless.text)).toBe(text)
      logCompressor.compress(segmentOf(text, 'x12 " \\ ('), contextAt('recoverable'))
    })
  }
})

/** Words that hardly any two lines have in common. */
function words(seed: number, count: number): string {
  return Array.from({ length: count }, (_, i) =>
    (((seed + 1) * 7919 + i * 104_729) ** 2).toString(36).replace(/\d/g, 'x'),
  ).join(' ')
}
