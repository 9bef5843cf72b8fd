import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { type Received, type Say, usageOf } from '../../../test/support/local-provider.ts'
import { CHAT, hashIn, ROWS_TEXT } from '../../../test/support/requests.ts'
import { type Pair, post, startPair } from './setup.ts'

const VENDORS = ['openai', 'anthropic'] as const
type Vendor = (typeof VENDORS)[number]

/** The model asks for the original that the request's marker names. */
const retrieves =
  (say: Omit<Say, 'calls'> = {}, others: Say['calls'] = []) =>
  ({ body }: Received): Say => ({
    ...say,
    calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }, ...others],
  })
const ownCall = { id: 'theirs_1', name: 'list_records', input: { limit: 3 } }

/** Sends a chat request and reads the answer by the vendor's own client: what was said, and which tools are called. */
async function ask(vendor: Vendor, { proxy }: Pair, request: object, streamed: boolean) {
  return vendor === 'openai' ? askOpenai(proxy.url, request, streamed) : askAnthropic(proxy.url, request, streamed)
}

async function askOpenai(url: string, request: object, streamed: boolean) {
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 })
  const body = request as Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'stream'>
  const completion = streamed
    ? await client.chat.completions.stream({ ...body, stream_options: { include_usage: true } }).finalChatCompletion()
    : await client.chat.completions.create(body)
  const { message, finish_reason } = completion.choices[0]!
  const calls = (message.tool_calls ?? []).map((call) =>
    'function' in call ? `${call.function.name} ${call.function.arguments}` : '',
  )
  const { tool_calls } = message
  const echo = { role: 'assistant', content: message.content, ...(tool_calls ? { tool_calls } : {}) }
  return { text: message.content, calls, stop: finish_reason, usage: completion.usage, echo }
}

async function askAnthropic(url: string, request: object, streamed: boolean) {
  const client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: url, maxRetries: 0 })
  const body = request as Anthropic.MessageCreateParamsNonStreaming
  const message = streamed ? await client.messages.stream(body).finalMessage() : await client.messages.create(body)
  const texts = message.content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
  const calls = message.content.flatMap((block) =>
    block.type === 'tool_use' ? [`${block.name} ${JSON.stringify(block.input)}`] : [],
  )
  return {
    text: texts.join('\n\n'),
    calls,
    stop: message.stop_reason,
    usage: message.usage,
    echo: { role: 'assistant', content: message.content },
  }
}

const STOP = { openai: { end: 'stop', call: 'tool_calls' }, anthropic: { end: 'end_turn', call: 'tool_use' } } as const

/** All texts of a request that was sent to the provider, calls and results included. */
const sentMessages = (received: Received) => received.json.messages as Record<string, unknown>[]

