import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hashIn, openaiRequest, ROWS_TEXT } from '../../../test/support/requests.ts'
import { createHeadroom } from '../src/index.ts'
import {
  createVerifier,
  playSession,
  readSessions,
  type Session,
  turnsOf,
  verifySession,
  type WitnessedRequest,
} from '../src/replay/index.ts'
import { defaultWires } from '../src/wires/index.ts'

const OTHER_ROWS = ROWS_TEXT.replaceAll('eu-west-1', 'us-east-1')
const openaiTurns = () => {
  const first = openaiRequest().messages
  const more = [
    { role: 'assistant', content: 'Worker 0 failed.' },
    { role: 'user', content: 'And in the other region? Look at ghost-worker too.' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_2', type: 'function', function: { name: 'list_records', arguments: '{"near":"worker-3"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_2', content: OTHER_ROWS },
    { role: 'assistant', content: 'None there.' },
  ]
  return [...first, ...more]
}
const session = (more: Partial<Session> = {}): Session => {
  const messages = openaiTurns()
  return {
    id: 's',
    source: 'test',
    format: 'openai-chat',
    model: 'gpt-4o',
    messages,
    turns: turnsOf(messages),
    ...more,
  }
}

describe('playSession', () => {
  it('tells what each arm sends, what it would cost, and what the session needed later', async () => {
    const report = await playSession(session(), {
      profiles: { default: {}, lossless: { profile: 'lossless' } },
      baseTokens: 2000,
    })
    const [plain, ours, lossless] = report.arms
    expect(report).toMatchObject({ turns: 4, messages: 9, model: 'gpt-4o' })
    expect(report.arms.map(({ profile }) => profile)).toEqual(['passthrough', 'default', 'lossless'])
    expect(ours!.tokens).toBeLessThan(lossless!.tokens)
    expect(lossless!.tokens).toBeLessThan(plain!.tokens)
    for (const rules of ['anthropic', 'openai']) {
      expect(ours!.bills[rules]!.usd).toBeLessThan(plain!.bills[rules]!.usd)
      const { fresh, read, write } = plain!.bills[rules]!.billed
      expect(fresh + read + write).toBe(plain!.tokens)
    }
    for (const { prefix } of report.arms) expect(prefix).toEqual({ checked: 4, unbroken: 4 })
    expect(ours!.edits.map(({ message, toolName, compressor }) => [message, toolName, compressor])).toEqual([
      [3, 'list_records', 'json'],
      [7, 'list_records', 'json'],
    ])
    // `worker-3` was learned from the first result, `ghost-worker` was said by the user.
    expect(plain!.needed).toMatchObject({ values: 1, visible: 1, lost: 0 })
    expect(ours!.needed).toMatchObject({ values: 1, lost: 0 })
  })

  it('counts what can only be fetched, and what nothing can bring back, apart', async () => {
    const rare = (text: string) =>
      text.replace(
        '"worker-3","region":"eu-west-1","latency_ms":33',
        '"needle-7-of-9","region":"eu-west-1","latency_ms":33',
      )
    const messages = openaiTurns()
    messages[3] = { ...messages[3]!, content: rare(ROWS_TEXT) }
    messages[6] = {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_2', type: 'function', function: { name: 'list_records', arguments: '{"near":"needle-7-of-9"}' } },
      ],
    }
    expect(JSON.stringify(messages)).toContain('needle-7-of-9')
    const blind = { bid: () => 1, version: 1, name: 'blind' }
    const lossy = { ...blind, compress: () => ({ text: 'gone', level: 'lossy' as const, dropped: [], summary: '' }) }
    const kept = {
      ...blind,
      compress: (segment: { text: string }, context: { drop(text: string, words: string): string }) => ({
        text: context.drop(segment.text, 'all of it'),
        level: 'recoverable' as const,
        dropped: [],
        summary: '',
      }),
    }
    const { arms } = await playSession(session({ messages }), {
      profiles: { kept: { compressors: [kept] }, lossy: { compressors: [lossy], level: 'lossy' } },
    })
    expect(arms[1]!.needed).toMatchObject({ values: 1, visible: 0, retrievable: 1, lost: 0 })
    expect(arms[2]!.needed).toMatchObject({ lost: 1, lostValues: [{ value: 'needle-7-of-9', message: 6 }] })
  })

  it('gives the texts of edits where they are asked for', async () => {
    const { arms } = await playSession(session(), { texts: true })
    const [edit] = arms[1]!.edits
    expect(edit!.before).toBe(ROWS_TEXT)
    expect(edit!.after).toContain(`<<ccr:${edit!.hashes[0]}`)
  })

  it('bills a broken prefix as what it is', async () => {
    let calls = 0
    const moody = {
      name: 'moody',
      version: 1,
      bid: () => 1,
      compress: () => ({ text: `call ${calls++}`, level: 'lossy' as const, dropped: [], summary: '' }),
    }
    const { arms } = await playSession(session(), {
      profiles: { moody: { compressors: [moody], level: 'lossy', memoCharacters: 0 } },
    })
    expect(arms[1]!.prefix.unbroken).toBeLessThan(arms[1]!.prefix.checked)
    expect(arms[1]!.prefix.broken).toMatchObject({ message: 3 })
  })
})

describe('readSessions', () => {
  const read = (values: unknown[], source = 'file') =>
    readSessions(
      values.map((value) => JSON.stringify(value)),
      source,
    )

  it('reads logs of requests, the longest of those that begin alike as one session', async () => {
    const messages = openaiTurns()
    const entries = [4, 6, 8].map((length, index) => ({
      timestamp: `2026-01-01T00:00:0${index}Z`,
      request: { model: 'gpt-4o', messages: messages.slice(0, length), tools: [] },
      response: { usage: { prompt_tokens: 100, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 64 } } },
    }))
    const other = { request: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Another.' }] }, response: {} }
    const [first, second] = await read([...entries, other])
    expect(first!.turns.map(({ messages: length }) => length)).toEqual([4, 6, 8])
    expect(first!.turns[0]!.usage).toEqual({
      inputTokens: 36,
      outputTokens: 7,
      cacheReadTokens: 64,
      cacheWriteTokens: 0,
    })
    expect(first!.turns[2]!.at! - first!.turns[0]!.at!).toBe(2)
    expect(second!.messages).toHaveLength(1)
  })

  it('works out the turns of one request alone, in the format that its blocks show', async () => {
    const messages = [
      { role: 'user', content: 'List.' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'list', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: ROWS_TEXT }] },
    ]
    const [one] = await read([{ model: 'claude-sonnet-5', system: 'Be brief.', messages }])
    expect(one).toMatchObject({ format: 'anthropic-messages', system: 'Be brief.', model: 'claude-sonnet-5' })
    expect(one!.turns.map(({ messages: length }) => length)).toEqual([1, 3])
  })

  it('reads what Claude Code has written, blocks of one answer together and side chains apart', async () => {
    const line = (type: string, message: object, more = {}) => ({ type, sessionId: 'abc', message, ...more })
    const answer = (content: object[]) => ({
      id: 'msg_1',
      role: 'assistant',
      model: 'claude-sonnet-5',
      content,
      usage: { input_tokens: 5, output_tokens: 9 },
    })
    const [main, side] = await read([
      { type: 'summary', summary: 'x', sessionId: 'abc', leafUuid: 'u' },
      line('user', { role: 'user', content: 'Go.' }, { uuid: 'a', timestamp: '2026-01-01T00:00:00Z' }),
      line('assistant', answer([{ type: 'text', text: 'Looking.' }]), {
        uuid: 'b',
        parentUuid: 'a',
        timestamp: '2026-01-01T00:00:02Z',
      }),
      line('assistant', answer([{ type: 'tool_use', id: 't', name: 'Bash', input: {} }]), {
        uuid: 'c',
        parentUuid: 'b',
      }),
      line('user', { role: 'user', content: 'Side.' }, { uuid: 's', isSidechain: true, parentUuid: null }),
      line(
        'assistant',
        { ...answer([{ type: 'text', text: 'Done.' }]), id: 'msg_2' },
        { uuid: 'z', isSidechain: true, parentUuid: 's' },
      ),
      line(
        'user',
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'ok' }] },
        { uuid: 'd', parentUuid: 'c' },
      ),
      line('assistant', { ...answer([{ type: 'text', text: 'Fine.' }]), id: 'msg_3' }, { uuid: 'e', parentUuid: 'd' }),
    ])
    expect(main!.messages).toHaveLength(4)
    expect(main!.messages[1]).toEqual({
      role: 'assistant',
      content: [expect.anything(), expect.objectContaining({ name: 'Bash' })],
    })
    expect(main!.turns).toEqual([
      { messages: 1, at: 1767225602, usage: expect.objectContaining({ outputTokens: 9 }) },
      { messages: 3, usage: expect.anything() },
    ])
    expect(side!.messages).toHaveLength(2)
  })

  it('reads rollouts of Codex', async () => {
    const item = (payload: object) => ({ timestamp: '2026-01-01T00:00:00Z', type: 'response_item', payload })
    const [rollout] = await read([
      { timestamp: '2026-01-01T00:00:00Z', type: 'session_meta', payload: { id: 'r1', instructions: 'Be careful.' } },
      { type: 'turn_context', payload: { model: 'gpt-5-codex' } },
      item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Go.' }] }),
      item({ type: 'reasoning', summary: [], encrypted_content: 'x' }),
      item({ type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c' }),
      item({ type: 'function_call_output', call_id: 'c', output: ROWS_TEXT }),
      item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done.' }] }),
    ])
    expect(rollout).toMatchObject({ id: 'r1', format: 'openai-responses', model: 'gpt-5-codex', system: 'Be careful.' })
    expect(rollout!.turns.map(({ messages }) => messages)).toEqual([1, 4])
  })

  it('reads messages of the AI SDK and of LangChain as Chat Completions', async () => {
    const wanted = [
      { role: 'user', content: 'List.' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'list', arguments: '{"n":1}' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: ROWS_TEXT },
    ]
    const aiSdk = [
      { role: 'user', content: [{ type: 'text', text: 'List.' }] },
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'list', input: { n: 1 } }] },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c', toolName: 'list', output: { type: 'text', value: ROWS_TEXT } },
        ],
      },
    ]
    const stored = [
      { type: 'human', data: { content: 'List.' } },
      { type: 'ai', data: { content: '', tool_calls: [{ id: 'c', name: 'list', args: { n: 1 } }] } },
      { type: 'tool', data: { content: ROWS_TEXT, tool_call_id: 'c' } },
    ]
    const constructed = stored.map(({ type, data }) => ({
      lc: 1,
      type: 'constructor',
      id: ['langchain_core', 'messages', { human: 'HumanMessage', ai: 'AIMessageChunk', tool: 'ToolMessage' }[type]],
      kwargs: data,
    }))
    for (const list of [aiSdk, stored, constructed]) {
      const [found] = await read([{ messages: list, id: 'x' }])
      expect(found).toMatchObject({ id: 'x', format: 'openai-chat', messages: wanted })
      expect(found!.turns.map(({ messages }) => messages)).toEqual([1, 3])
    }
  })

  it('reads one document over several lines, lists of them, and nothing out of what it does not know', async () => {
    const document = { messages: openaiTurns() }
    const lines = JSON.stringify(document, null, 2).split('\n')
    expect((await readSessions(lines, 'a.json'))[0]!.turns).toHaveLength(4)
    expect(await readSessions(JSON.stringify([document, document], null, 2).split('\n'), 'b.json')).toHaveLength(2)
    for (const odd of [
      [],
      ['', 'no json'],
      ['{"a":1}'],
      ['[1,2]'],
      readFileSync(new URL(import.meta.url), 'utf8').split('\n'),
    ]) {
      expect(await readSessions(odd, 'odd')).toEqual([])
    }
  })
})

