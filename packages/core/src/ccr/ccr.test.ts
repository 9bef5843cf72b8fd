import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store/memory.ts'
import type { Store } from '../types.ts'
import { answerCall } from './answer-call.ts'
import { readEvents } from './events.ts'
import { findParts } from './find-parts.ts'
import { hashesIn, holdsGenuineMarker, isGenuine, markerText } from './marker.ts'
import { fetchOriginal, keepOriginals, originalOf, renewOriginals } from './originals.ts'
import { scopeOf } from './scope.ts'

const scope = scopeOf('mine')
const ttlSeconds = 60

describe('a marker', () => {
  it('is read back by the one grammar, whatever the words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, words) => {
        const { hash } = originalOf(scope, text)
        const marker = markerText(hash, words)
        expect(hashesIn(`before ${marker} after`)).toEqual([hash])
        expect(marker).not.toMatch(/[\n\r]/)
        expect((JSON.parse(JSON.stringify(marker)) as string).isWellFormed()).toBe(true)
      }),
    )
  })

  it('is genuine only for the key that has made it', () => {
    fc.assert(
      fc.property(fc.string(), fc.bigInt({ min: 0n, max: (1n << 96n) - 1n }), (text, number) => {
        const { hash } = originalOf(scope, text)
        expect([isGenuine(scope, hash), isGenuine(scopeOf('yours'), hash)]).toEqual([true, false])
        expect(isGenuine(scope, number.toString(16).padStart(24, '0'))).toBe(false)
        expect(isGenuine(scope, hash.toUpperCase()) && hash !== hash.toLowerCase()).toBe(false)
      }),
    )
    const forged = '<<ccr:0123456789abcdef01234567 x>> '.repeat(5000)
    expect(holdsGenuineMarker(scope, forged)).toBe(false)
    expect(
      holdsGenuineMarker(scope, `<<ccr:0123456789abcdef01234567>> ${markerText(originalOf(scope, 'x').hash, '')}`),
    ).toBe(true)
  })
})

describe('originals', () => {
  it('come back byte for byte, lone surrogates and all', async () => {
    const store = createMemoryStore()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 0xffff })), async (codes) => {
        const text = codes.map((code) => String.fromCharCode(code)).join('')
        const original = originalOf(scope, text)
        await keepOriginals(store, scope, { originals: [original], ttlSeconds })
        expect(await fetchOriginal(store, scope, { hash: original.hash, ttlSeconds })).toBe(text)
        expect(await fetchOriginal(store, scopeOf('yours'), { hash: original.hash, ttlSeconds })).toBeUndefined()
      }),
    )
  })

  it('live on as long as a conversation names them, and are stored anew if they are gone', async () => {
    let time = 0
    const store = createMemoryStore({ now: () => time })
    const originals = [originalOf(scope, 'text')]
    const found = () => fetchOriginal(store, scope, { hash: originals[0]!.hash, ttlSeconds })
    await keepOriginals(store, scope, { originals, ttlSeconds })
    for (let turn = 0; turn < 5; turn++) {
      time += 50_000
      await renewOriginals(store, scope, { originals, ttlSeconds })
    }
    expect(await found()).toBe('text')
    time += 61_000
    expect(await found()).toBeUndefined()
    await renewOriginals(store, scope, { originals, ttlSeconds })
    expect(await found()).toBe('text')
  })

  it('never take the place of other bytes', async () => {
    const store: Store = { ...createMemoryStore(), get: () => new Uint8Array([0, 120]) }
    await expect(keepOriginals(store, scope, { originals: [originalOf(scope, 'text')], ttlSeconds })).rejects.toThrow(
      /other bytes/,
    )
  })
})

