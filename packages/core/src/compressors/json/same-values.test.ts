import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson } from '../../testing/decode-json.ts'
import type { Segment } from '../../types.ts'
import { compactText } from './document.ts'
import { jsonCompressor } from './index.ts'
import { parseJson } from './parse.ts'
import { withReferences } from './same-values.ts'

const PERSON = {
  login: 'ann',
  id: 1.5,
  url: 'https://example.org/people/ann',
  photo: 'https://example.org/ann.png',
  on: null,
}
const OTHER = {
  login: 'bo',
  id: 2,
  url: 'https://example.org/people/bo',
  photo: 'https://example.org/bo-s-photo.png',
  on: null,
}

describe('references to repeated values', () => {
  it('say where an equal value stands', () => {
    const event = { user: PERSON, pull: { user: OTHER, by: [PERSON, OTHER] }, sender: PERSON }
    expect(referring(event)?.text).toBe(
      JSON.stringify({ user: PERSON, pull: { user: OTHER, by: ['@user', '@pull.user'] }, sender: '@user' }),
    )
  })

  it('do not count into arrays, and give way to strings that look like them', () => {
    expect(referring({ all: [PERSON, PERSON] })).toBeUndefined()
    expect(referring({ note: '@home', a: PERSON, b: PERSON })?.text).toContain('"b":"==a"')
    expect(referring({ note: ['@home', '==='], a: PERSON, b: PERSON })).toBeUndefined()
    expect(referring({ 'a.b': PERSON, c: PERSON })).toBeUndefined()
  })

  it('are told apart by the spelling of numbers', () => {
    const text = JSON.stringify({ a: PERSON, b: PERSON })
    const last = text.lastIndexOf('1.5')
    expect(withReferences(parseJson(`${text.slice(0, last)}1.50${text.slice(last + 3)}`)!)).toBeUndefined()
  })

  it('read back', () => {
    const leaf = fc.constantFrom<unknown>(
      PERSON,
      OTHER,
      [PERSON, 1],
      'a long text that comes again and again. '.repeat(3),
      7,
    )
    const key = fc.constantFrom('a', 'b', 'user', 'x y', '__proto__', '@', '"', '0')
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'large' },
        leaf,
        fc.array(fc.tuple(key, tie('node')), { maxLength: 6 }).map((members) => Object.fromEntries(members)),
        fc.array(tie('node'), { maxLength: 4 }),
      ),
    })).node
    let shortened = 0
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 6 }), fc.constantFrom(0, 2), (values, space) => {
        const text = JSON.stringify({ first: values[0], rest: values, last: { again: values[1] } }, null, space)
        const result = lossless(text)
        if (result?.includes('same value as')) shortened++
        if (result !== undefined) expect(decodeJson(result)).toBe(compact(text))
      }),
      { numRuns: 400 },
    )
    expect(shortened).toBeGreaterThan(100)
  })
})

function referring(value: unknown) {
  return withReferences(parseJson(JSON.stringify(value))!)
}

function lossless(text: string): string | undefined {
  const segment: Segment = { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query: '' }
  const context = { level: 'lossless', bias: 1, options: {}, count: (t: string) => t.length, drop: () => '' } as const
  return jsonCompressor.compress(segment, context)?.text
}

function compact(text: string): string {
  const document = parseJson(text)!
  return compactText(document, document.roots[0]!)
}
