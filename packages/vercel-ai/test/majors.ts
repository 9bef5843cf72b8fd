// The majors of `ai` with the providers of their time, and agents on them as people write them.
import * as anthropic2 from '@ai-sdk/anthropic-v2'
import * as anthropic3 from '@ai-sdk/anthropic-v3'
import * as anthropic4 from '@ai-sdk/anthropic-v4'
import * as openai2 from '@ai-sdk/openai-v2'
import * as openai3 from '@ai-sdk/openai-v3'
import * as openai4 from '@ai-sdk/openai-v4'
import * as ai6 from 'ai'
import * as ai5 from 'ai5'
import * as ai7 from 'ai7'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { HostAnswer, HostConversation, HostSetup } from '../../../test/support/host-contract.ts'
import { type ProviderScript, startProvider } from '../../../test/support/local-provider.ts'
import { type HeadroomModelOptions, withHeadroom } from '../src/index.ts'

export type Format = 'openai' | 'responses' | 'anthropic'
export type Model = ReturnType<typeof openai3.openai>

/** The types are those of `ai` 6: what the tests use of the others is the same. */
export interface Major {
  name: string
  ai: typeof ai6
  createOpenAI: typeof openai3.createOpenAI
  createAnthropic: typeof anthropic3.createAnthropic
}

export const MAJORS: readonly Major[] = [
  { name: 'ai 5', ai: ai5, ...openai2, ...anthropic2 } as unknown as Major,
  { name: 'ai 6', ai: ai6, ...openai3, ...anthropic3 },
  { name: 'ai 7', ai: ai7, ...openai4, ...anthropic4 } as unknown as Major,
]

/** A provider's chat model that sends to this machine. */
export function chatModel(major: Major, format: Format, url: string): Model {
  const openai = major.createOpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-test' })
  if (format === 'openai') return openai.chat('gpt-4o')
  if (format === 'responses') return openai.responses('gpt-4o')
  return major.createAnthropic({ baseURL: `${url}/v1`, apiKey: 'sk-ant-test' })('claude-sonnet-5')
}

export type Way = 'generateText' | 'streamText' | 'Agent.generate' | 'Agent.stream' | 'UI messages'

interface Asked {
  model: Model
  tools: ai6.ToolSet | undefined
  messages: ai6.ModelMessage[]
  abortSignal?: AbortSignal
}

/** A conversation that asks in this way, with a tool `list_records` if there is something to list. */
export function agentOf({ ai }: Major, way: Way, model: Model, { listRecords }: HostSetup): HostConversation {
  const messages: ai6.ModelMessage[] = []
  const inputSchema = z.object({ limit: z.number().optional() })
  const tools = listRecords && {
    list_records: ai.tool({ description: 'Lists records.', inputSchema, execute: async (input) => listRecords(input) }),
  }
  if (way === 'UI messages') return chatOf(ai, { model, tools })
  return {
    async ask(question, options) {
      messages.push({ role: 'user', content: question })
      const result = await ask(ai, way, { model, tools, messages, abortSignal: options?.signal })
      messages.push(...result.said)
      return { ...result, state: messages }
    },
  }
}

/** A chat as a server holds it for a user interface: what is kept are the messages that are shown. */
function chatOf(ai: typeof ai6, { model, tools }: Pick<Asked, 'model' | 'tools'>): HostConversation {
  const messages: ai6.UIMessage[] = []
  return {
    async ask(question, options) {
      messages.push({ id: `${messages.length}`, role: 'user', parts: [{ type: 'text', text: question }] })
      const result = ai.streamText({
        model,
        tools,
        messages: await ai.convertToModelMessages(messages),
        maxRetries: 0,
        stopWhen: ai.stepCountIs(5),
        abortSignal: options?.signal,
        onError: () => {},
      })
      let said: ai6.UIMessage | undefined
      const stream = result.toUIMessageStream({ onError: String })
      for await (const message of ai.readUIMessageStream({ stream, terminateOnError: true })) said = message
      if (options?.signal?.aborted) throw new Error('aborted')
      messages.push(said!)
      const calls = said!.parts.flatMap(({ type }) => (type.startsWith('tool-') ? [type.slice('tool-'.length)] : []))
      return { text: await result.text, calls, state: messages }
    },
  }
}

type Told = Omit<HostAnswer, 'state'> & { said: ai6.ModelMessage[] }

async function ask(ai: typeof ai6, way: Way, { model, tools, ...asked }: Asked): Promise<Told> {
  const settings = { model, tools, maxRetries: 0, stopWhen: ai.stepCountIs(5) }
  const agent = new ai.Experimental_Agent(settings)
  if (way === 'generateText') return told(await ai.generateText({ ...settings, ...asked, system: 'Be brief.' }))
  if (way === 'Agent.generate') return told(await agent.generate(asked))
  const streamed = { ...settings, ...asked, system: 'Be brief.', onError: () => {} }
  const result = way === 'streamText' ? ai.streamText(streamed) : await agent.stream(asked)
  for await (const part of result.fullStream) {
    if (part.type === 'error') throw part.error
    if (part.type === 'abort') throw new Error('aborted')
  }
  const { steps, response, text } = result
  const { responseMessages } = result as { responseMessages?: PromiseLike<ai6.ModelMessage[]> }
  return told({
    steps: await steps,
    response: await response,
    text: await text,
    responseMessages: await responseMessages,
  })
}

interface Result {
  text: string
  steps: readonly { toolCalls: readonly { toolName: string }[] }[]
  response: { messages: ai6.ModelMessage[] }
  /** Where `ai` 7 has the messages of all steps. */
  responseMessages?: ai6.ModelMessage[]
}

function told({ text, steps, response, responseMessages }: Result): Told {
  const calls = steps.flatMap(({ toolCalls }) => toolCalls.map(({ toolName }) => toolName))
  return { text, calls, said: responseMessages ?? response.messages }
}

/** A provider on this machine that says this, and a model that asks it. */
export async function scripted(major: Major, format: Format, script: ProviderScript = {}) {
  const provider = await startProvider(format, script)
  onTestFinished(() => provider.close())
  return { received: provider.received, model: chatModel(major, format, provider.url) }
}

export type Call = Omit<Parameters<typeof ai6.generateText>[0], 'model' | 'prompt'>

/** What the provider gets of a call: its messages as parsed, and all of its body. */
export async function sentBy(major: Major, format: Format, call: Call, options?: HeadroomModelOptions | 'plain') {
  const { received, model } = await scripted(major, format)
  const used = options === 'plain' ? model : withHeadroom(model, options)
  const { warnings } = await major.ai.generateText({ ...call, model: used, maxRetries: 0 } as never)
  return { ...received[0]!, messages: received[0]!.json.messages as Record<string, unknown>[], warnings }
}

/** A model's call of the tool, and what the tool gave. */
export const called = (value: string): ai6.ModelMessage[] => [
  {
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'list_records', input: { limit: 200 } }],
  },
  {
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'call_1', toolName: 'list_records', output: { type: 'text', value } }],
  },
]
