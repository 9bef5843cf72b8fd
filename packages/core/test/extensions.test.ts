import { describe, expect, it } from 'vitest'
import {
  type CompressionHooks,
  createHeadroom,
  type PipelineEvent,
  type PipelineExtension,
  STAGES,
  type Stage,
} from '../src/index.ts'
import { ROWS } from './rows.ts'

const tools = [{ type: 'function', function: { name: 'list' } }]
const body = {
  model: 'gpt-4o',
  tools,
  messages: [
    { role: 'user', content: 'What is there?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'list', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: ROWS },
  ] as Record<string, unknown>[],
}
const resultOf = (sent: typeof body) => sent.messages.at(-1)!.content as string

/** An extension that does something at one stage. */
const at = (
  stage: Stage,
  act: (event: PipelineEvent) => ReturnType<PipelineExtension['onPipelineEvent']>,
): PipelineExtension => ({
  name: `at ${stage}`,
  onPipelineEvent: (event) => (event.stage === stage ? act(event) : undefined),
})

describe('a pipeline extension', () => {
  const answer = {
    choices: [{ index: 0, message: { role: 'assistant', content: 'Rows.' } }],
    usage: { prompt_tokens: 5, completion_tokens: 2 },
  }

  it('sees all eleven stages in order on every surface, the last at the true end', async () => {
    const seen: string[] = []
    const headroom = createHeadroom({
      extensions: [{ name: 'watch', onPipelineEvent: ({ stage }) => void seen.push(stage) }],
    })
    await headroom.run({ body }, async () => answer)
    expect(seen).toEqual(STAGES)
    seen.length = 0
    await headroom.compress(body.messages)
    expect(seen).toEqual(STAGES.slice(0, 9))
    seen.length = 0
    const chunks = ['data: {"choices":[{"delta":{"content":"a"}}]}\n\n', 'data: [DONE]\n\n'].map((text) =>
      new TextEncoder().encode(text),
    )
    const stream = await headroom.stream(
      { body },
      async () =>
        new ReadableStream({
          pull(controller) {
            const chunk = chunks.shift()
            if (chunk) controller.enqueue(chunk)
            else controller.close()
          },
        }),
    )
    expect(seen).toEqual(STAGES.slice(0, 10))
    for await (const _ of stream) expect(seen.at(-1)).toBe('POST_SEND')
    expect(seen).toEqual(STAGES)
  })

  it('sees them for a request that is passed on untouched, and can change nothing of it', async () => {
    const seen: string[] = []
    const watch = {
      name: 'watch',
      onPipelineEvent({ stage }: PipelineEvent) {
        seen.push(stage)
        return { messages: [], tools: [], headers: {} }
      },
    }
    const headroom = createHeadroom({ extensions: [watch] })
    const sent = await headroom.prepare({ body, headers: { 'x-headroom-bypass': 'true', 'x-a': 'b' } })
    expect(seen).toEqual(STAGES.slice(0, 9))
    expect([sent.body, sent.changed, sent.headers]).toEqual([body, false, { 'x-a': 'b' }])
  })

  it('is shown what the stage knows', async () => {
    const events = new Map<Stage, PipelineEvent>()
    const headroom = createHeadroom({
      extensions: [{ name: 'watch', onPipelineEvent: (event) => void events.set(event.stage, event) }],
    })
    await headroom.run({ body, headers: { 'x-a': 'b' } }, async () => answer)
    expect(events.get('INPUT_RECEIVED')).toMatchObject({
      operation: 'run',
      provider: 'openai',
      model: 'gpt-4o',
      messages: body.messages,
      tools,
      headers: { 'x-a': 'b' },
    })
    expect(events.get('INPUT_ROUTED')!.decisions.at(-1)).toMatchObject({
      action: 'compress',
      compressor: 'json',
      level: 'recoverable',
      segment: { toolName: 'list', message: 2 },
    })
    expect(resultOf(events.get('PRE_SEND') as unknown as typeof body)).toContain('<<ccr:')
    expect(events.get('PRE_SEND')!.tools).toHaveLength(2)
    expect(events.get('RESPONSE_RECEIVED')!.response).toEqual(answer)
  })

  it('may rewrite messages before they are read, and what is sent', async () => {
    const note = { role: 'user', content: 'A note.' }
    const headroom = createHeadroom({
      extensions: [
        at('INPUT_RECEIVED', ({ messages }) => ({ messages: [note, ...messages] })),
        at('PRE_SEND', ({ messages, headers, tools: sent }) => ({
          messages: [...messages, note],
          headers: { ...headers, 'x-new': '1' },
          tools: [...sent!, 'own'],
        })),
      ],
    })
    const text = JSON.stringify(body)
    const sent = await headroom.prepare({ body: text })
    const { messages, tools: sentTools } = JSON.parse(sent.body) as typeof body
    expect([messages[0], messages.at(-1), messages.length]).toEqual([note, note, 5])
    expect(messages[3]!.content).toContain('<<ccr:')
    expect([sentTools.length, sent.headers]).toEqual([3, { 'x-new': '1' }])
    expect(sent.body).toContain(text.slice(text.indexOf('{"role":"user"'), text.indexOf('{"role":"tool"')))
  })

  it('may change a decision before it is carried out, and the answer', async () => {
    const headroom = createHeadroom({
      extensions: [
        at('INPUT_ROUTED', ({ decisions }) => ({
          decisions: decisions.map(() => ({ action: 'leave', reason: 'because' })),
        })),
        at('RESPONSE_RECEIVED', () => ({ response: 'another' })),
      ],
    })
    const { body: sent, trace } = await headroom.prepare({ body })
    expect([resultOf(sent), trace.segments.at(-1)!.reason]).toEqual([ROWS, 'because'])
    expect(await headroom.run({ body }, async () => answer as unknown)).toBe('another')
  })

  it('may take only what its stage allows', async () => {
    const headroom = createHeadroom({
      extensions: [at('INPUT_CACHED', () => ({ messages: [], decisions: [], response: 1 }))],
    })
    expect((await headroom.prepare({ body })).body).toEqual((await createHeadroom().prepare({ body })).body)
  })

  it('carries metadata from stage to stage', async () => {
    const headroom = createHeadroom({
      extensions: [
        at('SETUP', () => ({ metadata: { a: 1 } })),
        at('INPUT_CACHED', ({ metadata }) => ({ metadata: { ...metadata, b: 2 } })),
        at('PRE_SEND', ({ metadata }) => ({ headers: { 'x-metadata': JSON.stringify(metadata) } })),
      ],
    })
    expect((await headroom.prepare({ body })).headers).toEqual({ 'x-metadata': '{"a":1,"b":2}' })
  })

  it.each<[string, PipelineExtension['onPipelineEvent']]>([
    [
      'throws',
      (event) => {
        event.messages.length = 0
        throw new Error('planted')
      },
    ],
    [
      'rejects later',
      async (event) => {
        event.messages.length = 0
        await null
        throw new Error('planted')
      },
    ],
    [
      'overruns',
      (event) =>
        new Promise((resolve) => setTimeout(() => resolve({ messages: event.messages.slice(1) }), 60_000).unref()),
    ],
    ['returns what cannot be copied', () => ({ messages: [() => {}] })],
    ['returns another form', () => ({ messages: 'none' as unknown as unknown[] })],
    ['edits in place what it was shown', (event) => void (event.messages.length = 0)],
  ])('leaves nothing of what it did if it %s', async (_, onPipelineEvent) => {
    const wanted = await createHeadroom().prepare({ body })
    const headroom = createHeadroom({ extensions: [{ name: 'planted', onPipelineEvent }], extensionTimeoutMs: 5 })
    const { body: sent, trace } = await headroom.prepare({ body })
    expect(sent).toEqual(wanted.body)
    if (!_.includes('in place')) expect(trace.failures[0]!.where).toContain('extension planted')
  })

  it('is seen by the next one as it left things', async () => {
    const add = (text: string) =>
      at('INPUT_RECEIVED', ({ messages }) => ({ messages: [...messages, { role: 'user', content: text }] }))
    const { messages } = await createHeadroom({ extensions: [add('one'), add('two')] }).compress(body.messages)
    expect(messages.slice(-2)).toEqual([
      { role: 'user', content: 'one' },
      { role: 'user', content: 'two' },
    ])
  })
})

describe('compression hooks', () => {
  it('are told of the request, may rewrite it, and hear what became of it', async () => {
    const heard: unknown[] = []
    const hooks: CompressionHooks = {
      preCompress(messages, context) {
        heard.push(context)
        return messages.map((message) => ({ ...(message as object), seen: true }))
      },
      postCompress: (event) => void heard.push(event),
    }
    const { body: sent, ccrHashes, tokensSaved } = await createHeadroom({ hooks }).prepare({ body })
    expect(sent.messages.every(({ seen }) => seen)).toBe(true)
    expect(heard[0]).toEqual({
      model: 'gpt-4o',
      provider: 'openai',
      userQuery: 'What is there?',
      turnNumber: 1,
      toolCalls: ['list'],
    })
    expect(heard[1]).toMatchObject({
      ccrHashes,
      tokensSaved,
      transformsApplied: ['json:recoverable'],
      provider: 'openai',
    })
    expect(heard).toHaveLength(2)
  })

  it('weigh messages: a bias above 1 keeps more, and is part of what is remembered', async () => {
    const headroom = createHeadroom()
    const kept = async (bias?: number) => {
      const hooks = bias === undefined ? {} : { computeBiases: () => ({ 2: bias }) }
      return resultOf((await headroom.prepare({ body, hooks })).body).length
    }
    const plain = await kept()
    expect(await kept(4)).toBeGreaterThan(plain)
    expect(await kept(0.3)).toBeLessThan(plain)
    expect(await kept()).toBe(plain)
  })
})
