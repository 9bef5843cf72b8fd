import Anthropic from '@anthropic-ai/sdk'
import { type Content, type FunctionCall, GoogleGenAI } from '@google/genai'
import { GoogleGenAI as GoogleGenAI3 } from 'genai3'
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

/** Items of Responses, kept by the caller. */
function responsesAgent(client: OpenAI, { listRecords }: HostSetup, how: ResponsesWay): HostConversation {
  const tool: OpenAI.Responses.FunctionTool = { type: 'function', name: 'list_records', parameters, strict: false }
  const all: OpenAI.Responses.ResponseInputItem[] = []
  return {
    async ask(question, options) {
      all.push({ role: 'user', content: question })
      const calls: string[] = []
      for (;;) {
        const body = {
          model: 'gpt-4o',
          instructions: 'Be brief.',
          input: all,
          ...(listRecords ? { tools: [tool] } : {}),
        }
        const response =
          how === 'stream'
            ? await client.responses.stream(body, options).finalResponse()
            : await client.responses.create(body, options)
        all.push(...(response.output as OpenAI.Responses.ResponseInputItem[]))
        const called = response.output.flatMap((item) => (item.type === 'function_call' ? [item] : []))
        if (called.length === 0) return { text: response.output_text, calls, state: all }
        for (const { call_id, name, arguments: json } of called) {
          calls.push(name)
          const output = listRecords!(JSON.parse(json) as { limit: number })
          all.push({ type: 'function_call_output', call_id, output })
        }
      }
    },
  }
}

type ResponsesWay = 'create' | 'stream'

for (const [version, Client] of [
  ['6', OpenAI],
  ['7', OpenAI7 as unknown as typeof OpenAI],
] as const) {
  for (const how of ['create', 'stream'] as const) {
    testHost({
      name: `openai ${version}, responses.${how}`,
      format: 'responses',
      start(setup) {
        const client = new Client({ apiKey: 'sk-test', baseURL: `${setup.url}/v1`, maxRetries: 0 })
        return responsesAgent(setup.plain ? client : withHeadroom(client), setup, how)
      },
    })
  }
}

type GeminiWay = 'generateContent' | 'generateContentStream' | 'chats'

function geminiAgent(client: GoogleGenAI, { listRecords }: HostSetup, how: GeminiWay): HostConversation {
  const declaration = { name: 'list_records', description: 'Lists records.', parametersJsonSchema: parameters }
  const config = {
    systemInstruction: 'Be brief.',
    ...(listRecords ? { tools: [{ functionDeclarations: [declaration] }] } : {}),
  }
  const contents: Content[] = []
  const chat = client.chats.create({ model: 'gemini-2.5-flash', config })

  async function turn(said: Content, abortSignal?: AbortSignal): Promise<{ text: string; calls: FunctionCall[] }> {
    contents.push(said)
    const request = { model: 'gemini-2.5-flash', contents, config: { ...config, abortSignal } }
    if (how === 'chats') {
      const answer = await chat.sendMessage({ message: said.parts!, config: { ...config, abortSignal } })
      return { text: answer.text ?? '', calls: answer.functionCalls ?? [] }
    }
    const parts = []
    if (how === 'generateContent')
      parts.push(...(await client.models.generateContent(request)).candidates![0]!.content!.parts!)
    else
      for await (const { candidates } of await client.models.generateContentStream(request))
        parts.push(...(candidates?.[0]?.content?.parts ?? []))
    contents.push({ role: 'model', parts })
    return {
      text: parts.map(({ text }) => text ?? '').join(''),
      calls: parts.flatMap(({ functionCall }) => functionCall ?? []),
    }
  }

  return {
    async ask(question, options) {
      const calls: string[] = []
      let { text, calls: called } = await turn({ role: 'user', parts: [{ text: question }] }, options?.signal)
      while (called.length > 0) {
        calls.push(...called.map(({ name }) => name!))
        const parts = called.map(({ id, name, args }) => ({
          functionResponse: { id, name, response: { output: listRecords!(args as { limit: number }) } },
        }))
        ;({ text, calls: called } = await turn({ role: 'user', parts }, options?.signal))
      }
      return { text, calls, state: how === 'chats' ? chat.getHistory() : contents }
    },
  }
}

for (const [version, Client] of [
  ['2', GoogleGenAI],
  ['3', GoogleGenAI3 as unknown as typeof GoogleGenAI],
] as const) {
  for (const how of ['generateContent', 'generateContentStream', 'chats'] as const) {
    testHost({
      name: `@google/genai ${version}, ${how}`,
      format: 'gemini',
      start(setup) {
        const client = new Client({ apiKey: 'key', httpOptions: { baseUrl: setup.url } })
        return geminiAgent(setup.plain ? client : withHeadroom(client), setup, how)
      },
    })
  }
}
