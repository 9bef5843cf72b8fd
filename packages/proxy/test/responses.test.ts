// What only Responses have: a history that the provider keeps, answers of several items, reasoning tied to what follows it.
import OpenAI from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Received, Say } from '../../../test/support/local-provider.ts'
import { CHAT, hashIn, ROWS_TEXT, responsesRequest } from '../../../test/support/requests.ts'
import { ASK } from './clients.ts'
import { type Pair, startPair } from './setup.ts'

const ask = ASK.responses
const { result, user } = CHAT.responses
const begun = responsesRequest().input
const ownCall = { id: 'theirs_1', name: 'list_records', input: { limit: 3 } }

/** The model asks for what a marker of the first request names. */
const retrieves =
  (say: Say = {}, hash?: () => string) =>
  ({ body }: Received): Say => ({
    ...say,
    calls: [
      { id: 'ours_1', name: 'headroom_retrieve', input: { hash: hash?.() ?? hashIn(body) } },
      ...(say.calls ?? []),
    ],
  })
const inputs = ({ provider }: Pair) => provider.received.map(({ json }) => json.input as unknown[])
const client = ({ proxy }: Pair) => new OpenAI({ apiKey: 'sk-test', baseURL: `${proxy.url}/v1`, maxRetries: 0 })
const isOurs = (item: unknown) => (item as { call_id?: string }).call_id === 'ours_1'

describe.each([false, true])('a history that the provider keeps, streamed: %s', (streamed) => {
  it('goes on from where it truly ended, with nothing said twice', async () => {
    const pair = await startPair('responses', { says: [retrieves(), { text: 'Done.' }] })
    const { id } = await ask(pair.proxy.url, responsesRequest(), streamed)
    // A stream has named its answer before it is known that another one follows.
    expect(id).toBe(streamed ? 'resp_1' : 'resp_2')
    const next = await ask(pair.proxy.url, responsesRequest({ input: 'Sure?', previous_response_id: id }), streamed)
    expect(next.text).toBe('Done.')
    expect(inputs(pair)[2]).toBe('Sure?')
    expect(pair.provider.received[2]!.json.previous_response_id).toBe('resp_2')
  })

  it('brings our result along with the caller’s after a mixed turn, once', async () => {
    const says = [retrieves({ text: 'Both.', calls: [ownCall] }), { text: 'Seen both.' }]
    const pair = await startPair('responses', { says })
    const { id } = await ask(pair.proxy.url, responsesRequest(), streamed)
    const own = result('theirs_1', 'list_records', 'three rows')
    for (const input of [[own], [own]]) {
      const answer = await ask(pair.proxy.url, responsesRequest({ input, previous_response_id: id }), streamed)
      expect(answer.text).toBe('Seen both.')
      expect(inputs(pair).at(-1)!.map(isOurs)).toEqual([true, false])
      expect(JSON.stringify(inputs(pair).at(-1))).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
    }
    await ask(pair.proxy.url, responsesRequest({ input: [user('And?')], previous_response_id: 'resp_3' }), streamed)
    expect(inputs(pair)[3]).toEqual([user('And?')])
  })

  it('stays usable after an answer that ended with our call', async () => {
    const again = retrieves({ text: 'Again.' })
    const pair = await startPair('responses', { says: [again, again, again, again, { text: 'Done.' }] })
    const { id } = await ask(pair.proxy.url, responsesRequest(), streamed)
    expect(id).toBe(streamed ? 'resp_1' : 'resp_4')
    const more = { input: 'And?', previous_response_id: id, tool_choice: 'none' }
    await ask(pair.proxy.url, responsesRequest(more), streamed)
    expect(inputs(pair).at(-1)!.map(isOurs)).toEqual([true, false])
  })

  it('can be asked for an original of an earlier turn, the request being a text alone', async () => {
    let hash = ''
    const pair = await startPair('responses', {
      says: [
        ({ body }) => {
          hash = hashIn(body)
          return { text: 'Hello.' }
        },
        retrieves({}, () => hash),
        { text: 'Row 77 failed.' },
      ],
    })
    const { id } = await ask(pair.proxy.url, responsesRequest(), streamed)
    const next = responsesRequest({ input: 'Which one?', previous_response_id: id })
    expect((await ask(pair.proxy.url, next, streamed)).text).toBe('Row 77 failed.')
    expect(inputs(pair)[2]![0]).toEqual(user('Which one?'))
    expect(JSON.stringify(inputs(pair)[2])).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
  })

  it('leaves results alone that may be of a tool whose output is edited by', async () => {
    const pair = await startPair('responses')
    const { id } = await ask(pair.proxy.url, responsesRequest({ input: 'hi' }), streamed)
    const [tool] = responsesRequest().tools as [object]
    const read = { ...tool, name: 'Read' }
    const calls = [{ id: 'call_9', name: 'Read', input: {} }]
    const kept = await startPair('responses', { says: [{ calls }, { text: 'Hm.' }] })
    const first = await ask(kept.proxy.url, responsesRequest({ input: 'Read it.', tools: [tool, read] }), streamed)
    const input = [result('call_9', 'Read', ROWS_TEXT)]
    const more = { input, tools: [tool, read], previous_response_id: first.id }
    await ask(kept.proxy.url, responsesRequest(more), streamed)
    expect(inputs(kept)[1]).toEqual(input)
    expect(id).toBe('resp_1')
  })
})

