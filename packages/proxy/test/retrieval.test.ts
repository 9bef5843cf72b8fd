import { describe, expect, it } from 'vitest'
import type { ProviderScript, Received, Say, Spoken } from '../../../test/support/local-provider.ts'
import { CHAT, type Chat, hashIn, ROWS_TEXT } from '../../../test/support/requests.ts'
import { ASK, type Seen } from './clients.ts'
import { FORMATS, type Pair, post, startPair } from './setup.ts'

/** The model asks for the original that the request's marker names. */
const retrieves =
  (say: Omit<Say, 'calls'> = {}, others: Say['calls'] = []) =>
  ({ body }: Received): Say => ({
    ...say,
    calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }, ...others],
  })
const ownCall = { id: 'theirs_1', name: 'list_records', input: { limit: 3 } }

/** How an answer ends that says all, and one that calls a tool. */
const STOP = {
  openai: { end: 'stop', call: 'tool_calls' },
  anthropic: { end: 'end_turn', call: 'tool_use' },
  responses: { end: 'completed', call: 'completed' },
  gemini: { end: 'STOP', call: 'STOP' },
} as const satisfies Record<Spoken, { end: string; call: string }>

/** How each format reports that two rounds have used twice what one uses. */
const TWICE = {
  openai: { completion_tokens: 20, prompt_tokens_details: { cached_tokens: 128 } },
  anthropic: { output_tokens: 20 },
  responses: { output_tokens: 20, input_tokens_details: { cached_tokens: 128 }, total_tokens: 220 },
  gemini: { candidatesTokenCount: 12, thoughtsTokenCount: 8, cachedContentTokenCount: 128, totalTokenCount: 220 },
} as const satisfies Record<Spoken, object>

/** Requests under which our tool could not be called, or its call not be settled. */
const EXCLUDED: Readonly<Record<Spoken, Record<string, unknown>[]>> = {
  openai: [{ n: 2 }],
  anthropic: [{ thread: { type: 'create' } }],
  responses: [{ background: true }, { conversation: 'conv_1' }],
  gemini: [{ generationConfig: { candidateCount: 2 } }, { cachedContent: 'cachedContents/1' }],
}

/** Choices of tools that leave ours out for one turn. */
const CHOICES: Readonly<Record<Spoken, Record<string, unknown>[]>> = {
  openai: [{ tool_choice: 'none' }, { tool_choice: { type: 'function', function: { name: 'list_records' } } }],
  anthropic: [{ tool_choice: { type: 'none' } }, { tool_choice: { type: 'tool', name: 'list_records' } }],
  responses: [
    { tool_choice: 'none' },
    { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'list_records' }] } },
  ],
  gemini: [
    { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['list_records'] } } },
    { tool_config: { function_calling_config: { mode: 'NONE' } } },
  ],
}

