// What reaches the provider is what LangChain alone would send, but for results that are smaller and one tool more.
import { createHeadroom, createMemoryStore, type HeadroomOptions } from '@headroom/core'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { RunnableBinding } from '@langchain/core/runnables'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Say } from '../../../test/support/local-provider.ts'
import { ROWS_TEXT } from '../../../test/support/requests.ts'
import { HeadroomChatModel } from '../src/index.ts'
import { called, chatModel, conversation, FORMATS, type Format, openProvider, TOOLS } from './support.ts'

const MARKER = /<<ccr:[0-9a-f]{24}/
const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }
const call = (id: string) => ({ id, name: 'list_records', args: { limit: 3 }, type: 'tool_call' as const })

/** Everything that a conversation may hold, with one result that is worth compressing and one that reports an error. */
const EVERYTHING: Record<Format, BaseMessage[]> = {
  openai: [
    new SystemMessage({ content: [{ type: 'text', text: 'Be brief.' }] }),
    new HumanMessage({ content: [{ type: 'text', text: 'What is this?' }, IMAGE], name: 'anna' }),
    new AIMessage({ content: 'Wait.', tool_calls: [call('call_1'), call('call_2')], name: 'model' }),
    new ToolMessage({ content: ROWS_TEXT, tool_call_id: 'call_1', artifact: { rows: 200 }, id: 'm1' }),
    new ToolMessage({ content: `Error: ${ROWS_TEXT}`, tool_call_id: 'call_2', status: 'error' }),
    new AIMessage({ content: [{ type: 'text', text: 'Rows.' }], additional_kwargs: { refusal: null } }),
    new HumanMessage('And now?'),
  ],
  anthropic: [
    new SystemMessage({ content: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }] }),
    new HumanMessage({ content: [{ type: 'text', text: 'What is this?' }, IMAGE] }),
    new AIMessage({
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
        { type: 'redacted_thinking', data: 'AAAA' },
        { type: 'text', text: 'Wait.' },
        { type: 'tool_use', id: 'call_1', name: 'list_records', input: { limit: 3 } },
        { type: 'tool_use', id: 'call_2', name: 'list_records', input: { limit: 3 } },
      ],
      tool_calls: [call('call_1'), call('call_2')],
    }),
    new ToolMessage({
      content: [{ type: 'text', text: ROWS_TEXT, cache_control: { type: 'ephemeral' } }, IMAGE],
      tool_call_id: 'call_1',
    }),
    new ToolMessage({ content: `Error: ${ROWS_TEXT}`, tool_call_id: 'call_2', status: 'error' }),
    new AIMessage({ contentBlocks: [{ type: 'text', text: 'Rows.' }] }),
    new HumanMessage('And now?'),
  ],
}

type Use = (model: BaseChatModel) => Promise<unknown>

/** What the provider gets of a model, alone and with us around it. */
async function bothSent(
  format: Format,
  use: Use,
  { answer = { text: '{"row":1}' } as Say, options = {} as HeadroomOptions } = {},
) {
  const provider = await openProvider(format, { says: [answer] })
  await use(chatModel(format, provider.url))
  await use(HeadroomChatModel.from(chatModel(format, provider.url), options) as BaseChatModel)
  return provider.received.map(({ json, body }) => ({ json, text: body.toString() }))
}

/** A request without the tools at its end, and with texts of results left out. */
function outline(json: Record<string, unknown>): unknown {
  const brief = (key: string, value: unknown) =>
    typeof value === 'string' && (value.startsWith('[{"id":1000') || value.includes('<<ccr:')) ? `a long ${key}` : value
  const { tools, ...rest } = JSON.parse(JSON.stringify(json, brief)) as { tools?: unknown[] }
  return { ...rest, tools: tools?.slice(0, TOOLS.length) }
}

