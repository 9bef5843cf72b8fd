import { createHeadroom } from '@headroom/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { anthropicRequest, openaiRequest, ROWS_TEXT } from '../../../test/support/requests.ts'
import { HeadroomCallback } from '../src/index.ts'

const textOf = (data: { messages: Record<string, unknown>[] }) => JSON.stringify(data.messages.at(-1))

describe('HeadroomCallback', () => {
  it('makes a request smaller, losslessly, and leaves the caller’s object alone', async () => {
    const given = openaiRequest({ metadata: { tags: ['x'] }, n: 2 })
    const kept = structuredClone(given)
    const data = await new HeadroomCallback().preCallHook(given, 'acompletion')
    expectTypeOf(data).toEqualTypeOf<typeof given>()
    expect(textOf(data)).toContain('# headroom json')
    expect(JSON.stringify(data)).not.toMatch(/<<ccr:|headroom_retrieve/)
    expect({ ...data, messages: [] }).toEqual({ ...kept, messages: [] })
    expect(given).toEqual(kept)
    expect(data.messages[1]).toBe(given.messages[1])
  })

  it('reads Messages where the call is one', async () => {
    const data = await new HeadroomCallback().preCallHook(anthropicRequest(), 'anthropic_messages')
    expect(textOf(data)).toContain('# headroom json')
  })

  it('leaves out more where the router redeems, for the caller’s key alone', async () => {
    const headroom = createHeadroom()
    const hashes: string[] = []
    const callback = new HeadroomCallback({
      headroom,
      retrieval: 'host',
      onResult: ({ ccrHashes }) => hashes.push(...ccrHashes),
    })
    const data = await callback.async_pre_call_hook({ api_key: 'sk-1' }, {}, openaiRequest(), 'completion')
    expect(textOf(data)).toContain(`<<ccr:${hashes[0]}`)
    expect((await headroom.retrieve(hashes[0]!, { credential: 'sk-1' }))?.original).toBe(ROWS_TEXT)
    expect(await headroom.retrieve(hashes[0]!)).toBeUndefined()
  })

  it('gives back the very object where there is nothing to do, or nothing that can be done', async () => {
    const closed = createHeadroom()
    await closed.close()
    const broken = new HeadroomCallback({ headroom: closed })
    const callback = new HeadroomCallback()
    for (const [hook, data, type] of [
      [callback, openaiRequest(), 'embedding'],
      [callback, openaiRequest(), 'image_generation'],
      [callback, { model: 'gpt-4o', messages: [] }, 'completion'],
      [callback, { messages: null }, 'completion'],
      [broken, openaiRequest(), 'completion'],
    ] as const) {
      expect(await hook.preCallHook<object>(data, type)).toBe(data)
    }
  })

  it('says the same thing twice, and nothing new of what it has said', async () => {
    const callback = new HeadroomCallback()
    const once = await callback.preCallHook(openaiRequest())
    expect(await callback.preCallHook(openaiRequest())).toEqual(once)
    expect(await callback.preCallHook(once)).toBe(once)
  })
})
