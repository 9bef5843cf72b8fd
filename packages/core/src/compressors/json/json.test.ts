import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson } from '../../testing/decode-json.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import type { Compressed, Segment } from '../../types.ts'
import { compactText } from './document.ts'
import { encodeDocument } from './encode.ts'
import { type Feature, ruleOf } from './header.ts'
import { jsonCompressor } from './index.ts'
import { parseJson } from './parse.ts'

const WORDS = [
  ...['ok', 'a b', 'x,y', 'p;q', ']', '}', '[1]', '{"a":1}', '{x}', '"q"', 'say "hi"', '=1', '~x', '*', '', 'null'],
  ...['true', '12', '1e5', '-0', '007', ' lead', 'trail ', 'new\nline', 'tab\t', '\\back', 'é', '中', '😀', '\ud800'],
  ...['\udc00x', '\0', '\u200b', '\u2028', '<<ccr:0123456789abcdef01234567 x>>', '[3 rows omitted]', '#', 'a:b', 'a?'],
  ...['lines[2]', '# headroom json: x', 'long '.repeat(30)],
]
const KEYS = ['id', 'name', 'a', 'b', 'x,y', 'a?', '*', 'k{', '"', '', 'a b', 'type', '=', 'é', '__proto__', '12', '\n']
const NUMBERS = ['0', '-0', '1', '1.0', '-1.50', '1e400', '123456789012345678901234567890', '1E+5', '42']

const tables = fc.nat().map((seed) => new TableText(seed).text())

describe('tables', () => {
  it('writes rows, with what is the same everywhere in the header', () => {
    const text = '[{"id":1,"ok":true,"to":"Ann, Bo"},{"id":2,"ok":true,"to":null},{"id":3,"ok":true,"to":"7"}]'
    expect(encoded(text)).toBe('[3]{id,ok=true,to}\n1,"Ann, Bo"\n2,\n3,"7"')
  })

  it('writes objects and lists in cells', () => {
    const row = (id: number, tags: string) => `{"id":${id},"at":{"x":${id},"y":2.50},"tags":[${tags}]}`
    const text = `[${row(1, '{"k":"a","n":1},{"k":"b","n":2}')},${row(2, '')},${row(3, '{"k":"c","n":3}')}]`
    expect(encoded(text)).toBe('[3]{id,at{x,y=2.50},tags[k,n]}\n1,{1},[a,1;b,2]\n2,{2},[]\n3,{3},[c,3]')
  })

  it('marks what is absent, and elements of another shape', () => {
    const text =
      '[{"id":1,"why":"late","by":null},{"id":2,"why":"late"},{"id":3,"why":"soon","by":"me"},{"why":"x","id":4},5]'
    expect(encoded(text)).toBe('[5]{id,why,by?}\n1,late,null\n2,late,\n3,soon,me\n={"why":"x","id":4}\n=5')
  })

  it('writes objects of objects with their keys first, and stands inside JSON', () => {
    const text = '{"page":1,"users":{"u1":{"name":"Ann","age":7},"u2":{"name":"Bo","age":8}},"more":false}'
    expect(encoded(text)).toBe('{"page":1,"users":\n[2]{*,name,age}\nu1,Ann,7\nu2,Bo,8\n],"more":false}')
  })

  it('opens JSON in strings if its spacing can be told', () => {
    const inner = JSON.stringify(
      [
        { name: 'Ann', age: 7 },
        { name: 'Bo', age: 8 },
        { name: 'Cy', age: 9 },
      ],
      null,
      2,
    )
    expect(encoded(JSON.stringify({ type: 'text', text: inner }))).toBe(
      '{"type":"text","text":~\n[3]{name,age}\nAnn,7\nBo,8\nCy,9\n]}',
    )
    const odd = JSON.stringify({ text: inner.replace('[', '[   ') })
    expect(encoded(odd)).toBe(odd)
  })

  it('decode to the same values, spelled the same, in the same order', () => {
    fc.assert(
      fc.property(tables, (text) => {
        const features = new Set<Feature>()
        const document = parseJson(text)!
        const body = encodeDocument({ document, features, depth: 0 })
        const table = features.size > 0 ? `# headroom json: ${ruleOf(features)}\n${body}` : body
        expect(decodeJson(table)).toBe(compact(text))
      }),
      { numRuns: 1000 },
    )
  })
})

testCompressor(
  {
    compressor: jsonCompressor,
    texts: fc.oneof(
      tables,
      fc.jsonValue().map((value) => JSON.stringify({ value }, null, 2)),
    ),
    decode: decodeJson,
    normalize: compact,
  },
  { describe, it },
)