describe.each(FORMATS)('a request to %s', (format) => {
  const everything = EVERYTHING[format]

  it('differs in the results that are smaller and in one tool more', async () => {
    const [plain, ours] = await bothSent(format, (model) => model.bindTools!(TOOLS).invoke(everything))
    expect(outline(ours!.json)).toEqual(outline(plain!.json))
    expect(ours!.text).toMatch(MARKER)
    expect(ours!.text.length).toBeLessThan(plain!.text.length - ROWS_TEXT.length / 2)
    expect(ours!.text, 'the error').toContain(JSON.stringify(`Error: ${ROWS_TEXT}`).slice(1, -1))
    expect(JSON.stringify((ours!.json.tools as unknown[]).at(-1))).toContain('headroom_retrieve')
    expect(outline(ours!.json)).not.toEqual(plain!.json)
  })

  it('takes the options of calls, of withConfig and of bindTools as ever', async () => {
    const more = format === 'openai' ? { seed: 7, tool_choice: 'auto' } : { tool_choice: 'auto' }
    const [plain, ours] = await bothSent(format, (model) => {
      const bound = model.bindTools!(TOOLS, { stop: ['\n'] } as never).withConfig({ tags: ['mine'], ...more } as never)
      return bound.invoke('Hello?')
    })
    expect(outline(ours!.json)).toEqual(outline(plain!.json))
    expect(plain!.text).toContain(format === 'openai' ? '"seed":7' : '"type":"auto"')
  })

  it.each(['jsonSchema', 'functionCalling'] as const)('for structured output by %s loses nothing', async (method) => {
    const schema = z.object({ row: z.number() })
    const answer = method === 'jsonSchema' ? { text: '{"row":1}' } : called(['call_9', 'extract', { row: 1 }])
    const seen: unknown[] = []
    const ask: Use = async (model) => {
      for (const includeRaw of [false, true]) {
        const structured = model.withStructuredOutput(schema, { method, includeRaw } as never)
        seen.push(await structured.invoke(conversation()))
      }
    }
    const supports = format === 'openai' || method === 'functionCalling'
    if (!supports) return
    const [plain, , ours] = await bothSent(format, ask, { answer })
    expect(seen[0]).toEqual({ row: 1 })
    expect(seen[2]).toEqual(seen[0])
    expect(seen[3]).toMatchObject({ parsed: { row: 1 } })
    expect(ours!.text.length).toBeLessThan(plain!.text.length * 0.8)
    expect(ours!.text).not.toMatch(/<<ccr:|headroom_retrieve/)
    expect(ours!.json.tools).toEqual(plain!.json.tools)
    expect(ours!.json.response_format).toEqual(plain!.json.response_format)
  })

  it('is sent as it would be without us if a compressor fails', async () => {
    const fail = () => {
      throw new Error('broken')
    }
    for (const broken of [
      { bid: fail, compress: fail },
      { bid: () => 1, compress: fail },
    ]) {
      const options = { compressors: [{ name: 'broken', version: 1, ...broken }] }
      const [plain, ours] = await bothSent(format, (model) => model.bindTools!(TOOLS).invoke(conversation()), {
        options,
      })
      expect(ours!.json.messages).toEqual(plain!.json.messages)
    }
  })

  it('leaves nothing out if the store fails', async () => {
    const fail = () => Promise.reject(new Error('no disk'))
    const options = { store: { get: fail, set: fail, delete: fail } }
    const [, ours] = await bothSent(format, (model) => model.bindTools!(TOOLS).invoke(conversation()), { options })
    expect(ours!.text).not.toMatch(MARKER)
    for (const id of [1000, 1100, 1199]) expect(ours!.text).toContain(String(id))
  })

  it('is the same, compressed once or twice', async () => {
    const provider = await openProvider(format, { says: [{ text: 'Done.' }] })
    const headroom = createHeadroom()
    const model = HeadroomChatModel.from(chatModel(format, provider.url), { headroom })
    const twice = HeadroomChatModel.from(HeadroomChatModel.from(model, { headroom }), { headroom })
    expect(twice).toBe(model)
    const outside = new HeadroomChatModel({ model, headroom })
    const bound = HeadroomChatModel.from(new RunnableBinding({ bound: model, config: {} }), { headroom })
    for (const each of [model, outside, bound]) await each.bindTools(TOOLS).invoke(conversation())
    expect(new Set(provider.received.map(({ body }) => body.toString())).size).toBe(1)
  })

  it('shows nobody else’s originals', async () => {
    const headroom = createHeadroom({ store: createMemoryStore() })
    let hash = ''
    const provider = await openProvider(format, {
      says: [
        ({ body }) => {
          hash = /<<ccr:([0-9a-f]{24})/.exec(body.toString())![1]!
          return { text: 'Done.' }
        },
        () => called(['ours', 'headroom_retrieve', { hash }]),
        { text: 'Nothing.' },
      ],
    })
    for (const [credential, messages] of [
      ['anna', conversation()],
      ['ben', [new HumanMessage('Hello?')]],
    ] as const) {
      const model = HeadroomChatModel.from(chatModel(format, provider.url), { headroom, credential })
      await model.bindTools(TOOLS).invoke([...messages])
    }
    expect(provider.received[2]!.body.toString()).toContain('Nothing is stored')
  })
})

describe('a request with schemas that are held to strictly', () => {
  it('has our tool so that they can be', async () => {
    const response_format = { type: 'json_schema', json_schema: { name: 'row', schema: { type: 'object' } } }
    const [, ours] = await bothSent('openai', (model) =>
      model.bindTools!(TOOLS, { strict: true, response_format } as never).invoke('Hello?'),
    )
    const { function: tool } = (ours!.json.tools as { function: Record<string, unknown> }[]).at(-1)!
    expect(tool).toMatchObject({
      name: 'headroom_retrieve',
      strict: true,
      parameters: {
        required: ['hash', 'query'],
        additionalProperties: false,
        properties: { hash: { type: 'string' }, query: { type: ['string', 'null'] } },
      },
    })
  })
})
