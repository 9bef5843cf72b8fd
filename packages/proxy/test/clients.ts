// The vendors' own clients: send a chat request, and read the answer as their users do.
import Anthropic from '@anthropic-ai/sdk'
import { type Content, type GenerateContentParameters, type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import type { Spoken } from '../../../test/support/local-provider.ts'

/** What a user gets to see of an answer. */
export interface Seen {
  /** Texts of the answer, with a blank line between those that stand apart. */
  text: string | null | undefined
  /** Calls of tools: name and arguments. */
  calls: string[]
  stop: unknown
  usage: unknown
  /** What the user sends back in the next request. */
  echo: Record<string, unknown>[]
  id?: string
}

export type Ask = (url: string, request: object, streamed: boolean) => Promise<Seen>

export const ASK: Readonly<Record<Spoken, Ask>> = {
  openai: askOpenai,
  anthropic: askAnthropic,
  responses: askResponses,
  gemini: askGemini,
}

const openaiClient = (url: string) => new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 })

export const geminiClient = (url: string) => new GoogleGenAI({ apiKey: 'AIza-test', httpOptions: { baseUrl: url } })

async function askOpenai(url: string, request: object, streamed: boolean): Promise<Seen> {
  const client = openaiClient(url)
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
  return { text: message.content, calls, stop: finish_reason, usage: completion.usage, echo: [echo] }
}

async function askAnthropic(url: string, request: object, streamed: boolean): Promise<Seen> {
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
    echo: [{ role: 'assistant', content: message.content }],
  }
}

async function askResponses(url: string, request: object, streamed: boolean): Promise<Seen> {
  const client = openaiClient(url)
  const body = request as OpenAI.Responses.ResponseCreateParamsNonStreaming
  const response = streamed
    ? await client.responses.stream({ ...body, stream: true }).finalResponse()
    : await client.responses.create(body)
  const texts = response.output.flatMap((item) =>
    item.type === 'message' ? item.content.map((part) => ('text' in part ? part.text : '')) : [],
  )
  const calls = response.output.flatMap((item) =>
    item.type === 'function_call' ? [`${item.name} ${item.arguments}`] : [],
  )
  const echo = JSON.parse(JSON.stringify(response.output)) as Record<string, unknown>[]
  return { text: texts.join('\n\n'), calls, stop: response.status, usage: response.usage, echo, id: response.id }
}

async function askGemini(url: string, request: object, streamed: boolean): Promise<Seen> {
  const { contents, systemInstruction, generationConfig, ...config } = request as Record<string, unknown>
  const parameters = {
    model: 'gemini-2.5-pro',
    contents,
    config: { ...config, ...(generationConfig as object), systemInstruction },
  } as GenerateContentParameters
  const { models } = geminiClient(url)
  const answers: GenerateContentResponse[] = []
  if (!streamed) answers.push(await models.generateContent(parameters))
  else for await (const chunk of await models.generateContentStream(parameters)) answers.push(chunk)
  const echo = answers.flatMap(({ candidates }) => (candidates?.[0]?.content as Content) ?? [])
  const parts = echo.flatMap((content) => content.parts ?? [])
  const calls = parts.flatMap(({ functionCall }) =>
    functionCall ? [`${functionCall.name} ${JSON.stringify(functionCall.args)}`] : [],
  )
  const last = answers.at(-1)!
  return {
    text: parts.map(({ text, thought }) => (thought ? '' : (text ?? ''))).join(''),
    calls,
    stop: last.candidates?.[0]?.finishReason,
    usage: last.usageMetadata,
    echo: echo as Record<string, unknown>[],
  }
}
