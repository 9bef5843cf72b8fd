import { describe, expect, it } from 'vitest'
import { eventsOf, type Received, type Spoken } from '../../../test/support/local-provider.ts'
import { CHAT, type Chat, hashIn } from '../../../test/support/requests.ts'
import { FORMATS, postStream, startPair } from './setup.ts'

/** What begins and what ends an answer, once for all its rounds. */
const BEGINNING: Readonly<Record<Spoken, RegExp>> = {
  openai: /"role":"assistant"/g,
  anthropic: /event: message_start/g,
  responses: /event: response\.created/g,
  gemini: /$/g,
}
const END: Readonly<Record<Spoken, RegExp>> = {
  openai: /\[DONE\]/g,
  anthropic: /event: message_stop/g,
  responses: /event: response\.completed/g,
  gemini: /"finishReason"/g,
}
const decoder = new TextDecoder()
// biome-ignore lint/suspicious/noExplicitAny: what a stream says is looked at field by field
type Data = any

/** Checks how the parts of two rounds are numbered, the second with a call of the caller's. */
const NUMBERED: Readonly<Record<Spoken, (data: Data[]) => void>> = {
  openai(data) {
    const calls = data.flatMap(({ choices: [choice] }) => choice?.delta.tool_calls ?? [])
    expect([...new Set(calls.map(({ index }: Data) => index))]).toEqual([0])
    expect(new Set(data.map(({ id }) => id)).size).toBe(1)
  },
  anthropic(data) {
    const starts = data.filter(({ type }) => type === 'content_block_start')
    expect(starts.map(({ index, content_block: { type } }) => [index, type])).toEqual([
      [0, 'text'],
      [1, 'text'],
      [2, 'tool_use'],
    ])
  },
  responses(data) {
    expect(data.map(({ sequence_number }) => sequence_number)).toEqual(data.map((_, index) => index))
    const added = data.filter(({ type }) => type === 'response.output_item.added')
    const shown = [
      [0, 'msg_1'],
      [1, 'msg_2'],
      [2, 'fc_2_1'],
    ]
    expect(added.map(({ output_index, item }) => [output_index, item.id])).toEqual(shown)
    const { type, response } = data.at(-1)!
    expect(type).toBe('response.completed')
    expect(response.output.map(({ id }: Data, index: number) => [index, id])).toEqual(shown)
    expect([response.id, response.usage.output_tokens]).toEqual(['resp_1', 20])
  },
  gemini(data) {
    expect(new Set(data.map(({ responseId }) => responseId)).size).toBe(1)
    const { candidates, usageMetadata } = data.at(-1)!
    expect(candidates[0].finishReason).toBe('STOP')
    expect(usageMetadata.promptTokensDetails).toEqual([{ modality: 'TEXT', tokenCount: 200 }])
  },
}

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

describe.each(FORMATS)('a stream of %s', (format) => {
  const { streamPath, list, request, headers }: Chat = CHAT[format]
  const begun = request()[list] as unknown[]

  it('comes event by event: each is read before the next one is sent', async () => {
    const events = eventsOf(format, { text: 'One after the other.' })
    const gates = events.map(gate)
    const { proxy } = await startPair(format, {
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
    const answer = await postStream(proxy.url, format)
    const reader = answer.body!.getReader()
    for (const [index, event] of events.entries()) {
      expect(await readOne(reader)).toBe(event)
      gates[index]!.open()
    }
    expect((await reader.read()).done).toBe(true)
  })

  it('has the provider’s very bytes, however they are cut and whatever is in them', async () => {
    const odd = ': a comment\r\n\r\nevent: new_kind\ndata: {"a":\ndata:  "😀"}\nid: 7\n\n\n'
    const text = [odd, ...eventsOf(format, { text: 'Ünïcödé 😀 text', thinking: 'x' }), 'data: cut off'].join('')
    const bytes = Buffer.from(text)
    const { proxy } = await startPair(format, {
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
    const answer = await postStream(proxy.url, format)
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(proxy.stats().requests.through_pipeline).toBe(1)
  })

  it('shows text before a retrieval while the retrieval is under way', async () => {
    const held = gate()
    const { proxy } = await startPair(format, {
      async respond({ json, body }, response) {
        const isFirst = (json[list] as unknown[]).length === begun.length
        const calls = [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: isFirst ? hashIn(body) : '' } }]
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        if (!isFirst) await held.opened
        for (const event of eventsOf(format, isFirst ? { text: 'First.', calls } : { text: 'Second.' }))
          response.write(event)
        response.end()
        return true
      },
    })
    const answer = await postStream(proxy.url, format)
    const reader = answer.body!.getReader()
    let seen = ''
    while (!seen.includes('First')) seen += await readOne(reader)
    held.open()
    for (let text = await readOne(reader); text !== ''; text = await readOne(reader)) seen += text
    expect(seen).toContain('Second')
    expect(seen).not.toContain('headroom_retrieve')
    expect(seen.match(BEGINNING[format])).toHaveLength(1)
    expect(seen.match(END[format])).toHaveLength(1)
  })

  it('numbers blocks and calls through all rounds', async () => {
    const own = { id: 'theirs_1', name: 'list_records', input: { a: 1 } }
    const { proxy } = await startPair(format, {
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
    const text = await (await postStream(proxy.url, format)).text()
    const data = [...text.matchAll(/^data: (\{.*\})\r?$/gm)].map((match) => JSON.parse(match[1]!))
    NUMBERED[format](data)
  })

  it('cancels the provider’s when the caller goes away', async () => {
    const { proxy, provider } = await startPair(format, {
      async respond(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(eventsOf(format, { text: 'x' })[0])
        return true
      },
    })
    const control = new AbortController()
    const body = JSON.stringify(request({ stream: true }))
    const answer = await fetch(proxy.url + streamPath, { method: 'POST', body, headers, signal: control.signal })
    await answer.body!.getReader().read()
    control.abort()
    await expect.poll(() => provider.received[0]!.aborted).toBe(true)
    await expect.poll(() => proxy.stats().requests.active).toBe(0)
  })

  it('breaks off at the caller where the provider’s breaks off', async () => {
    const { proxy } = await startPair(format, {
      respond(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(eventsOf(format, { text: 'x' })[0], () => response.socket!.destroy())
        return true
      },
    })
    const answer = await postStream(proxy.url, format)
    const reader = answer.body!.getReader()
    expect(await readOne(reader)).toBe(eventsOf(format, { text: 'x' })[0])
    await expect(reader.read()).rejects.toThrow()
  })

  it('ends with the provider’s own error if a retrieval cannot go on', async () => {
    const error =
      format === 'anthropic'
        ? { type: 'error', error: { type: 'overloaded_error', message: 'busy' } }
        : { error: { message: 'busy', code: 'x' } }
    // A stream of Responses says the same in an event.
    const told = { type: 'error', code: 'x', message: 'busy', param: null, ...error, sequence_number: 2 }
    const { proxy } = await startPair(format, {
      respond({ body, json }, response) {
        if ((json[list] as unknown[]).length > begun.length) {
          response.writeHead(529, { 'content-type': 'application/json' }).end(JSON.stringify(error))
          return true
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const calls = [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }]
        response.end(eventsOf(format, { calls }).join(''))
        return true
      },
    })
    const text = await (await postStream(proxy.url, format)).text()
    const last = text.trimEnd().split('\n').at(-1)!
    expect(JSON.parse(last.slice('data: '.length))).toEqual(format === 'responses' ? told : error)
  })
})
