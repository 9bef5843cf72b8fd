// The contract on a chat model that an agent written by hand calls in every way that there is.
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import {
  type AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
} from '@langchain/core/messages'
import type { Runnable } from '@langchain/core/runnables'
import { concat } from '@langchain/core/utils/stream'
import { expect } from 'vitest'
import { type HostConversation, type HostSetup, testHost } from '../../../test/support/host-contract.ts'
import { HeadroomChatModel } from '../src/index.ts'
import { answerIn, chatModel, FORMATS, isNewest, toolsOf } from './support.ts'

type Options = { signal?: AbortSignal }
type Ask = (model: Runnable, messages: BaseMessage[], options?: Options) => Promise<AIMessage>

/** An agent as people write it by hand around a chat model. */
function agentByHand(model: Runnable, setup: HostSetup, ask: Ask): HostConversation {
  const messages: BaseMessage[] = [new SystemMessage('Be brief.')]
  const [list] = toolsOf(setup)
  return {
    async ask(question, options) {
      const start = messages.push(new HumanMessage(question))
      for (;;) {
        const answer = await ask(model, messages, options)
        messages.push(answer)
        if (!answer.tool_calls?.length) return answerIn(messages.slice(start), messages)
        for (const call of answer.tool_calls) messages.push(await list!.invoke({ ...call, type: 'tool_call' }))
      }
    },
  }
}

const expectNothingOfUs = (value: unknown) => expect(JSON.stringify(value) ?? '').not.toContain('headroom_retrieve')

const WAYS: Record<string, Ask> = {
  invoke: (model, messages, options) => model.invoke(messages, options),

  batch: async (model, messages, options) => (await model.batch([messages], options))[0],

  async stream(model, messages, options) {
    let whole: AIMessageChunk | undefined
    for await (const chunk of await model.stream(messages, options)) {
      expectNothingOfUs(chunk)
      whole = whole ? concat(whole, chunk as AIMessageChunk) : (chunk as AIMessageChunk)
    }
    return whole as AIMessage & AIMessageChunk
  },

  async 'streamEvents v2'(model, messages, options) {
    let answer: AIMessage | undefined
    for await (const { event, data, name } of model.streamEvents(messages, { ...options, version: 'v2' })) {
      expect(name).toMatch(/^Chat(?:OpenAI|Anthropic)$/)
      expectNothingOfUs(data.chunk)
      if (event === 'on_chat_model_end') answer = data.output as AIMessage
    }
    return answer!
  },

  async 'a model that streams by itself'(model, messages, options) {
    const tokens: string[] = []
    const handleLLMNewToken = (token: string, ...[, , , , fields]: unknown[]) => {
      expectNothingOfUs(fields)
      tokens.push(token)
    }
    const answer = (await model.invoke(messages, { ...options, callbacks: [{ handleLLMNewToken }] })) as AIMessage
    expect(tokens.join('')).toContain(answer.text)
    expect(tokens.join('')).not.toContain('"hash"')
    return answer
  },
}

/** What people make of a model before they call it. */
const MADE: Record<string, (model: BaseChatModel, setup: HostSetup) => Runnable> = {
  bindTools: (model, setup) => model.bindTools!(toolsOf(setup)),
  'withConfig, bindTools': (model, setup) =>
    (model.withConfig({ tags: ['a'] }) as BaseChatModel).bindTools!(toolsOf(setup)),
  'bindTools, withConfig': (model, setup) => model.bindTools!(toolsOf(setup)).withConfig({ tags: ['a'] }),
  'bindTools, withRetry': (model, setup) => model.bindTools!(toolsOf(setup)).withRetry({ stopAfterAttempt: 1 }),
  'bindTools, withFallbacks': (model, setup) => model.bindTools!(toolsOf(setup)).withFallbacks({ fallbacks: [] }),
}

for (const format of FORMATS) {
  for (const [way, ask] of Object.entries(WAYS)) {
    for (const [made, make] of Object.entries(MADE)) {
      const streams = way === 'a model that streams by itself'
      // Without tools, OpenAI's asks the internet how many tokens it has streamed.
      if (streams && format === 'openai') continue
      if (made !== 'bindTools' && way !== 'invoke' && way !== 'stream') continue
      testHost({
        name: `${format}: ${made}, ${way}`,
        format,
        // The lowest version gives a stream's request no signal.
        canAbort: isNewest || format === 'openai' || way === 'invoke' || way === 'batch',
        start({ plain, ...setup }) {
          const model = chatModel(format, setup.url, streams ? { streaming: true } : {})
          const used = plain ? model : HeadroomChatModel.from(model)
          // Not every model of LangChain has bindTools() once it has been configured; ours have.
          const makeIt = plain && made === 'withConfig, bindTools' ? MADE['bindTools, withConfig']! : make
          const runnable = setup.listRecords ? makeIt(used as BaseChatModel, { plain, ...setup }) : used
          return agentByHand(runnable, { plain, ...setup }, ask)
        },
      })
    }
  }
}

// Not on a bound model: LangChain's own, bound, do not give these streams.
if (isNewest) {
  for (const format of FORMATS) {
    testHost({
      name: `${format}: streamEvents`,
      format,
      start({ plain, ...setup }) {
        const model = chatModel(format, setup.url)
        const used = (plain ? model : HeadroomChatModel.from(model)) as BaseChatModel
        const tools = setup.listRecords && toolsOf(setup)
        return agentByHand(used, { plain, ...setup }, async (_, messages, options) => {
          const events = used.streamEvents(messages, { ...options, ...(tools && { tools }) } as Options)
          for await (const event of events) expectNothingOfUs(event)
          return await events
        })
      },
    })
  }
}

// OpenAI's other format, which models named by a string may choose. The lowest version cannot send its answers back.
if (isNewest) {
  for (const way of ['invoke', 'stream'] as const) {
    testHost({
      name: `responses: bindTools, ${way}`,
      format: 'responses',
      start({ plain, ...setup }) {
        const model = chatModel('openai', setup.url, { useResponsesApi: true })
        const used = (plain ? model : HeadroomChatModel.from(model)) as BaseChatModel
        const runnable = setup.listRecords ? used.bindTools!(toolsOf(setup)) : used
        return agentByHand(runnable, { plain, ...setup }, (each, messages, options) =>
          WAYS[way]!(each, messages, options),
        )
      },
    })
  }
}
