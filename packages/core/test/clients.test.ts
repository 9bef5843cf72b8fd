import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import OpenAI7 from 'openai7'
import { type HostConversation, type HostSetup, testHost } from '../../../test/support/host-contract.ts'
import { withHeadroom } from '../src/clients/index.ts'

type Streamed = 'create' | 'create, streamed' | '.stream()' | '.runTools()'
const parameters = { type: 'object' as const, properties: { limit: { type: 'number' } } }

interface OpenaiClient {
  chat: OpenAI['chat']
}

/** An agent as people write it by hand around a client. */
function openaiAgent(client: OpenaiClient, { listRecords }: HostSetup, how: Streamed): HostConversation {
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'system', content: 'Be brief.' }]
  const tools: OpenAI.ChatCompletionFunctionTool[] = [
    { type: 'function', function: { name: 'list_records', parameters } },
  ]
  const offered = listRecords ? { tools } : {}
  return {
    async ask(question, options) {
      messages.push({ role: 'user', content: question })
      const calls: string[] = []
      for (;;) {
        const body = { model: 'gpt-4o', messages, ...offered }
        const { content, tool_calls } = await openaiTurn(client, { body, how, options })
        messages.push({ role: 'assistant', content, ...(tool_calls?.length ? { tool_calls } : {}) })
        if (!tool_calls?.length) return { text: content ?? '', calls, state: messages }
        for (const call of tool_calls) {
          if (call.type !== 'function') continue
          calls.push(call.function.name)
          const result = listRecords!(JSON.parse(call.function.arguments) as { limit: number })
          messages.push({ role: 'tool', tool_call_id: call.id, content: result })
        }
      }
    },
  }
}

interface OpenaiTurn {
  body: OpenAI.ChatCompletionCreateParamsNonStreaming
  how: Streamed
  options?: { signal?: AbortSignal }
}

async function openaiTurn({ chat }: OpenaiClient, { body, how, options }: OpenaiTurn) {
  if (how === 'create') return (await chat.completions.create(body, options)).choices[0]!.message
  if (how === '.stream()') {
    const stream = chat.completions.stream({ ...body, stream: true }, options)
    return (await stream.finalChatCompletion()).choices[0]!.message
  }
  const message = { content: '', tool_calls: [] as OpenAI.ChatCompletionMessageFunctionToolCall[] }
  for await (const { choices } of await chat.completions.create({ ...body, stream: true }, options)) {
    const delta = choices[0]?.delta
    message.content += delta?.content ?? ''
    for (const { index, id, function: called } of delta?.tool_calls ?? []) {
      message.tool_calls[index] ??= { id: id!, type: 'function', function: { name: called!.name!, arguments: '' } }
      message.tool_calls[index].function.arguments += called?.arguments ?? ''
    }
  }
  return message
}

for (const [version, Client] of [
  ['6', OpenAI],
  ['7', OpenAI7 as unknown as typeof OpenAI],
] as const) {
  for (const how of ['create', 'create, streamed', '.stream()'] as const) {
    testHost({
      name: `openai ${version}, chat.completions ${how}`,
      format: 'openai',
      start(setup) {
        const client = new Client({ apiKey: 'sk-test', baseURL: `${setup.url}/v1`, maxRetries: 0 })
        return openaiAgent(setup.plain ? client : withHeadroom(client), setup, how)
      },
    })
  }
}

function anthropicAgent(client: Anthropic, { listRecords }: HostSetup, how: 'create' | '.stream()'): HostConversation {
  const messages: Anthropic.MessageParam[] = []
  const tools: Anthropic.Tool[] = [{ name: 'list_records', input_schema: parameters }]
  return {
    async ask(question, options) {
      messages.push({ role: 'user', content: question })
      const calls: string[] = []
      for (;;) {
        const body = { model: 'claude-sonnet-5', max_tokens: 1024, messages, ...(listRecords ? { tools } : {}) }
        const { content } =
          how === 'create'
            ? await client.messages.create(body, options)
            : await client.messages.stream(body, options).finalMessage()
        messages.push({ role: 'assistant', content })
        const uses = content.filter((block) => block.type === 'tool_use')
        if (uses.length === 0) {
          const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
          return { text: texts.join(''), calls, state: messages }
        }
        const results = uses.map(({ id, name, input }) => {
          calls.push(name)
          return { type: 'tool_result' as const, tool_use_id: id, content: listRecords!(input as { limit: number }) }
        })
        messages.push({ role: 'user', content: results })
      }
    },
  }
}

for (const how of ['create', '.stream()'] as const) {
  testHost({
    name: `@anthropic-ai/sdk 1, messages ${how}`,
    format: 'anthropic',
    start(setup) {
      const client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: setup.url, maxRetries: 0 })
      return anthropicAgent(setup.plain ? client : withHeadroom(client), setup, how)
    },
  })
}
