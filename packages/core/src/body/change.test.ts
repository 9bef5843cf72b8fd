import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../types.ts'
import { applyChanges, spliceChanges, valueAt } from './change.ts'
import { arrayChange } from './document.ts'

const key = fc.oneof(fc.constantFrom('a', 'b', 'messages', '', '__proto__', 'é"\\', 'x y'), fc.string({ maxLength: 4 }))
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true })),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

function pathsOf(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== 'object') return []
  return Object.keys(value).flatMap((name) => {
    const path = [...at, Array.isArray(value) ? Number(name) : name]
    return [path, ...pathsOf((value as Record<string, unknown>)[name], path)]
  })
}

/** JSON text with odd blanks, so that splicing cannot rely on one way to write it. */
const spaced = (value: unknown, blank: string) => JSON.stringify(value, null, blank).replaceAll('\n', `\n${blank}`)
const normal = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

describe('changes', () => {
  it('come to the same in a parsed body and in its text', () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true }),
        fc.nat(),
        fc.array(json, { maxLength: 2 }),
        (raw, pick, values) => {
          const body = normal(raw)
          const paths = pathsOf(body)
          fc.pre(paths.length > 0)
          const path = paths[pick % paths.length]!
          const inArray = Array.isArray(valueAt(body, path.slice(0, -1)))
          const change: Change = { path, values: inArray ? values : [values[0] ?? 'new'] }
          for (const blank of ['', ' ', '\t']) {
            const text = spaced(body, blank)
            expect(JSON.parse(spliceChanges(text, [change]))).toEqual(normal(applyChanges(body, [change])))
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('leave every byte outside the changed value as it was', () => {
    const text = '{ "b":1.0, "messages" : [ {"content":"old", "n":1e400,"cache_control":{} } ,  "x"],"\\u0061": "\\/" }'
    const after = spliceChanges(text, [{ path: ['messages', 0, 'content'], values: ['new'] }])
    expect(after).toBe(text.replace('"old"', '"new"'))
  })

  it('append, insert and remove whatever the blanks', () => {
    for (const text of ['{"t":[]}', '{"t": [ ]}', '{"t":[1 , 2]}', '{"t":[\n1,\n2\n]}']) {
      const list = (JSON.parse(text) as { t: number[] }).t
      for (let at = 0; at <= list.length; at++) {
        for (let count = 0; count <= list.length - at; count++) {
          for (const values of [[], [7], [7, 8]]) {
            if (count === 0 && values.length === 0) continue
            const wanted = list.toSpliced(at, count, ...values)
            const change = { path: ['t', at], count, values }
            expect(JSON.parse(spliceChanges(text, [change])), `${text} ${at} ${count}`).toEqual({ t: wanted })
            expect(applyChanges({ t: list }, [change])).toEqual({ t: wanted })
          }
        }
      }
    }
  })

  it('take the last of duplicate keys, as JSON.parse does', () => {
    const text = '{"messages":[],"messages":[{"content":"old"}]}'
    expect(spliceChanges(text, [{ path: ['messages', 0, 'content'], values: ['new'] }])).toBe(
      text.replace('old', 'new'),
    )
  })

  it('turn one array into another', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 6 }), fc.array(fc.nat(3), { maxLength: 6 }), (before, after) => {
        const changes = arrayChange(['t'], before, after)
        expect(applyChanges({ t: before }, changes)).toEqual({ t: after })
        expect(JSON.parse(spliceChanges(JSON.stringify({ t: before }), changes))).toEqual({ t: after })
      }),
    )
  })

  it('leave an object of a class of its class', () => {
    class Message {
      text = 'long'
      link = new URL('https://example.com')
      get words() {
        return this.text.length
      }
    }
    const body = { messages: [new Message(), new Message()] }
    const { messages } = applyChanges(body, [{ path: ['messages', 1, 'text'], values: ['short!'] }])
    expect(messages[0]).toBe(body.messages[0])
    expect(messages[1]).toBeInstanceOf(Message)
    expect([messages[1]!.words, messages[1]!.link, body.messages[1]!.words]).toEqual([6, body.messages[1]!.link, 4])
  })
})