describe('a streamed answer', () => {
  it('can be gone on from by the name that it had at its beginning, too', async () => {
    const pair = await startPair('responses', { says: [retrieves(), { text: 'Done.' }] })
    const stream = await client(pair).responses.create({ ...(responsesRequest() as object), stream: true })
    let first = ''
    for await (const event of stream) if (event.type === 'response.created') first = event.response.id
    expect(first).toBe('resp_1')
    const more = responsesRequest({ input: 'Sure?', previous_response_id: first })
    expect((await ask(pair.proxy.url, more, true)).text).toBe('Done.')
    expect(pair.provider.received[2]!.json.previous_response_id).toBe('resp_2')
  })

  it('shows reasoning as it comes, if it says anything', async () => {
    const pair = await startPair('responses', { says: [retrieves({ thinking: 'I must look.' }), { text: 'Done.' }] })
    const stream = client(pair).responses.stream({ ...(responsesRequest() as object), stream: true })
    const thought: string[] = []
    stream.on('response.reasoning_summary_text.delta', ({ delta }) => thought.push(delta))
    const { output } = await stream.finalResponse()
    expect(thought.join('')).toBe('I must look.')
    expect(output.map(({ id }) => id)).toEqual(['rs_1', 'msg_2'])
  })
})

describe.each([false, true])('reasoning that led to our call, streamed: %s', (streamed) => {
  const says = [retrieves({ thinking: '' }), { thinking: '', text: 'Done.' }]

  const ways: { store?: boolean; include?: string[] }[] = [
    {},
    { store: false },
    { store: false, include: ['reasoning.encrypted_content'] },
  ]
  it.each(ways)('is given back as the provider takes it, with %j', async (more) => {
    const pair = await startPair('responses', { says })
    const { echo, text } = await ask(pair.proxy.url, responsesRequest(more), streamed)
    expect(text).toBe('Done.')
    // What is neither kept nor sealed cannot be sent back, so callers leave it out.
    const isLost = more.store === false && !more.include
    const kept = echo.filter(({ type }) => type !== 'reasoning' || !isLost)
    const input = [...begun, ...kept, user('Sure?')]
    await ask(pair.proxy.url, responsesRequest({ ...more, input }), streamed)
    const [, second, third] = inputs(pair)
    expect(third!.slice(0, second!.length)).toEqual(second)
  })

  it('is not shown, so that what the caller sends back is taken even if all is forgotten here', async () => {
    const { provider, proxy } = await startPair('responses', { says })
    const { echo } = await ask(proxy.url, responsesRequest(), streamed)
    expect(echo.map(({ id }) => id)).toEqual(['rs_2', 'msg_2'])
    const fresh = await startPair('responses', {}, { openaiUpstream: provider.url })
    const input = [...begun, ...echo, user('Sure?')]
    expect((await ask(fresh.proxy.url, responsesRequest({ input }), streamed)).text).toBe('Done.')
    expect(provider.received).toHaveLength(3)
  })
})

describe('an answer', () => {
  it('is known by its items’ names as well, which clients send in their place', async () => {
    const pair = await startPair('responses', { says: [retrieves({ text: 'Let me look.' }), { text: 'Done.' }] })
    const { echo } = await ask(pair.proxy.url, responsesRequest(), false)
    const references = echo.map(({ id }) => ({ type: 'item_reference', id }))
    await ask(pair.proxy.url, responsesRequest({ input: [...begun, ...references, user('Sure?')] }), false)
    const [, second, third] = inputs(pair)
    expect(third!.slice(0, second!.length)).toEqual(second)
  })

  it('is known by its words alone, and after a request of a text alone', async () => {
    const hash = { value: '' }
    const pair = await startPair('responses', {
      says: [
        ({ body }) => {
          hash.value = hashIn(body)
          return { text: 'Hello.' }
        },
        retrieves({ text: 'Let me look.' }, () => hash.value),
        { text: 'Done.' },
      ],
    })
    await ask(pair.proxy.url, responsesRequest(), false)
    const { text } = await ask(pair.proxy.url, responsesRequest({ input: 'Which?' }), false)
    const said = { role: 'assistant', content: text!.replaceAll('\n', '') }
    await ask(pair.proxy.url, responsesRequest({ input: [user('Which?'), said, user('Sure?')] }), false)
    expect(inputs(pair)[3]!.slice(0, inputs(pair)[2]!.length)).toEqual(inputs(pair)[2])
  })

  it('is parsed by the client as the schema says, after a retrieval too', async () => {
    const pair = await startPair('responses', { says: [retrieves(), { text: '{"row":77}' }] })
    const format = zodTextFormat(z.object({ row: z.int() }), 'finding')
    const body = { ...(responsesRequest() as object), text: { format } }
    expect((await client(pair).responses.parse(body)).output_parsed).toEqual({ row: 77 })
    const streamed = await client(pair)
      .responses.stream({ ...body, stream: true })
      .finalResponse()
    expect(streamed.output_parsed).toEqual({ row: 77 })
  })

  it.each([false, true])('that was cut off in our call ends there, without it; streamed: %s', async (streamed) => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'ours_1', name: 'headroom_retrieve', arguments: '{"ha' }
    const item = { ...call, status: 'incomplete' }
    const response = { id: 'resp_1', object: 'response', status: 'incomplete', output: [item], usage: null }
    const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
    const { proxy, provider } = await startPair('responses', {
      respond(_, answer) {
        answer.writeHead(200, { 'content-type': streamed ? 'text/event-stream' : 'application/json' })
        if (!streamed) answer.end(JSON.stringify(response))
        else {
          answer.write(event('response.created', { response: { ...response, output: [] } }))
          answer.write(event('response.output_item.added', { item, output_index: 0 }))
          answer.end(event('response.incomplete', { response }))
        }
        return true
      },
    })
    expect(await ask(proxy.url, responsesRequest(), streamed)).toMatchObject({
      calls: [],
      stop: 'incomplete',
      echo: [],
    })
    expect(provider.received).toHaveLength(1)
  })
})
