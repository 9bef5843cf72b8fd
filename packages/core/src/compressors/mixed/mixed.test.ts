import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson } from '../../testing/decode-json.ts'
import { decodeLog } from '../../testing/decode-log.ts'
import { decodeMixed } from '../../testing/decode-mixed.ts'
import { mixedText } from '../../testing/generate-mixed.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falsehood } from '../../testing/truth.ts'
import { falseMixed } from '../../testing/truth-mixed.ts'
import type { CompressContext, Compressor, Segment } from '../../types.ts'
import { jsonCompressor } from '../json/index.ts'
import { logCompressor } from '../log/index.ts'
import { createMixedCompressor } from './index.ts'

const mixed = createMixedCompressor([jsonCompressor, logCompressor])
const decode = (text: string) => decodeMixed(text, { json: decodeJson, log: decodeLog })

const users = Array.from({ length: 60 }, (_, i) => ({ id: 100 + i, name: `user ${i}`, city: ['Rome', 'Oslo'][i % 2] }))
const table = JSON.stringify(users, null, 2)
const log = Array.from(
  { length: 80 },
  (_, i) => `2031-04-02 10:00:${10 + (i % 50)} INFO [pool-${i % 3}] Served order ${5000 + i} in ${3 + (i % 9)} ms`,
).join('\n')
const prose = Array.from({ length: 60 }, (_, i) => `Sentence ${i} tells what nobody has asked for, at length.`).join(
  ' ',
)
/** The same on many lines, so that a log beside it is not all there is. */
const notes = prose.replaceAll('. ', '.\n')

function segmentOf(text: string, query = ''): Segment {
  return { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query }
}

function contextAt(level: CompressContext['level']): CompressContext & { stored: string[] } {
  const stored: string[] = []
  const drop = (original: string, words: string) => {
    stored.push(original)
    return `<<ccr:0123456789abcdef01234567 ${words}>>`
  }
  return { level, bias: 1, options: {}, stored, count: (text) => Math.ceil(text.length / 3), drop }
}

/** Compressed at lossless, checked to be true and to read back. */
function shorten(text: string): string {
  const segment = segmentOf(text)
  if (mixed.bid(segment) === 0) return text
  const result = mixed.compress(segment, contextAt('lossless'))?.text ?? text
  expect(falseMixed(text, result, falsehood)).toBeUndefined()
  if (result !== text) expect(spaceless(decode(result)!)).toBe(spaceless(text))
  return result
}

