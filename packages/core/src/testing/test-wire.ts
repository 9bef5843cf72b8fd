import fc from 'fast-check'
import { valueAt } from '../body/change.ts'
import type { Wire } from '../types.ts'
import { check, same, type TestRunner } from './contract.ts'

export interface WireUnderTest {
  wire: Wire
  /** Bodies in the wire's format. */
  bodies: fc.Arbitrary<unknown>
}

const oddValue = fc.constantFrom(null, 0, '', 'text', true, [], {}, [null], [[]], { type: 'text' }, { text: null })

/** The contract of every wire: it lists texts where they stand, writes back exactly there, and never throws. */
export function testWire({ wire, bodies }: WireUnderTest, { describe, it }: TestRunner): void {
  describe(`wire ${wire.name}`, () => {
    it('lists each text once, at the path where it stands', () => {
      fc.assert(
        fc.property(bodies, (body) => {
          const seen = new Set<string>()
          for (const { path, text, kind, isJson } of wire.segments(body)) {
            const value = valueAt(body, path)
            check(kind === 'tool-call' || isJson === (typeof value === 'string' ? undefined : true), 'isJson')
            same(typeof value === 'string' ? value : JSON.stringify(value), text, path.join('.'))
            check(!seen.has(path.join('.')), `${path.join('.')} is listed twice`)
            seen.add(path.join('.'))
          }
        }),
      )
    })

    it('writes changes there and nowhere else, and leaves what it was given alone', () => {
      fc.assert(
        fc.property(bodies, (body) => {
          const before = JSON.stringify(body)
          const places = wire.segments(body).filter(({ kind }) => kind === 'tool-result')
          const changed = wire.apply(
            body,
            places.map(({ path, text }) => ({ path, values: [`new ${text}`] })),
          )
          same(body, JSON.parse(before), 'the body that was given')
          for (const { path, text } of places) same(valueAt(changed, path), `new ${text}`, path.join('.'))
          const back = wire.apply(
            changed,
            places.map(({ path, text, isJson }) => ({ path, values: [isJson ? JSON.parse(text) : text] })),
          )
          same(back, JSON.parse(before), 'the body with the changes taken back')
          check(wire.apply(body, []) === body, 'without changes it must be the same object')
        }),
      )
    })

    it('takes any value in any place without throwing', () => {
      fc.assert(
        fc.property(bodies, fc.nat(), oddValue, (body, pick, odd) => {
          const paths = placesIn(body)
          const path = paths[pick % paths.length]
          const broken = path ? wire.apply(body, [{ path, values: [odd] }]) : odd
          wire.view(broken)
          for (const { text } of wire.segments(broken))
            check(typeof text === 'string' && text !== '', 'a segment without text')
          wire.matches({ body: broken })
        }),
      )
      for (const odd of [undefined, null, 1, 'x', [], { messages: null }, { messages: [null, 1, 'x', []] }]) {
        wire.segments(odd)
        wire.view(odd)
        wire.matches({ body: odd })
      }
    })
  })
}

function placesIn(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, child]) => {
    const path = [...at, Array.isArray(value) ? Number(name) : name]
    return [path, ...placesIn(child, path)]
  })
}