describe('the parts of an original', () => {
  const lines = Array.from(
    { length: 300 },
    (_, index) => `line number ${index + 1}${index === 149 ? ' ERROR boom' : ''}`,
  ).join('\n')
  const rows = JSON.stringify({
    total: 3,
    rows: [
      { id: 1, price: 1.0, name: 'Ann' },
      { id: 2, name: 'Bob' },
      { id: 3, name: 'Ann Bob' },
    ],
  }).replace('"price":1', '"price":1.0')

  it('are lines by number', () => {
    expect(findParts(lines, 'lines 10-12')).toBe(
      'lines 10–12 of 300:\n10: line number 10\n11: line number 11\n12: line number 12',
    )
    expect(findParts(lines, 'line 300')).toBe('lines 300–300 of 300:\n300: line number 300')
    expect(findParts(lines, 'lines 999')).toMatch(/only 300 lines/)
  })

  it('are lines with the words, and those around them', () => {
    const found = findParts(lines, 'error BOOM')
    expect(found.split('\n')).toHaveLength(6)
    expect(found).toContain('1 of 300 lines match')
    expect(found).toContain('150: line number 150 ERROR boom')
  })

  it('are rows as they are spelled, those with all the words before those with some', () => {
    expect(findParts(rows, 'ann')).toBe(
      '2 of 3 rows match "ann":\n1: {"id":1,"price":1.0,"name":"Ann"}\n3: {"id":3,"name":"Ann Bob"}',
    )
    expect(findParts(rows, 'Ann Bob')).toBe('1 of 3 rows match "Ann Bob":\n3: {"id":3,"name":"Ann Bob"}')
    expect(findParts(rows, 'rows 2-3')).toContain('2: {"id":2,"name":"Bob"}')
  })

  it.each([
    [
      'a brace below',
      'x\n// Adds.\nint add(int a,\n        int b)\n{\n#if X\n  a();\n#endif\nout:\n  return 1;\n}\ny',
      'add',
      [2, 11],
    ],
    [
      'a type on a line of its own',
      '  @A\n  public static <T>\n      List<T> add(\n          T a) {\n    b();\n  }\n',
      'add',
      [1, 6],
    ],
    [
      'parameters in a brace',
      'export function add({\n  a,\n}: Props) {\n  const t = `\nno end\n`\n  return a\n}\nadd({\n})',
      'add',
      [1, 8],
    ],
    ['a method that looks like a call', 'class A {\n  add(\n    a: B,\n  ): C {\n    b()\n  }\n}', 'A.add', [2, 6]],
    ['bounds of a type', 'fn add<T>(a: T)\nwhere\n    T: B,\n{\n    b();\n}\nfn b() {}', 'fn add', [1, 6]],
    ['an end', 'module A\n  def add(a)\n    b\n\n    c\n  end\nend', 'add()', [2, 6]],
    ['indentation', '@a\nasync def add(\n    a,\n):\n    b\n\n    c\n\nadd(1)', 'def add', [1, 7]],
  ])('are whole definitions: %s', (_, code, query, [first, last]) => {
    const lines = code.split('\n').slice(first! - 1, last)
    const shown = lines.map((line, i) => `${first! + i}: ${line}`).join('\n')
    expect(findParts(code, query)).toBe(`"${query}" is defined in lines ${first}–${last}:\n${shown}`)
  })

  it('are the definitions of one owner, or all of that name', () => {
    const code = 'class A:\n    def add(self):\n        a\nclass B:\n    def add(self):\n        b'
    expect(findParts(code, 'B.add')).toMatch(/^"B.add" is defined in lines 5–6:\n5: {5}def add/)
    expect(findParts(code, 'add')).toMatch(/^"add" is defined in lines 2–3 and lines 5–6:/)
    // calls, and words that are no name, are looked for as words
    expect(findParts('a\nadd(1)\n  b', 'add')).toMatch(/^1 of 3 lines match/)
    expect(findParts(code, 'what does add do')).toMatch(/lines match/)
  })

  it('are bounded, and say how to go on', () => {
    const found = findParts('x'.repeat(100).concat('\n').repeat(5000), 'x')
    expect(found.length).toBeLessThan(30_000)
    expect(found).toMatch(/\d+ more; ask for "lines \d+-5001" to go on\.$/)
  })

  it('never fail, whatever is asked of whatever text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, query) => {
        expect(typeof findParts(text, query)).toBe('string')
      }),
    )
    expect(findParts(lines, 'zebra')).toMatch(/No lines with "zebra"/)
    expect(findParts(lines, ' ?! ')).toContain('1: line number 1')
  })
})

describe('a call of the retrieval tool', () => {
  it('gives a large original in pieces', async () => {
    const store = createMemoryStore()
    const original = originalOf(scope, 'some words on a line\n'.repeat(20_000))
    await keepOriginals(store, scope, { originals: [original], ttlSeconds })
    const { text, found } = await answerCall(store, scope, {
      call: { hash: ` ${original.hash.toUpperCase()} ` },
      ttlSeconds,
    })
    expect(found).toBe(true)
    expect(text.length).toBeLessThan(201_000)
    expect(text).toMatch(/The first \d+ of 420000 characters/)
  })
})

describe('the events of a stream', () => {
  const event = fc
    .tuple(fc.constantFrom('data: ', 'event: x\ndata:', ': note', 'id: 1\ndata: '), fc.string({ unit: 'binary' }))
    .map(([field, text]) => field + text.replace(/[\r\n]/g, ' ').toWellFormed())

  it('come out in their very bytes, wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(20), { minLength: 1 }),
        fc.boolean(),
        async (events, end, cuts, last) => {
          const text = events.map((one) => one.replaceAll('\n', end) + end + end).join('') + (last ? 'data: rest' : '')
          const bytes = new TextEncoder().encode(text)
          const read: Uint8Array[] = []
          let count = 0
          for await (const list of readEvents(chunks(bytes, cuts))) {
            count += list.length
            read.push(...list.map(({ raw }) => raw))
          }
          expect(Buffer.concat(read).equals(Buffer.from(bytes))).toBe(true)
          expect(count).toBe(events.length + (last ? 1 : 0))
        },
      ),
    )
  })

  it('say what they say', async () => {
    const text = 'event: delta\r\ndata: {"a":\r\ndata:1}\r\n\r\n: only a note\n\n'
    const events = []
    for await (const list of readEvents(chunks(new TextEncoder().encode(text), [3]))) events.push(...list)
    expect(events.map(({ event: name, data }) => [name, data])).toEqual([
      ['delta', '{"a":\n1}'],
      [undefined, ''],
    ])
  })
})

async function* chunks(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = (cuts[turn % cuts.length] ?? 0) + 1
    yield bytes.slice(at, at + length)
    at += length
  }
}