describe('jsonCompressor', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({ id: i + 1, name: `user ${i}`, city: ['Rome', 'Oslo'][i % 2] }))

  it('bids for JSON, and for nothing that only looks like it', () => {
    expect(bid(JSON.stringify(rows))).toBeGreaterThan(0.9)
    expect(bid(rows.map((row) => JSON.stringify(row)).join('\n'))).toBeGreaterThan(0.8)
    const near = ['[INFO] started', `\ufeff${JSON.stringify(rows)}`, JSON.stringify(rows).slice(0, -1), "[('a', 1)]"]
    for (const text of near) expect(bid(text)).toBe(0)
  })

  it('states its rule in one line before the table', () => {
    const { text, level } = compress(JSON.stringify(rows))!
    expect(level).toBe('lossless')
    expect(text.split('\n').slice(0, 3)).toEqual([
      '# headroom json: [N]{a,b}: N objects, one a line, values in column order',
      '[60]{id,name,city}',
      '1,user 0,Rome',
    ])
  })

  it('only drops white space where tables gain nothing', () => {
    const one = { a: 'some text', b: { c: [1, 2, 3], d: 'more text' } }
    expect(compress(JSON.stringify(one, null, 2))?.text).toBe(JSON.stringify(one))
    expect(compress(JSON.stringify(one))).toBeUndefined()
  })

  it('leaves files that are indented with tabs, which somebody may edit line by line', () => {
    expect(compress(JSON.stringify({ a: 1, b: { c: 'd', e: 'f' } }, null, '\t'))).toBeUndefined()
  })
})

function segmentOf(text: string): Segment {
  return { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query: '' }
}

function bid(text: string): number {
  return jsonCompressor.bid(segmentOf(text))
}

function compress(text: string): Compressed | undefined {
  const context = { level: 'lossless', bias: 1, options: {}, count: (t: string) => t.length, drop: () => '' } as const
  return jsonCompressor.compress(segmentOf(text), context)
}

function encoded(text: string): string {
  return encodeDocument({ document: parseJson(text)!, features: new Set(), depth: 0 })
}

function compact(text: string): string {
  const document = parseJson(text)
  return document ? document.roots.map((root) => compactText(document, root)).join('\n') : text
}

/** JSON that is mostly tables: rows of one shape with gaps, nulls, misfits, nesting and all kinds of strings. */
class TableText {
  private state: number

  constructor(seed: number) {
    this.state = seed
  }

  text(): string {
    const kind = this.random()
    if (kind < 0.6) return this.table(3)
    if (kind < 0.8) return `{"data":${this.table(3)},"more":${this.value(3)}}`
    if (kind < 0.9) return JSON.stringify(this.table(2))
    const row = this.shape(2)
    return this.several(5, row)
      .concat(row(), row())
      .map((line) => (line[0] === '{' ? line : '{}'))
      .join('\n')
  }

  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!
  }

  private several(most: number, make: () => string): string[] {
    return Array.from({ length: Math.floor(this.random() * most) }, make)
  }

  private members(make: () => string, keys: readonly string[] = KEYS): string {
    const own = new Set(this.several(4, () => this.pick(keys)))
    return `{${[...own].map((key) => `${JSON.stringify(key)}:${make()}`).join()}}`
  }

  private value(depth: number): string {
    const kind = this.random()
    if (kind < 0.3) return this.pick(NUMBERS)
    if (kind < 0.6) return JSON.stringify(this.pick(WORDS))
    if (kind < 0.7 || depth === 0) return this.pick(['null', 'true', 'false'])
    if (kind < 0.8) return `[${this.several(4, () => this.value(depth - 1)).join()}]`
    return kind < 0.9 ? this.members(() => this.value(depth - 1)) : this.table(depth - 1)
  }

  private table(depth: number): string {
    return `[${this.several(14, this.shape(depth)).join()}]`
  }

  /** Makes objects with much the same keys, and now and then something else. */
  private shape(depth: number): () => string {
    const columns = [...new Set([this.pick(KEYS), ...this.several(5, () => this.pick(KEYS))])].map((key) => ({
      key: JSON.stringify(key),
      make: this.column(depth),
      gaps: this.random() < 0.3 ? this.random() / 2 : 0,
    }))
    return () => {
      if (this.random() < 0.04) return this.value(1)
      const present = columns.filter(({ gaps }) => this.random() >= gaps)
      if (this.random() < 0.03) present.reverse()
      const members = present.map(({ key, make }) => {
        const odd = this.random()
        return `${key}:${odd < 0.05 ? 'null' : odd < 0.08 ? this.value(1) : make()}`
      })
      return `{${members.join()}}`
    }
  }

  private column(depth: number): () => string {
    const kind = this.random()
    if (kind < 0.2) return () => this.pick(NUMBERS)
    if (kind < 0.25) return () => this.value(1)
    const constant = this.value(1)
    if (kind < 0.3) return () => constant
    if (kind < 0.55 || depth === 0) return () => JSON.stringify(this.pick(WORDS))
    if (kind < 0.6) return () => JSON.stringify(this.table(0))
    const inner = this.shape(depth - 1)
    if (kind < 0.75) return inner
    if (kind < 0.9) return () => `[${this.several(4, inner).join()}]`
    return () => this.members(inner, [...KEYS, ...WORDS])
  }
}
