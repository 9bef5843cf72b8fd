import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compactText } from './document.ts'
import { parseJson } from './parse.ts'

const compact = (text: string) => {
  const document = parseJson(text)
  return document?.roots.map((root) => compactText(document, root)).join('\n')
}

describe('parseJson', () => {
  it('keeps values, key order and number spellings', () => {
    const text = '{"b": [1.0, -0, 1e400, 123456789012345678901234567890, 1E+5], "a": null, "__proto__": {}, "": ""}'
    expect(compact(text)).toBe('{"b":[1.0,-0,1e400,123456789012345678901234567890,1E+5],"a":null,"__proto__":{},"":""}')
  })

  it('spells strings in the shortest way that shows all there is', () => {
    expect(compact('["\\u4e2d\\/\\u0041", "\\u200b", "\\ud83d\\ude00"]')).toBe('["中/A","\\u200b","😀"]')
    expect(compact('["\\ud800", "\ud800", "\\u0000\\u001b"]')).toBe('["\\ud800","\\ud800","\\u0000\\u001b"]')
  })

  it('keeps objects with a repeated key as they are', () => {
    expect(compact('[{"a": 1, "\\u0061": "x y"}, { "b":2 }]')).toBe('[{"a":1,"\\u0061":"x y"},{"b":2}]')
    const wide = `{${Array.from({ length: 500 }, (_, i) => `"k${i}":${i}`).join()},"k7":0}`
    expect(compact(wide)).toBe(wide)
  })

  it('reads JSON lines, and a single string', () => {
    expect(compact('{"a": 1}\r\n\r\n{"b": 2}\n')).toBe('{"a":1}\n{"b":2}')
    expect(compact(' "text" ')).toBe('"text"')
  })

  it.each([
    ...['', ' ', '1', 'null', '\ufeff[1]', '[1]x', '[1][2]', '[1] [2]', '[1]\n2', '"a"\n"b"', '[1]\n[2', '{}\n{,}'],
    ...['[1,]', '[,1]', '[1 2]', '{"a":1,}', '{"a" 1}', '{a:1}', '{1:2}', '{"a":1 "b":2}', '[1}', '{]', '[NaN]'],
    ...['[01]', '[1.]', '[.5]', '[+1]', '[-]', '[1e]', '[1e+]', '[tru]', '[truex]', '[Infinity]', "['a']", '[1]//c'],
    ...['["\\x"]', '["\\u12g4"]', '["\u0001"]', '["a\nb"]', '["abc', '[[', '{"a":', '[\u00a01]', '["a\\"]'],
  ])('refuses %j', (text) => expect(parseJson(text)).toBeUndefined())

  it('agrees with JSON.parse on any value, however it is spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, 2, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space)
        expect(JSON.parse(compact(text)!)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('accepts what JSON.parse accepts, and nothing else', () => {
    const pieces = fc.constantFrom(
      ...'[]{},:"'.split(''),
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'null',
      '"a"',
      '\\',
      ' ',
      'x',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = `[${parts.join('')}]`
        expect(parseJson(text) !== undefined).toBe(parses(text))
      }),
      { numRuns: 3000 },
    )
  })

  it('refuses every proper beginning of a document', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(), (value, cut) => {
        const text = JSON.stringify(value)
        expect(parseJson(text.slice(0, cut % text.length))).toBeUndefined()
      }),
    )
  })

  it('survives any nesting', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const text = `${open.repeat(100_000)}1${close.repeat(100_000)}`
      expect(compact(text)).toBe(text)
      expect(parseJson(open.repeat(100_000))).toBeUndefined()
    }
  })
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