describe.each(VENDORS)('%s', (vendor) => {
  describe.each([false, true])('streamed: %s', (streamed) => {
    const { request } = CHAT[vendor]

    it('settles a retrieval inside the answer', async () => {
      const pair = await startPair(vendor, {
        says: [retrieves({ text: 'Let me look.' }), { text: 'Worker 0 failed.' }],
      })
      const answer = await ask(vendor, pair, request(), streamed)
      expect(answer).toMatchObject({ text: 'Let me look.\n\nWorker 0 failed.', calls: [], stop: STOP[vendor].end })
      const [first, second] = pair.provider.received
      expect(first!.body.toString()).not.toContain('worker-3\\",\\"region')
      expect(sentMessages(second!).slice(0, sentMessages(first!).length)).toEqual(sentMessages(first!))
      expect(JSON.stringify(sentMessages(second!).at(-1))).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
      expect(second!.json.tools).toEqual(first!.json.tools)
      expect(pair.proxy.stats().retrievals).toEqual({ found: 1, not_found: 0 })
    })

    it('adds up what both rounds have used', async () => {
      const pair = await startPair(vendor, { says: [retrieves(), { text: 'Done.' }] })
      const { usage } = await ask(vendor, pair, request(), streamed)
      if (vendor === 'openai') expect(usage).toMatchObject({ completion_tokens: 2 * usageOf.openai.completion_tokens })
      else expect(usage).toMatchObject({ output_tokens: 2 * usageOf.anthropic.output_tokens })
      expect(pair.proxy.stats().usage.output).toBe(20)
    })

    it('gives the caller its own call of a mixed turn, and answers ours when the result comes', async () => {
      const says = [retrieves({ text: 'Both.', thinking: 'Two things.' }, [ownCall]), { text: 'Seen both.' }]
      const pair = await startPair(vendor, { says })
      const answer = await ask(vendor, pair, request(), streamed)
      expect(answer).toMatchObject({ text: 'Both.', calls: ['list_records {"limit":3}'], stop: STOP[vendor].call })
      expect(pair.provider.received).toHaveLength(1)

      const result =
        vendor === 'openai'
          ? { role: 'tool', tool_call_id: 'theirs_1', content: 'three rows' }
          : { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'theirs_1', content: 'three rows' }] }
      const messages = [...request().messages, answer.echo as Record<string, unknown>, result]
      const last = await ask(vendor, pair, request({ messages }), streamed)
      expect(last).toMatchObject({ text: 'Seen both.', calls: [] })
      const sent = JSON.stringify(sentMessages(pair.provider.received[1]!))
      expect(sent).toContain('ours_1')
      expect(sent).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
      expect(sent).toContain('three rows')
      if (vendor === 'anthropic') expect(sent).toContain('"signature":"sig_1"')

      // A turn later the provider must see the same beginning, or its cache is lost.
      const later = [...messages, last.echo as Record<string, unknown>, { role: 'user', content: 'And now?' }]
      await ask(vendor, pair, request({ messages: later }), streamed)
      const [, second, third] = pair.provider.received.map(sentMessages)
      expect(third!.slice(0, second!.length)).toEqual(second)
    })

    it('says again to the provider what the caller never saw', async () => {
      const pair = await startPair(vendor, { says: [retrieves({ thinking: 'Hm.' }), { text: 'Done.' }] })
      const { echo } = await ask(vendor, pair, request(), streamed)
      const messages = [...request().messages, echo as Record<string, unknown>, { role: 'user', content: 'Sure?' }]
      await ask(vendor, pair, request({ messages }), streamed)
      const [, second, third] = pair.provider.received.map(sentMessages)
      expect(third!.slice(0, second!.length)).toEqual(second)
      expect(third).toHaveLength(second!.length + 2)
    })

    it('ends after three rounds, without a call that the caller would not know', async () => {
      const pair = await startPair(vendor, { says: [retrieves({ text: 'Again.' })] })
      const answer = await ask(vendor, pair, request(), streamed)
      expect(answer).toMatchObject({ calls: [], stop: STOP[vendor].end })
      expect(pair.provider.received).toHaveLength(4)
    })

    it('tells the model in words what cannot be fetched', async () => {
      const unknown = { id: 'ours_1', name: 'headroom_retrieve', input: { hash: '0123456789abcdef01234567' } }
      const nonsense = { id: 'ours_2', name: 'headroom_retrieve', input: { hash: 'x', query: 7 } }
      const pair = await startPair(vendor, { says: [{ calls: [unknown, nonsense] }, { text: 'I see.' }] })
      await ask(vendor, pair, request(), streamed)
      const sent = JSON.stringify(sentMessages(pair.provider.received[1]!).slice(-2))
      expect(sent).toMatch(/it has expired, or was never stored here\. Call the tool that gave this result again/)
      expect(sent).toMatch(/is no hash/)
    })

    it('gives the parts that a query asks for', async () => {
      const asks = ({ body }: Received): Say => ({
        calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body), query: 'failed' } }],
      })
      const pair = await startPair(vendor, { says: [asks, { text: 'One.' }] })
      await ask(vendor, pair, request(), streamed)
      const sent = JSON.stringify(sentMessages(pair.provider.received[1]!).at(-1))
      expect(sent).toContain('1 of 200 rows match')
      expect(sent).toContain('\\"id\\":1077')
      expect(sent).not.toContain('\\"id\\":1078')
    })
  })
})

describe('the retrieval tool', () => {
  it.each(VENDORS)('%s: stands behind the caller’s tools on every request that offers any', async (vendor) => {
    const { path, request, headers } = CHAT[vendor]
    const pair = await startPair(vendor)
    await post(pair.proxy.url + path, request({ messages: [{ role: 'user', content: 'hi' }] }), headers)
    await post(pair.proxy.url + path, request(), headers)
    const [short, long] = pair.provider.received.map(({ json }) => json.tools as unknown[])
    expect(short).toEqual(long)
    expect(short!.slice(0, -1)).toEqual(request().tools)
    expect(JSON.stringify(short!.at(-1))).toContain('headroom_retrieve')
  })

  it.each(VENDORS)('%s: is not there without tools, and nothing is dropped then', async (vendor) => {
    const { path, request, headers } = CHAT[vendor]
    const pair = await startPair(vendor)
    await post(pair.proxy.url + path, request({ tools: undefined }), headers)
    const body = pair.provider.received[0]!.body.toString()
    expect(body).not.toContain('headroom_retrieve')
    expect(body).not.toContain('<<ccr:')
    expect(body).toContain('1137')
  })

  it.each(VENDORS)('%s: is the caller’s if the caller offers one of that name', async (vendor) => {
    const { path, request, headers } = CHAT[vendor]
    const own =
      vendor === 'openai'
        ? { type: 'function', function: { name: 'headroom_retrieve' } }
        : { name: 'headroom_retrieve' }
    const call = { id: 'c', name: 'headroom_retrieve', input: { hash: 'abc' } }
    const pair = await startPair(vendor, { says: [{ calls: [call] }] })
    const answer = await post(pair.proxy.url + path, request({ tools: [own] }), headers)
    expect(await answer.text()).toContain('headroom_retrieve')
    expect(pair.provider.received).toHaveLength(1)
    expect(pair.provider.received[0]!.json.tools).toEqual([own])
    expect(pair.provider.received[0]!.body.toString()).not.toContain('<<ccr:')
  })

  it('is not offered where several answers are asked for', async () => {
    const pair = await startPair('openai')
    await post(`${pair.proxy.url}/v1/chat/completions`, CHAT.openai.request({ n: 2 }))
    expect(pair.provider.received[0]!.body.toString()).not.toMatch(/headroom_retrieve|<<ccr:/)
  })
})
