// What becomes of answers: of calls of ours beside others, of rounds, of figures, and of streams that are not read to the end.
import { createHeadroom } from '@headroom/core'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { describe, expect, it } from 'vitest'
import { expectPrefixes } from '../../../test/support/host-contract.ts'
import type { ProviderScript } from '../../../test/support/local-provider.ts'
import { ROWS_TEXT } from '../../../test/support/requests.ts'
import { HeadroomChatModel } from '../src/index.ts'
import {
  called,
  callsIn,
  chatModel,
  conversation,
  FORMATS,
  isNewest,
  openProvider,
  readStream,
  retrieves,
  TOOLS,
} from './support.ts'

type Bound = ReturnType<NonNullable<BaseChatModel['bindTools']>>

/** The ways in which an answer comes. */
const WAYS = {
  invoke: async (model: Bound, messages: BaseMessage[]) => (await model.invoke(messages)) as AIMessage,
  stream: async (model: Bound, messages: BaseMessage[]) =>
    (await readStream(await model.stream(messages))).message as AIMessage,
  ...(isNewest && {
    streamEvents: async (model: Bound, messages: BaseMessage[]) =>
      (await (model as unknown as BaseChatModel).streamEvents(messages)) as AIMessage,
  }),
}

async function asked(format: (typeof FORMATS)[number], says: ProviderScript['says']) {
  const provider = await openProvider(format, { says })
  return { provider, model: HeadroomChatModel.from(chatModel(format, provider.url)).bindTools(TOOLS) }
}

describe.each(FORMATS)('an answer of %s', (format) => {
  describe.each(Object.entries(WAYS))('by %s', (_, ask) => {
    it('shows the caller its own calls, and answers ours when their results come back', async () => {
      const { provider, model } = await asked(format, [
        retrieves('ours_1', { text: 'Both.', ...called(['call_2', 'list_records', { limit: 3 }]) }),
        { text: 'Done.' },
      ])
      const messages = conversation()
      const first = await ask(model, messages)
      expect([first.text, callsIn([first])]).toEqual(['Both.', ['list_records']])
      messages.push(first, new ToolMessage({ content: 'none', tool_call_id: 'call_2' }))
      expect((await ask(model, messages)).text).toBe('Done.')
      expect(provider.received).toHaveLength(2)
      expectPrefixes({ format }, provider.received)
      const sent = provider.received[1]!.body.toString()
      expect(sent.match(/ours_1/g)).toHaveLength(2)
      expect(sent).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
    })

    it('ends when the model goes on fetching, and says so', async () => {
      const { provider, model } = await asked(format, [retrieves('ours')])
      const answer = await ask(model, conversation())
      expect(provider.received).toHaveLength(4)
      expect(callsIn([answer])).toEqual([])
      const reasons = JSON.stringify([answer.response_metadata, answer.additional_kwargs])
      expect(reasons).toMatch(/"(?:finish_reason|stop_reason)":"(?:stop|end_turn)"/)
      expect(reasons).not.toMatch(/tool_calls|tool_use/)
    })

    it('tells the usage of all rounds, and everything else once', async () => {
      const { model } = await asked(format, [retrieves('ours_1', { text: 'Wait.' }), { text: 'Done.' }])
      const { model: plain } = await asked(format, [{ text: 'Done.' }])
      const once = await ask(plain, conversation())
      const answer = await ask(model, conversation())
      expect(answer.text).toMatch(/^Wait\.\s*Done\.$/)
      for (const key of ['input_tokens', 'output_tokens', 'total_tokens'] as const)
        expect(answer.usage_metadata![key], key).toBe(once.usage_metadata![key] * 2)
      expect(answer.usage_metadata!.input_token_details?.cache_read).toBe(
        once.usage_metadata!.input_token_details!.cache_read! * 2,
      )
      expect(withoutFigures(answer)).toEqual(withoutFigures(once))
    })

    it('goes on as a conversation of its own beside others', async () => {
      const { provider, model } = await asked(format, [
        ({ body }) => ({ text: body.toString().includes('Again?') ? 'Again.' : 'Once.' }),
      ])
      const texts = await Promise.all(
        ['Who?', 'Again?', 'Where?'].map(
          async (question) => (await ask(model, conversation([new HumanMessage(question)]))).text,
        ),
      )
      expect(texts).toEqual(['Once.', 'Again.', 'Once.'])
      expect(new Set(provider.received.map(({ body }) => body.toString())).size).toBe(3)
    })
  })

  it('compresses the results of parallel calls', async () => {
    const { provider, model } = await asked(format, [{ text: 'Done.' }])
    const two = ['call_1', 'call_2'].map((id) => ({ id, name: 'list_records', args: {} }))
    const other = ROWS_TEXT.replaceAll('eu-west', 'us-east')
    await model.invoke([
      new HumanMessage('What stands out?'),
      new AIMessage({ content: '', tool_calls: two }),
      new ToolMessage({ content: ROWS_TEXT, tool_call_id: 'call_1' }),
      new ToolMessage({ content: other, tool_call_id: 'call_2' }),
    ])
    const sent = provider.received[0]!.body.toString()
    expect(sent.match(/<<ccr:/g)!.length).toBeGreaterThanOrEqual(2)
    expect(sent.length).toBeLessThan(ROWS_TEXT.length / 2)
  })

  it('may be left in the middle of its stream', async () => {
    const { provider, model } = await asked(format, [{ text: 'A long answer. '.repeat(200) }])
    for await (const chunk of await model.stream(conversation())) if (chunk.text !== '') break
    await expect.poll(() => provider.received[0]!.aborted).toBe(true)
  })

  it('may be aborted in the middle of its stream', async () => {
    const provider = await openProvider(format, { says: [{ text: 'A long answer. '.repeat(200) }], pace: 5 })
    const errors: unknown[] = []
    for (const model of [chatModel(format, provider.url), HeadroomChatModel.from(chatModel(format, provider.url))]) {
      const controller = new AbortController()
      const read = async () => {
        const stream = await model.bindTools!(TOOLS).stream(conversation(), { signal: controller.signal })
        for await (const chunk of stream) if (chunk.text !== '') controller.abort()
      }
      errors.push(await read().catch(({ name, message }: Error) => ({ name, message })))
    }
    expect(errors[1]).toEqual(errors[0])
    // The lowest version of Anthropic's reads on, unseen.
    if (isNewest || format === 'openai')
      await expect.poll(() => provider.received.map(({ aborted }) => aborted)).toEqual([true, true])
  })

  it('runs out of time as it would without us', async () => {
    const provider = await openProvider(format, { respond: () => true })
    const errors: unknown[] = []
    for (const model of [chatModel(format, provider.url), HeadroomChatModel.from(chatModel(format, provider.url))]) {
      const asked = model.bindTools!(TOOLS).invoke('Hello?', { timeout: 500 } as never)
      errors.push(await asked.catch(({ name, message }: Error) => ({ name, message })))
    }
    expect(errors[0]).toHaveProperty('message')
    expect(errors[1]).toEqual(errors[0])
    await expect.poll(() => provider.received.map(({ aborted }) => aborted)).toEqual([true, true])
  })

  it('fails in the middle of a stream as it would without us', async () => {
    const errors: unknown[] = []
    for (const wrap of [false, true]) {
      const provider = await openProvider(format, {
        respond(request, response) {
          if (request.json.stream !== true) return false
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          response.write(
            format === 'openai'
              ? 'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"}}]}\n\n'
              : ': wait\n\n',
          )
          setTimeout(() => response.destroy(), 20)
          return true
        },
      })
      const model = chatModel(format, provider.url)
      const used = (wrap ? HeadroomChatModel.from(model) : model).bindTools!(TOOLS)
      const read = async () => readStream(await used.stream(conversation()))
      errors.push(await read().catch(({ name, message }: Error) => ({ name, message })))
    }
    expect(errors[0]).toHaveProperty('message')
    expect(errors[1]).toEqual(errors[0])
  })
})