describe.each(FORMATS)('%s', (format) => {
  const { request, list, user, result }: Chat = CHAT[format]
  const begun = request()[list] as Record<string, unknown>[]
  /** The messages of a request that was sent to the provider. */
  const sentMessages = (received: Received | undefined) => received!.json[list] as Record<string, unknown>[]
  const ask = ({ proxy }: Pair, messages = begun, streamed = false): Promise<Seen> =>
    ASK[format](proxy.url, request({ [list]: messages }), streamed)
  const start = (says: ProviderScript['says']) => startPair(format, { says })

  describe.each([false, true])('streamed: %s', (streamed) => {
    it('settles a retrieval inside the answer', async () => {
      const pair = await start([retrieves({ text: 'Let me look.' }), { text: 'Worker 0 failed.' }])
      const answer = await ask(pair, begun, streamed)
      expect(answer).toMatchObject({ text: 'Let me look.\n\nWorker 0 failed.', calls: [], stop: STOP[format].end })
      const [first, second] = pair.provider.received
      expect(first!.body.toString()).not.toContain('worker-3\\",\\"region')
      expect(sentMessages(second).slice(0, sentMessages(first).length)).toEqual(sentMessages(first))
      expect(JSON.stringify(sentMessages(second).at(-1))).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
      expect(second!.json.tools).toEqual(first!.json.tools)
      expect(pair.proxy.stats().retrievals).toEqual({ found: 1, not_found: 0 })
    })

    it('adds up what both rounds have used', async () => {
      const pair = await start([retrieves(), { text: 'Done.' }])
      expect((await ask(pair, begun, streamed)).usage).toMatchObject(TWICE[format])
      expect(pair.proxy.stats().usage.output).toBe(20)
    })

    it('gives the caller its own call of a mixed turn, and answers ours when the result comes', async () => {
      const says = [retrieves({ text: 'Both.', thinking: 'Two things.' }, [ownCall]), { text: 'Seen both.' }]
      const pair = await start(says)
      const answer = await ask(pair, begun, streamed)
      expect(answer).toMatchObject({ text: 'Both.', calls: ['list_records {"limit":3}'], stop: STOP[format].call })
      expect(pair.provider.received).toHaveLength(1)

      const messages = [...begun, ...answer.echo, result('theirs_1', 'list_records', 'three rows')]
      const last = await ask(pair, messages, streamed)
      expect(last).toMatchObject({ text: 'Seen both.', calls: [] })
      const sent = JSON.stringify(sentMessages(pair.provider.received[1]))
      expect(sent).toContain('ours_1')
      expect(sent).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
      expect(sent).toContain('three rows')
      if (format === 'anthropic' || format === 'gemini') expect(sent).toContain('ignature":"sig_1"')

      // A turn later the provider must see the same beginning, or its cache is lost.
      await ask(pair, [...messages, ...last.echo, user('And now?')], streamed)
      const [, second, third] = pair.provider.received.map(sentMessages)
      expect(third!.slice(0, second!.length)).toEqual(second)
    })

    it('says again to the provider what the caller never saw', async () => {
      const pair = await start([retrieves({ thinking: 'Hm.' }), { text: 'Done.' }])
      const { echo } = await ask(pair, begun, streamed)
      await ask(pair, [...begun, ...echo, user('Sure?')], streamed)
      const [, second, third] = pair.provider.received.map(({ body }) => body.toString())
      const [before, after] = [second!, third!].map((body) => JSON.parse(body)[list] as unknown[])
      expect(after!.slice(0, before!.length)).toEqual(before)
      expect(after).toHaveLength(before!.length + 2)
    })

    it('ends after three rounds, without a call that the caller would not know', async () => {
      const pair = await start([retrieves({ text: 'Again.' })])
      const answer = await ask(pair, begun, streamed)
      expect(answer).toMatchObject({ calls: [], stop: STOP[format].end })
      expect(pair.provider.received).toHaveLength(4)
    })

    it('tells the model in words what cannot be fetched', async () => {
      const unknown = { id: 'ours_1', name: 'headroom_retrieve', input: { hash: '0123456789abcdef01234567' } }
      const nonsense = { id: 'ours_2', name: 'headroom_retrieve', input: { hash: 'x', query: 7 } }
      const pair = await start([{ calls: [unknown, nonsense] }, { text: 'I see.' }])
      await ask(pair, begun, streamed)
      const sent = JSON.stringify(sentMessages(pair.provider.received[1]).slice(-2))
      expect(sent).toMatch(/it has expired, or was never stored here\. Call the tool that gave this result again/)
      expect(sent).toMatch(/is no hash/)
    })

    it('gives the parts that a query asks for', async () => {
      const asks = ({ body }: Received): Say => ({
        calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body), query: 'failed' } }],
      })
      const pair = await start([asks, { text: 'One.' }])
      await ask(pair, begun, streamed)
      const sent = JSON.stringify(sentMessages(pair.provider.received[1]).at(-1))
      expect(sent).toContain('1 of 200 rows match')
      expect(sent).toContain('\\"id\\":1077')
      expect(sent).not.toContain('\\"id\\":1078')
    })
  })

  it('offers the tool behind the caller’s, in the same bytes on every request that offers any', async () => {
    const pair = await start([{ text: 'Hello.' }])
    await ask(pair, [user('hi')])
    await ask(pair)
    const [short, long] = pair.provider.received.map(({ json }) => JSON.stringify(json.tools))
    expect(short).toEqual(long)
    const own = JSON.stringify(request().tools).replace(/\]\}?\]$|\]$/, '')
    expect(short!.startsWith(own)).toBe(true)
    expect(short!.slice(own.length)).toContain('headroom_retrieve')
  })

  it('offers no tool where there are none, and drops nothing then', async () => {
    const pair = await start([{ text: 'Hello.' }])
    await post(pair.proxy.url + CHAT[format].path, request({ tools: undefined }), CHAT[format].headers)
    const body = pair.provider.received[0]!.body.toString()
    expect(body).not.toContain('headroom_retrieve')
    expect(body).not.toContain('<<ccr:')
    expect(body).toContain('1137')
  })

  it.each(EXCLUDED[format])(
    'offers no tool and drops nothing with %j, which it could not be called under',
    async (more) => {
      const pair = await start([{ text: 'Hello.' }])
      await post(pair.proxy.url + CHAT[format].path, request(more), CHAT[format].headers)
      const [{ body, json }] = pair.provider.received as [Received]
      expect(body.toString()).not.toMatch(/headroom_retrieve|<<ccr:/)
      expect(json.tools).toEqual(request().tools)
      expect(body.length).toBeLessThan(JSON.stringify(request(more)).length)
    },
  )

  it.each(CHOICES[format])('sends the same bytes with %j, for the next turn may choose freely', async (more) => {
    const pair = await start([{ text: 'Hello.' }])
    const { path, headers } = CHAT[format]
    for (const each of [{}, more]) await post(pair.proxy.url + path, request(each), headers)
    const [free, chosen] = pair.provider.received.map(({ json }) => json)
    expect(JSON.stringify(free![list])).toContain('<<ccr:')
    expect(chosen).toEqual({ ...free, ...more })
  })

  it('takes a tool of that name for the caller’s, if the caller offers one', async () => {
    const [tool] = JSON.parse(JSON.stringify(request().tools).replace('list_records', 'headroom_retrieve')) as unknown[]
    const call = { id: 'c', name: 'headroom_retrieve', input: { hash: 'abc' } }
    const pair = await start([{ calls: [call] }])
    const answer = await post(pair.proxy.url + CHAT[format].path, request({ tools: [tool] }), CHAT[format].headers)
    expect(await answer.text()).toContain('headroom_retrieve')
    expect(pair.provider.received).toHaveLength(1)
    expect(pair.provider.received[0]!.json.tools).toEqual([tool])
    expect(pair.provider.received[0]!.body.toString()).not.toContain('<<ccr:')
  })
})
