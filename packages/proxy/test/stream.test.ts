import { describe, expect, it } from 'vitest'
import { anthropicEvents, openaiEvents, type Received } from '../../../test/support/local-provider.ts'
import { CHAT, hashIn } from '../../../test/support/requests.ts'
import { post, startPair } from './setup.ts'

const VENDORS = ['openai', 'anthropic'] as const
const EVENTS = { openai: openaiEvents, anthropic: anthropicEvents }
const decoder = new TextDecoder()

/** A promise with its handles outside. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

async function readOne(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read()
  return decoder.decode(value)
}

describe.each(VENDORS)('a stream of %s', (vendor) => {
  const { path, request, headers } = CHAT[vendor]

  it('comes event by event: each is read before the next one is sent', async () => {
    const events = EVENTS[vendor]({ text: 'One after the other.' }, 1)
    const gates = events.map(gate)
    const { proxy } = await startPair(vendor, {
      async respond(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        for (const [index, event] of events.entries()) {
          response.write(event)
          await gates[index]!.opened
        }
        response.end()
        return true
      },
    })
    const answer = await post(proxy.url + path, request({ stream: true }), headers)
    const reader = answer.body!.getReader()
    for (const [index, event] of events.entries()) {
      expect(await readOne(reader)).toBe(event)
      gates[index]!.open()
    }
    expect((await reader.read()).done).toBe(true)
  })

  it('has the provider’s very bytes, however they are cut and whatever is in them', async () => {
    const odd = ': a comment\r\n\r\nevent: new_kind\ndata: {"a":\ndata:  "😀"}\nid: 7\n\n\n'
    const text = [odd, ...EVENTS[vendor]({ text: 'Ünïcödé 😀 text', thinking: 'x' }, 1), 'data: cut off'].join('')
    const bytes = Buffer.from(text)
    const { proxy } = await startPair(vendor, {
      async respond(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-a': 'b' })
        for (let at = 0; at < bytes.length; at += 5) {
          response.write(bytes.subarray(at, at + 5))
          if (at % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
        }
        response.end()
        return true
      },
    })
    const answer = await post(proxy.url + path, request({ stream: true }), headers)
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(proxy.stats().requests.through_pipeline).toBe(1)
  })

  it('shows text before a retrieval while the retrieval is under way', async () => {
    const held = gate()
    const { proxy } = await startPair(vendor, {
      async respond({ json, body }, response) {
        const messages = json.messages as unknown[]
        const isFirst = messages.length === request().messages.length
        const calls = [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: isFirst ? hashIn(body) : '' } }]
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        if (!isFirst) await held.opened
        for (const event of EVENTS[vendor](isFirst ? { text: 'First.', calls } : { text: 'Second.' }, 1))
          response.write(event)
        response.end()
        return true
      },
    })
    const answer = await post(proxy.url + path, request({ stream: true }), headers)
    const reader = answer.body!.getReader()
    let seen = ''
    while (!seen.includes('First')) seen += await readOne(reader)
    held.open()
    for (let text = await readOne(reader); text !== ''; text = await readOne(reader)) seen += text
    expect(seen).toContain('Second')
    expect(seen).not.toContain('headroom_retrieve')
    expect(seen.match(/message_start|"role":"assistant"/g)).toHaveLength(vendor === 'anthropic' ? 3 : 1)
    expect(seen.match(/event: message_stop|\[DONE\]/g)).toHaveLength(1)
  })

  it('numbers blocks and calls through all rounds', async () => {
    const own = { id: 'theirs_1', name: 'list_records', input: { a: 1 } }
    const { proxy } = await startPair(vendor, {
      says: [
        ({ body }: Received) => ({
          text: 'One.',
          calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }],
        }),
        ({ body }: Received) => ({
          text: 'Two.',
          calls: [{ id: 'ours_2', name: 'headroom_retrieve', input: { hash: hashIn(body) } }, own],
        }),
      ],
    })
    const text = await (await post(proxy.url + path, request({ stream: true }), headers)).text()
    const data = [...text.matchAll(/^data: (\{.*\})$/gm)].map((match) => JSON.parse(match[1]!))
    if (vendor === 'anthropic') {
      const starts = data.filter(({ type }) => type === 'content_block_start')
      expect(starts.map(({ index, content_block: { type } }) => [index, type])).toEqual([
        [0, 'text'],
        [1, 'text'],
        [2, 'tool_use'],
      ])
    } else {
      const calls = data.flatMap(({ choices: [choice] }) => choice?.delta.tool_calls ?? [])
      expect([...new Set(calls.map(({ index }) => index))]).toEqual([0])
      expect(new Set(data.map(({ id }) => id)).size).toBe(1)
    }
  })

  it('cancels the provider’s when the caller goes away', async () => {
    const { proxy, provider } = await startPair(vendor, {
      async respond(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(EVENTS[vendor]({ text: 'x' }, 1)[0])
        return true
      },
    })
    const control = new AbortController()
    const init = { method: 'POST', body: JSON.stringify(request({ stream: true })), headers, signal: control.signal }
    const answer = await fetch(proxy.url + path, init)
    await answer.body!.getReader().read()
    control.abort()
    await expect.poll(() => provider.received[0]!.aborted).toBe(true)
    await expect.poll(() => proxy.stats().requests.active).toBe(0)
  })

  it('breaks off at the caller where the provider’s breaks off', async () => {
    const { proxy } = await startPair(vendor, {
      respond(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(EVENTS[vendor]({ text: 'x' }, 1)[0], () => response.socket!.destroy())
        return true
      },
    })
    const answer = await post(proxy.url + path, request({ stream: true }), headers)
    const reader = answer.body!.getReader()
    expect(await readOne(reader)).toBe(EVENTS[vendor]({ text: 'x' }, 1)[0])
    await expect(reader.read()).rejects.toThrow()
  })

  it('ends with the provider’s own error if a retrieval cannot go on', async () => {
    const error =
      vendor === 'anthropic'
        ? { type: 'error', error: { type: 'overloaded_error', message: 'busy' } }
        : { error: { message: 'busy', code: 'x' } }
    const { proxy } = await startPair(vendor, {
      respond({ body, json }, response) {
        if ((json.messages as unknown[]).length > request().messages.length) {
          response.writeHead(529, { 'content-type': 'application/json' }).end(JSON.stringify(error))
          return true
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const calls = [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }]
        response.end(EVENTS[vendor]({ calls }, 1).join(''))
        return true
      },
    })
    const text = await (await post(proxy.url + path, request({ stream: true }), headers)).text()
    expect(text.trimEnd().split('\n').at(-1)).toBe(`data: ${JSON.stringify(error)}`)
  })
})