/** What differs from call to call, or is told of each round. */
function withoutFigures({ response_metadata, additional_kwargs }: AIMessage): unknown {
  const figures = /^(?:id|.*usage|tool_calls|function_call)$/i
  const without = (fields: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(fields).filter(([key, value]) => !figures.test(key) && value !== undefined))
  return [without(response_metadata), without(additional_kwargs)]
}

it('is the caller’s own where it redeems by itself', async () => {
  const provider = await openProvider('openai', { says: [{ text: 'Done.' }] })
  const headroom = createHeadroom({ retrieval: 'host' })
  await HeadroomChatModel.from(chatModel('openai', provider.url), { headroom }).bindTools(TOOLS).invoke(conversation())
  const { body, json } = provider.received[0]!
  expect((json.tools as unknown[]).length).toBe(1)
  const hash = /<<ccr:([0-9a-f]{24})/.exec(body.toString())![1]!
  expect((await headroom.retrieve(hash))?.original).toBe(ROWS_TEXT)
})

it.each(Object.entries(WAYS).slice(1))(
  'shows nothing of our tool where a provider repeats the tools, by %s',
  async (_, ask) => {
    const provider = await openProvider('openai', {
      respond({ json: { tools } }, response) {
        const begun = { id: 'resp_1', object: 'response', model: 'gpt-4o', status: 'in_progress', output: [], tools }
        const item = { id: 'msg_1', type: 'message', role: 'assistant', content: [] }
        const part = { type: 'output_text', text: 'Done.', annotations: [] }
        const done = { ...begun, status: 'completed', output: [{ ...item, content: [part] }], usage: null }
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        for (const [type, data] of [
          ['created', { response: begun }],
          ['in_progress', { response: begun }],
          ['output_item.added', { output_index: 0, item }],
          ['output_text.delta', { output_index: 0, content_index: 0, item_id: 'msg_1', delta: 'Done.' }],
          ['completed', { response: done }],
        ] as const)
          response.write(`data: ${JSON.stringify({ type: `response.${type}`, ...data })}\n\n`)
        response.end()
        return true
      },
    })
    const inner = chatModel('openai', provider.url, { useResponsesApi: true })
    const answer = await ask(HeadroomChatModel.from(inner).bindTools(TOOLS), conversation())
    expect(answer.text).toBe('Done.')
    expect(provider.received[0]!.body.toString()).toContain('headroom_retrieve')
    expect(JSON.stringify(answer)).not.toContain('headroom_retrieve')
    expect(answer.response_metadata.tools ?? TOOLS).toHaveLength(TOOLS.length)
  },
)