/** What is the same in JSON that is equal: all but white space and the spelling of characters. */
function spaceless(text: string): string {
  return text
    .replace(/\s+/g, '')
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\([/bfnrt"\\])/g, '$1')
    .replace(/[\0-\x1f\x7f]|\\/g, '')
}

testCompressor(
  {
    compressor: mixed,
    texts: mixedText,
    decode: (text) => {
      const decoded = decode(text)
      return decoded === undefined ? undefined : spaceless(decoded)
    },
    normalize: spaceless,
    runs: 30,
  },
  { describe, it },
)

describe('mixed content', () => {
  it('shortens what each envelope holds and leaves the rest as it is', () => {
    const result = shorten(
      `${prose}\n\n\`\`\`json\n${table}\n\`\`\`\nAnd then:\n\n\`\`\`\n${log}\n\`\`\`\nThat is all.\n`,
    )
    const lines = result.split('\n')
    expect(lines[0]).toMatch(/^# headroom mixed: /)
    expect(lines[1]).toBe(prose)
    expect(lines.slice(2, 6)).toEqual([
      '',
      '```json',
      '# headroom json: [N]{a,b}: N objects, one a line, values in column order',
      '[60]{id,name,city}',
    ])
    expect(result).toContain('159,user 59,Oslo\n# headroom end\n```\nAnd then:\n\n```\n# headroom log: ')
    expect(result.endsWith('\n# headroom end\n```\nThat is all.\n')).toBe(true)
  })

  const compact = JSON.stringify(users)
  const cases: Record<string, [string, string]> = {
    'the body of an HTTP answer': [
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${compact}`,
      '\r\n\r\n# headroom json: ',
    ],
    'tags on lines of their own': [`<output>\n${compact}\n</output>`, '<output>\n# headroom json: '],
    'tags on the same line': [`<output>${compact}</output>`, '# headroom end (joined above and below)\n</output>'],
    'a label in front': [`Found 60 users: ${compact}`, 'Found 60 users: \n# headroom json: '],
    'JSON lines in prose': [
      `${prose}\n${users.map((user) => JSON.stringify(user)).join('\n')}\n${prose}`,
      '\nlines[60]{id,name,city}\n',
    ],
    'what an agent puts around it': [
      `OBSERVATION:\n${compact}\n(Open file: n/a)\n(Current directory: /)\nbash-$`,
      '# headroom end\n(Open file: n/a)',
    ],
    'sections of several commands': [
      `=== users ===\n${compact}\n=== notes ===\n${prose}`,
      '# headroom end\n=== notes ===',
    ],
    'a shell transcript': [
      `$ curl -s localhost/users\n${compact}\n$ cat notes\n${prose}`,
      '# headroom end\n$ cat notes',
    ],
    'a log below prose': [`${notes.repeat(3)}\n\n${log}\n`, 'at length.\n\n# headroom log: '],
  }
  for (const [name, [text, wanted]] of Object.entries(cases)) {
    it(`knows ${name}`, () => expect(shorten(text)).toContain(wanted))
  }

  it('takes the complete rows of a list that was cut off', () => {
    const cut = `${compact.slice(0, -30)}... [truncated]`
    const result = shorten(`Response: {"total":60,"users":${cut}`)
    expect(result).toContain('"users":\n# headroom json: ')
    expect(result).toContain('[59]{id,name,city}')
    expect(result).toContain('# headroom end (joined above and below) (cut)\n,{"id":159,')
    const context = contextAt('recoverable')
    const many = JSON.stringify(Array.from({ length: 20 }, () => users).flat())
    const text = `Response:\n${many.slice(0, -30)}... [truncated]`
    const sampled = mixed.compress(segmentOf(text), context)!
    expect(sampled.level).toBe('recoverable')
    expect(context.stored.every((original) => text.includes(original))).toBe(true)
    expect(falseMixed(text, sampled.text, falsehood)).toBeUndefined()
  })

  it('stores the parts that it drops lines of', () => {
    const many = Array.from({ length: 8 }, () => log).join('\n')
    const text = `$ tail app.log\n${many}\n$ cat notes\n${notes.repeat(20)}`
    const context = contextAt('recoverable')
    const result = mixed.compress(segmentOf(text), context)!
    expect(context.stored).toEqual([many])
    expect(result.dropped[0]).toMatchObject({ unit: 'lines' })
    expect(falseMixed(text, result.text, falsehood)).toBeUndefined()
  })

  it('shows nothing that is not true, at either level', () => {
    fc.assert(
      fc.property(mixedText, fc.constantFrom('lossless' as const, 'recoverable' as const), (text, level) => {
        const result = mixed.compress(segmentOf(text, 'what of worker 3?'), contextAt(level))
        if (result) expect(falseMixed(text, result.text, falsehood)).toBeUndefined()
      }),
      { numRuns: 40 },
    )
  })
})

describe('bid', () => {
  const bid = (text: string) => mixed.bid(segmentOf(text))

  it('is 0 for text of one kind', () => {
    for (const text of [table, compact(users), log, prose, `${log}\n`, `  ${table}\n`]) expect(bid(text)).toBe(0)
    expect(bid(`${log}\n${compact(users.slice(0, 10))}\n${log}`)).toBe(0)
  })

  it('is above that of a log for a log that holds long documents', () => {
    const text = `${log}\n${compact(users)}\n${log}`
    expect(logCompressor.bid(segmentOf(text))).toBeGreaterThan(0.9)
    expect(bid(text)).toBeGreaterThan(logCompressor.bid(segmentOf(text)))
    expect(shorten(text).match(/^# headroom \w+/gm)).toEqual([
      ...['# headroom mixed', '# headroom log', '# headroom end'],
      ...['# headroom json', '# headroom end', '# headroom log', '# headroom end'],
    ])
  })

  it('is above that for the whole where separated parts are of other kinds', () => {
    const whole: Compressor = { ...logCompressor, name: 'whole', bid: ({ text }) => (text.includes('$ ') ? 0.9 : 0) }
    const other = createMixedCompressor([jsonCompressor, logCompressor, whole])
    expect(other.bid(segmentOf(`$ users\n${compact(users)}\n$ notes\n${prose}`))).toBeGreaterThan(0.9)
    expect(other.bid(segmentOf(`$ users\n${compact(users)}\n$ notes\n${prose.repeat(5)}`))).toBe(0)
    expect(other.bid(segmentOf(`$ users\n${prose}\n\n${compact(users)}`))).toBe(0)
    const ruled = `${'='.repeat(30)} FAILURES ${'='.repeat(30)}`
    expect(other.bid(segmentOf(`$ test\n${ruled}\n${log}\n${ruled}\n${log}`))).toBe(0)
  })

  it('is 0 for programs that hold JSON', () => {
    expect(bid(`export const users = ${table};\n\nexport default users\n`)).toBe(0)
    expect(bid(`call(\n${table},\n  1)\n${prose}`)).toBe(0)
  })

  it('is 0 for text that imitates our lines', () => {
    const text = `${prose}\n\n${table}\n`
    expect(bid(text)).toBeGreaterThan(0.5)
    expect(bid(`${text}# headroom end\n`)).toBe(0)
    expect(bid(`# headroom log: x\n${text}`)).toBe(0)
  })

  const compact = (value: unknown) => JSON.stringify(value)
})

describe('truth', () => {
  const text = `Users:\n${table}\nDone.`
  const result = shorten(text)

  it('tells text that was changed between the parts, or in one', () => {
    expect(falseMixed(text, result, falsehood)).toBeUndefined()
    expect(falseMixed(text, result.replace('Done.', 'Done!'), falsehood)).toBeDefined()
    expect(falseMixed(text, result.replace('\nUsers:', ''), falsehood)).toBeDefined()
    expect(falseMixed(text, result.replace('user 7,', 'user 8,'), falsehood)).toBeDefined()
    expect(falseMixed(text, result.replace('\n# headroom end', '\n# headroom stop'), falsehood)).toBeDefined()
  })
})

describe('odd input', () => {
  const cases: Record<string, string> = {
    'open brackets': '[1,\n'.repeat(50_000),
    'open objects': '{"a":\n'.repeat(50_000),
    'lists that never end': `x\n${'[{"a":1},\n'.repeat(20_000)}`,
    'open strings': '{"a\n'.repeat(50_000),
    'small documents': '{"a": 1}\n\n'.repeat(30_000),
    fences: '```\n'.repeat(50_000),
    tags: '<a>\n'.repeat(50_000),
    'open tags': '<a '.repeat(100_000),
    'section marks': '=== a '.repeat(50_000),
    prompts: 'a@b:'.repeat(50_000),
    'HTTP heads': 'HTTP/1.1 200 OK\na: b\n'.repeat(20_000),
    'blank lines': ' \n'.repeat(100_000),
    'one long line': `x: ${'{"a":1},'.repeat(200_000)}`,
    'carriage returns': `${prose}\r${table.replaceAll('\n', '\r')}\r`,
    'a byte order mark': `\ufeff${prose}\n${table}`,
  }
  for (const [name, text] of Object.entries(cases)) {
    it(`copes with ${name}`, () => {
      shorten(text)
      const sampled = mixed.compress(segmentOf(text), contextAt('recoverable'))
      if (sampled) expect(falseMixed(text, sampled.text, falsehood)).toBeUndefined()
    })
  }
})
