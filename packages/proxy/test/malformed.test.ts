// Requests with something odd in them: whatever it is, they go on, and the oddity with them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHAT, type Chat } from '../../../test/support/requests.ts'
import { FORMATS, post, startPair } from './setup.ts'

const ODD = [null, 0, -1, true, '', 'text', [], {}, [null], [[]], { type: 'text' }, { text: null }, { parts: {} }]

type Place = (string | number)[]

function placesIn(value: unknown, at: Place = []): Place[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, child]) => {
    const place = [...at, Array.isArray(value) ? Number(key) : key]
    return [place, ...placesIn(child, place)]
  })
}

const parentOf = (value: unknown, place: Place) =>
  place.slice(0, -1).reduce((at, key) => (at as Record<string | number, unknown>)[key], value) as Record<
    string,
    unknown
  >

describe.each(FORMATS)('%s', (format) => {
  const { path, headers, request }: Chat = CHAT[format]

  it('goes on with any value in any place', async () => {
    const { proxy, provider } = await startPair(format, {
      respond(_, response) {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
        return true
      },
    })
    const more = { tool_choice: 'auto', toolConfig: { functionCallingConfig: {} }, stream: false, n: 1, store: true }
    const whole = request(more)
    const places = placesIn(whole)
    const oddities = fc.record({ place: fc.constantFrom(...places), odd: fc.constantFrom(...ODD) })
    await fc.assert(
      fc.asyncProperty(oddities, async ({ place, odd }) => {
        const body = structuredClone(whole)
        parentOf(body, place)[place.at(-1)!] = odd
        const answer = await post(proxy.url + path, body, headers)
        expect([answer.status, await answer.text()]).toEqual([200, '{}'])
        expect(parentOf(provider.received.at(-1)!.json, place)[place.at(-1)!]).toEqual(
          Array.isArray(odd) && place.includes('tools') ? expect.arrayContaining(odd) : odd,
        )
      }),
      { numRuns: 80 },
    )
    expect(proxy.stats().failures).toBe(0)
  })
})
