// What else LangChain does with a model or an agent, and goes on doing with us in it.
import { createHeadroom, createMemoryStore } from '@headroom/core'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { RunnableBinding } from '@langchain/core/runnables'
import { Command, MemorySaver } from '@langchain/langgraph'
import {
  anthropicPromptCachingMiddleware,
  ClearToolUsesEdit,
  contextEditingMiddleware,
  createAgent,
  humanInTheLoopMiddleware,
  initChatModel,
  providerStrategy,
  toolStrategy,
} from 'langchain'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { expectPrefixes } from '../../../test/support/host-contract.ts'
import { ROWS_TEXT } from '../../../test/support/requests.ts'
import { HeadroomCallbackHandler, HeadroomChatModel } from '../src/index.ts'
import { headroomMiddleware } from '../src/middleware.ts'
import {
  called,
  callsIn,
  chatModel,
  conversation,
  FORMATS,
  isNewest,
  openProvider,
  retrieves,
  TOOLS,
} from './support.ts'

const question = { messages: [new HumanMessage('What stands out?')] }
interface Structured {
  structuredResponse: unknown
  messages: BaseMessage[]
}

const listed = called(['call_1', 'list_records', { limit: 200 }])

describe.each(FORMATS)('a model of %s', (format) => {
  it('is asked what it is, and says so', async () => {
    const plain = chatModel(format, 'http://127.0.0.1:9')
    const ours = HeadroomChatModel.from(plain)
    const read = (model: BaseChatModel) => ({
      name: model.getName(),
      type: [model._llmType(), model._modelType()],
      json: model.toJSON(),
      keys: model.callKeys,
      tracing: [model.invocationParams({} as never), model.getLsParams({} as never)],
      cacheKey: model._getSerializedCacheKeyParametersForCall({ stop: ['x'] } as never),
      model: 'model' in model && model.model,
      metadata: model.metadata,
      ...(isNewest && { profile: model.profile }),
    })
    expect(read(ours as BaseChatModel)).toEqual(read(plain))
  })

  it('calls back what it was made with, what is bound, and what a call brings', async () => {
    const provider = await openProvider(format, { says: [retrieves('ours_1', { text: 'Wait.' }), { text: 'Done.' }] })
    const seen: Record<string, unknown>[] = []
    const listen = (name: string) => ({
      handleChatModelStart: (...[model, , , , , tags, metadata]: unknown[]) => {
        seen.push({ name, id: (model as { id: string[] }).id.at(-1), tags, mine: (metadata as { mine: number }).mine })
      },
      handleLLMEnd: ({ generations }: { generations: { text: string }[][] }) => {
        seen.push({ name, text: generations[0]![0]!.text })
      },
    })
    const inner = chatModel(format, provider.url, { callbacks: [listen('made')], tags: ['made'] })
    const model = HeadroomChatModel.from(inner)
      .withConfig({ callbacks: [listen('bound')], tags: ['bound'] })
      .bindTools(TOOLS)
    await model.invoke(conversation(), { callbacks: [listen('called')], metadata: { mine: 1 } })
    const starts = seen.filter(({ id }) => id)
    expect(starts.map(({ name }) => name).sort()).toEqual(['bound', 'called', 'made'])
    for (const { id, tags, mine } of starts) {
      expect([id, mine]).toEqual([format === 'openai' ? 'ChatOpenAI' : 'ChatAnthropic', 1])
      expect(tags).toEqual(expect.arrayContaining(['bound']))
    }
    expect(seen.filter(({ text }) => text !== undefined)).toHaveLength(3)
  })

  it('is not asked again for what its cache holds', async () => {
    const provider = await openProvider(format, { says: [{ text: 'Done.' }] })
    const model = HeadroomChatModel.from(chatModel(format, provider.url, { cache: true }))
    const asked = `Once? ${Math.random()}`
    const answers = [await model.invoke(asked), await model.invoke(asked)]
    expect(answers.map(({ text }) => text)).toEqual(['Done.', 'Done.'])
    expect(provider.received).toHaveLength(1)
  })

  it('may be one that initChatModel makes', async () => {
    const provider = await openProvider(format, {
      says: [
        retrieves('ours_1'),
        { text: 'Done.' },
        retrieves('ours_2'),
        { text: 'Sure.' },
        { text: '{"row":1}', ...(format === 'anthropic' && called(['c', 'extract', { row: 1 }])) },
      ],
    })
    const where =
      format === 'openai' ? { configuration: { baseURL: `${provider.url}/v1` } } : { anthropicApiUrl: provider.url }
    const name = format === 'openai' ? 'gpt-4o' : 'claude-sonnet-5'
    const options = { modelProvider: format, apiKey: 'sk-test', maxRetries: 0, ...where }
    const made = (await initChatModel(name, options)) as never
    const model = HeadroomChatModel.from(made)
    expect((await model.bindTools(TOOLS).invoke(conversation())).text).toBe('Done.')
    expect(provider.received[0]!.body.toString()).toMatch(/<<ccr:[0-9a-f]{24}/)
    const agent = createAgent({ model: made, tools: TOOLS, middleware: [headroomMiddleware()] })
    const { messages } = await agent.invoke({ messages: conversation() })
    expect(messages.at(-1)!.text).toBe('Sure.')
    const structured = model.withStructuredOutput(z.object({ row: z.number() }))
    expect(await structured.invoke(conversation())).toEqual({ row: 1 })
    expect(provider.received[4]!.body.toString()).not.toContain('latency_ms\\":20')
  })

  it('tells a callback handler what it has done', async () => {
    const provider = await openProvider(format, { says: [retrieves('ours_1'), { text: 'Done.' }, { text: 'Done.' }] })
    const metrics = new HeadroomCallbackHandler()
    const results: number[] = []
    const options = { onResult: ({ tokensAfter }: { tokensAfter: number }) => void results.push(tokensAfter) }
    const model = HeadroomChatModel.from(chatModel(format, provider.url), options).bindTools(TOOLS)
    await model.invoke(conversation(), { callbacks: [metrics] })
    for await (const _ of await model.stream(conversation(), { callbacks: [metrics] }));
    await chatModel(format, provider.url).invoke('Hello?', { callbacks: [metrics] })
    const [first, second, plain] = metrics.runs
    expect(first!.tokensAfter).toBeLessThan(first!.tokensBefore / 2)
    expect([first!.retrievals, second!.retrievals]).toEqual([1, 0])
    expect(second).toMatchObject({ tokensBefore: first!.tokensBefore, tokensAfter: first!.tokensAfter, isDone: true })
    expect(plain).toMatchObject({ tokensBefore: 0, retrievals: 0, isDone: true })
    expect(first!.usage!.outputTokens).toBe(plain!.usage!.outputTokens * 2)
    expect(metrics.totals).toMatchObject({ runs: 3, retrievals: 1, tokensBefore: first!.tokensBefore * 2 })
    expect(results).toEqual([first!.tokensAfter, second!.tokensAfter])
    metrics.clear()
    expect(metrics.runs).toEqual([])
  })
})