describe('verify', () => {
  const wire = defaultWires.find(({ name }) => name === 'openai-chat')!

  /** The requests of a session as they were sent, with what was stored for them. */
  async function witnessed(): Promise<WitnessedRequest[]> {
    const headroom = createHeadroom()
    const requests: WitnessedRequest[] = []
    for (const { messages } of session().turns) {
      const received = JSON.stringify(openaiRequest({ messages: openaiTurns().slice(0, messages), top_p: 1 }), null, 1)
      const { body, ccrHashes } = await headroom.prepare({ body: received })
      const originals = new Map<string, string>()
      for (const hash of ccrHashes) originals.set(hash, (await headroom.retrieve(hash))!.original)
      requests.push({ received, sent: body, originals })
    }
    return requests
  }

  function verdictOf(requests: readonly WitnessedRequest[]) {
    const verifier = createVerifier(wire)
    for (const request of requests) if (!verifier.push(request)) break
    return verifier.verdict()
  }

  it('proves the laws for a session, message by message', async () => {
    for (const verdict of [
      verdictOf(await witnessed()),
      await verifySession(session({ tools: openaiRequest().tools })),
    ]) {
      expect(verdict.violation).toBeUndefined()
      expect(verdict.requests).toBe(4)
      for (const checked of Object.values(verdict.checked)) expect(checked).toBeGreaterThan(3)
    }
  })

  it.each<[number, string, (requests: WitnessedRequest[]) => void]>([
    [
      1,
      'is not what was sent for it a turn before',
      (requests) => {
        requests[3]!.sent = requests[3]!.sent.replace('"What stands out?"', '"What stands out??"')
      },
    ],
    [
      2,
      'nothing is stored under',
      (requests) => {
        requests[1] = { ...requests[1]!, originals: new Map() }
      },
    ],
    [
      2,
      'gives what never came in',
      (requests) => {
        requests[1] = { ...requests[1]!, originals: new Map([[hashIn(requests[1]!.sent), 'other']]) }
      },
    ],
    [
      2,
      'no tool is offered',
      (requests) => {
        for (const request of requests) request.sent = request.sent.replaceAll('headroom_retrieve', 'headroom_forget')
      },
    ],
    [
      5,
      'shows',
      (requests) => {
        for (const request of requests) request.sent = request.sent.replace('1077,failed', '1077,ok')
      },
    ],
    [
      6,
      'differs outside of the edited texts',
      (requests) => {
        for (const request of requests) request.sent = request.sent.replace('"top_p": 1', '"top_p": 1.0')
      },
    ],
    [
      6,
      "the caller's tools have changed",
      (requests) => {
        for (const request of requests)
          request.sent = request.sent.replace('"name": "list_records",\n', '"name": "list_records2",\n')
      },
    ],
  ])('names law %i where %s', async (law, what, plant) => {
    const requests = await witnessed()
    const before = requests.map(({ sent }) => sent)
    plant(requests)
    const isPlanted = requests.some(
      ({ sent, originals }, index) =>
        sent !== before[index] || originals.size === 0 || [...originals.values()].includes('other'),
    )
    expect(isPlanted).toBe(true)
    const { violation } = verdictOf(requests)
    expect(violation).toMatchObject({ law })
    expect(violation!.what).toContain(what)
  })

  it('refutes causality for a pipeline that depends on what it has seen', async () => {
    let calls = 0
    const moody = {
      name: 'moody',
      version: 1,
      bid: () => 1,
      compress: ({ text }: { text: string }) => ({
        text: JSON.stringify(JSON.parse(text), null, calls++ % 2),
        level: 'lossless' as const,
        dropped: [],
        summary: '',
      }),
    }
    const indented = JSON.stringify(JSON.parse(ROWS_TEXT), null, 4)
    const messages = openaiTurns().map((message) =>
      'tool_call_id' in message ? { ...message, content: indented } : message,
    )
    const { violation } = await verifySession(session({ messages }), { compressors: [moody] })
    expect(violation).toMatchObject({ law: 1 })
  })
})
