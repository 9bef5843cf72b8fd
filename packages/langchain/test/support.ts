// Models, tools and agents as people write them, on a provider of this machine.
import { ChatAnthropic } from '@langchain/anthropic'
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import {
  AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages'
import { type StructuredToolInterface, tool } from '@langchain/core/tools'
import { concat } from '@langchain/core/utils/stream'
import { ChatOpenAI } from '@langchain/openai'
import { onTestFinished } from 'vitest'
import type { HostAnswer, HostSetup } from '../../../test/support/host-contract.ts'
import {
  type LocalProvider,
  type ProviderScript,
  type Received,
  type Say,
  startProvider,
} from '../../../test/support/local-provider.ts'
import { hashIn, ROWS_TEXT } from '../../../test/support/requests.ts'

export type Format = 'openai' | 'anthropic'
export const FORMATS = ['openai', 'anthropic'] as const

/** Tests run with the newest versions and with the lowest; these tell later ones apart. */
export const isNewest = '_streamChatModelEvents' in BaseChatModel.prototype

/** A chat model that does not try again by itself. */
export function chatModel(format: Format, url: string, more: Record<string, unknown> = {}): BaseChatModel {
  if (format === 'openai') {
    const configuration = { baseURL: `${url}/v1` }
    return new ChatOpenAI({
      model: 'gpt-4o',
      apiKey: 'sk-test',
      maxRetries: 0,
      configuration,
      ...more,
    }) as BaseChatModel
  }
  const options = { model: 'claude-sonnet-5', apiKey: 'sk-ant-test', anthropicApiUrl: url, maxRetries: 0, ...more }
  return new ChatAnthropic(options) as BaseChatModel
}

const parameters = { type: 'object', properties: { limit: { type: 'number' } } } as const

export function toolsOf({ listRecords }: Pick<HostSetup, 'listRecords'>): StructuredToolInterface[] {
  if (!listRecords) return []
  const list = async (input: unknown) => listRecords(input as { limit?: number })
  return [tool(list, { name: 'list_records', description: 'Lists records.', schema: parameters })]
}

/** Names of all tools that messages call; of ours, by whatever they say so. */
export function callsIn(messages: readonly BaseMessage[]): string[] {
  const names = messages.flatMap((message) => (message as AIMessage).tool_calls?.map(({ name }) => name) ?? [])
  return JSON.stringify(messages).includes('headroom_retrieve') ? [...names, 'headroom_retrieve'] : names
}

/** What became of a question, from the messages that it has added to the conversation. */
export function answerIn(added: readonly BaseMessage[], state: unknown): HostAnswer {
  return { text: added.at(-1)!.text, calls: callsIn(added.filter((message) => AIMessage.isInstance(message))), state }
}

/** A provider of this machine that says what the script says, for the time of a test. */
export async function openProvider(format: Format, script: ProviderScript): Promise<LocalProvider> {
  const provider = await startProvider(format, script)
  onTestFinished(() => provider.close())
  return provider
}

export const called = (...calls: [id: string, name: string, input: unknown][]): Say => ({
  calls: calls.map(([id, name, input]) => ({ id, name, input })),
})

/** The model fetches what the first marker stands for; `more` is what else it says. */
export const retrieves =
  (id: string, more: Say = {}): ((request: Received) => Say) =>
  ({ body }) => ({
    ...more,
    calls: [{ id, name: 'headroom_retrieve', input: { hash: hashIn(body) } }, ...(more.calls ?? [])],
  })

/** A conversation in which a tool has been called, and has given many rows. */
export function conversation(more: BaseMessage[] = []): BaseMessage[] {
  return [
    new SystemMessage('Be brief.'),
    new HumanMessage('What stands out?'),
    new AIMessage({ content: '', tool_calls: [{ id: 'call_1', name: 'list_records', args: { limit: 200 } }] }),
    new ToolMessage({ content: ROWS_TEXT, tool_call_id: 'call_1', name: 'list_records' }),
    ...more,
  ]
}

export const TOOLS = toolsOf({ listRecords: () => ROWS_TEXT })

/** A streamed answer, added up as LangChain does it, and its pieces. */
export async function readStream(stream: AsyncIterable<AIMessageChunk>) {
  const chunks: AIMessageChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return { chunks, message: chunks.reduce((whole, chunk) => concat(whole, chunk)) }
}