it('is a chat model, and nothing around one', () => {
  const model = chatModel('openai', 'http://127.0.0.1:9')
  const retrying = model.withRetry()
  expect(() => HeadroomChatModel.from(retrying as never)).toThrow(/give HeadroomChatModel the model itself/)
  expect(() => HeadroomChatModel.from(model.pipe((message) => message) as never)).toThrow(TypeError)
})

describe.each(FORMATS)('an agent on %s', (format) => {
  // The lowest version takes no structured response through any middleware around the model.
  it.each(isNewest ? ['model', 'middleware'] : ['model'])('gives structured output by a tool, %s', async (where) => {
    const provider = await openProvider(format, {
      says: [listed, retrieves('ours_1'), called(['call_2', 'row', { row: 77 }])],
    })
    const model = chatModel(format, provider.url)
    const schema = { title: 'row', type: 'object', properties: { row: { type: 'number' } }, required: ['row'] }
    const agent = createAgent({
      model: where === 'model' ? HeadroomChatModel.from(model) : model,
      tools: TOOLS,
      responseFormat: toolStrategy(schema as never),
      middleware: where === 'model' ? [] : [headroomMiddleware()],
    })
    const { structuredResponse, messages } = (await agent.invoke(question)) as unknown as Structured
    expect(structuredResponse).toEqual({ row: 77 })
    expect(callsIn(messages.filter((message) => AIMessage.isInstance(message)))).toEqual(['list_records', 'row'])
    expect(provider.received).toHaveLength(3)
    expectPrefixes({ format }, provider.received)
  })

  it('gives structured output by the provider, with retrieval on the way', async () => {
    if (format === 'anthropic' && !isNewest) return
    const provider = await openProvider(format, { says: [listed, retrieves('ours_1'), { text: '{"row":77}' }] })
    const agent = createAgent({
      model: HeadroomChatModel.from(chatModel(format, provider.url)),
      tools: TOOLS,
      responseFormat: providerStrategy(z.object({ row: z.number() }) as never),
    })
    const { structuredResponse } = (await agent.invoke(question)) as unknown as Structured
    expect(structuredResponse).toEqual({ row: 77 })
    expect(provider.received).toHaveLength(3)
    expectPrefixes({ format }, provider.received)
  })

  it.each([
    ['with options bound', (model: BaseChatModel) => model.withConfig({ tags: ['mine'] })],
    ['with retries', (model: BaseChatModel) => model.withRetry()],
    [
      'with listeners',
      (model: BaseChatModel) => new RunnableBinding({ bound: model, config: {}, configFactories: [() => ({})] }),
    ],
  ])('takes a model %s', async (_, make) => {
    const provider = await openProvider(format, { says: [listed, retrieves('ours_1'), { text: 'Done.' }] })
    const model = make(chatModel(format, provider.url)) as never
    const agent = createAgent({ model, tools: TOOLS, middleware: [headroomMiddleware()] })
    const { messages } = await agent.invoke(question)
    expect(messages.at(-1)!.text).toBe('Done.')
    expect(provider.received).toHaveLength(3)
  })

  it('goes on where its checkpoint was, with another process’ Headroom on the same store', async () => {
    const provider = await openProvider(format, {
      says: [listed, retrieves('ours_1', { text: 'Wait.' }), { text: 'Worker 0.' }, { text: 'Yes.' }],
    })
    const checkpointer = new MemorySaver()
    const store = createMemoryStore()
    const ask = async (text: string) => {
      const headroom = createHeadroom({ store })
      const agent = createAgent({
        model: chatModel(format, provider.url),
        tools: TOOLS,
        middleware: [headroomMiddleware({ headroom })],
        checkpointer,
      })
      return agent.invoke({ messages: [new HumanMessage(text)] }, { configurable: { thread_id: '1' } })
    }
    await ask('What stands out?')
    const { messages } = await ask('Sure?')
    expect(messages.at(-1)!.text).toBe('Yes.')
    expect(JSON.stringify(messages)).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
    const [saved] = Object.values(checkpointer.storage['1']!)
    expect(JSON.stringify(saved)).not.toContain('headroom_retrieve')
    expect(provider.received).toHaveLength(4)
    expectPrefixes({ format }, provider.received)
  })

  it('waits for a person, and goes on', async () => {
    const provider = await openProvider(format, { says: [listed, { text: 'Done.' }] })
    const agent = createAgent({
      model: chatModel(format, provider.url),
      tools: TOOLS,
      middleware: [headroomMiddleware(), humanInTheLoopMiddleware({ interruptOn: { list_records: true } })],
      checkpointer: new MemorySaver(),
    })
    const config = { configurable: { thread_id: '1' } }
    const waiting = (await agent.invoke(question, config)) as { __interrupt__?: unknown[] }
    expect(waiting.__interrupt__).toHaveLength(1)
    const { messages } = await agent.invoke(new Command({ resume: { decisions: [{ type: 'approve' }] } }), config)
    expect(messages.at(-1)!.text).toBe('Done.')
    expect(provider.received[1]!.body.toString()).toMatch(/<<ccr:[0-9a-f]{24}/)
  })

  it('may have its earlier results cleared by LangChain', async () => {
    const provider = await openProvider(format, { says: [listed, { text: 'Done.' }] })
    const when = isNewest ? { trigger: { tokens: 100 }, keep: { messages: 0 } } : { triggerTokens: 100, keep: 0 }
    const edits = [new ClearToolUsesEdit(when as never)]
    const agent = createAgent({
      model: chatModel(format, provider.url),
      tools: TOOLS,
      middleware: [contextEditingMiddleware({ edits }), headroomMiddleware()],
    })
    const { messages } = await agent.invoke(question)
    expect(messages.at(-1)!.text).toBe('Done.')
    expect(provider.received[1]!.body.toString()).toContain('[cleared]')
  })
})

it('keeps its prefix with the breakpoints that LangChain moves', async () => {
  const provider = await openProvider('anthropic', {
    says: [listed, retrieves('ours_1', { text: 'Wait.' }), { text: 'Worker 0.' }, { text: 'Yes.' }],
  })
  const agent = createAgent({
    model: chatModel('anthropic', provider.url),
    tools: TOOLS,
    middleware: [headroomMiddleware(), anthropicPromptCachingMiddleware({ minMessagesToCache: 1 })],
    checkpointer: new MemorySaver(),
  })
  for (const text of ['What stands out?', 'Sure?'])
    await agent.invoke({ messages: [new HumanMessage(text)] }, { configurable: { thread_id: '1' }, context: {} })
  expect(provider.received).toHaveLength(4)
  for (const { body } of provider.received) expect(body.toString()).toContain('"cache_control":{"type":"ephemeral"')
  expect(provider.received[3]!.body.toString()).toContain('ours_1')
})
