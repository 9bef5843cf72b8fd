// The types fit those of LangChain, in the newest version and in the lowest.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  createCompressToolMessagesNode,
  createHeadroomRetrieveTool,
  HeadroomCallbackHandler,
  HeadroomChatMessageHistory,
  HeadroomChatModel,
  type HeadroomDocumentCompressor,
  wrapToolsWithHeadroom,
} from '@headroom/langchain'
import { headroomMiddleware } from '@headroom/langchain/middleware'
import { ChatAnthropic } from '@langchain/anthropic'
import type { BaseListChatMessageHistory } from '@langchain/core/chat_history'
import { InMemoryChatMessageHistory } from '@langchain/core/chat_history'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { AIMessageChunk, BaseMessage } from '@langchain/core/messages'
import type { BaseDocumentCompressor } from '@langchain/core/retrievers/document_compressors'
import type { Runnable } from '@langchain/core/runnables'
import { type DynamicStructuredTool, tool } from '@langchain/core/tools'
import { MessagesAnnotation, StateGraph } from '@langchain/langgraph'
import { ChatOpenAI, type ChatOpenAICallOptions } from '@langchain/openai'
import { createAgent } from 'langchain'
import { expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'

const search = tool(async ({ words }: { words: string }) => words, {
  name: 'search',
  description: 'Searches.',
  schema: z.object({ words: z.string() }),
})

it('fit the newest version', () => {
  const model = HeadroomChatModel.from(new ChatOpenAI({ model: 'gpt-4o', apiKey: 'sk-test' }))
  expectTypeOf(model).toEqualTypeOf<HeadroomChatModel<ChatOpenAICallOptions>>()
  expectTypeOf(model).toExtend<BaseChatModel<ChatOpenAICallOptions>>()
  expectTypeOf(model.bindTools([search])).toEqualTypeOf(model)
  expectTypeOf(model.withConfig({ seed: 7 })).toEqualTypeOf(model)
  expectTypeOf(model.invoke).returns.resolves.toEqualTypeOf<AIMessageChunk>()
  const structured = model.withStructuredOutput(z.object({ row: z.number() }))
  expectTypeOf(structured.invoke).returns.resolves.toEqualTypeOf<{ row: number }>()
  // @ts-expect-error there is no such option of calls
  model.withConfig({ sede: 7 })
  // @ts-expect-error a tool is no model
  expect(() => HeadroomChatModel.from(search)).toThrow(TypeError)
  const claude = new ChatAnthropic({ model: 'claude-sonnet-5', apiKey: 'sk-ant-test' })
  expectTypeOf(new HeadroomChatModel({ model: claude.bindTools([search]), level: 'lossless' })).toExtend<Runnable>()
})

it('fit agents and graphs', () => {
  const model = new ChatOpenAI({ model: 'gpt-4o', apiKey: 'sk-test' })
  const agent = createAgent({
    model: HeadroomChatModel.from(model),
    tools: [search],
    middleware: [headroomMiddleware()],
  })
  type State = Awaited<ReturnType<typeof agent.invoke>>
  expectTypeOf<State['messages']>().toExtend<BaseMessage[]>()
  const [first, second] = wrapToolsWithHeadroom([search, createHeadroomRetrieveTool()])
  expectTypeOf(first).toEqualTypeOf(search)
  expectTypeOf(first).toExtend<DynamicStructuredTool>()
  createAgent({ model, tools: [first, second] })
  new StateGraph(MessagesAnnotation).addNode('compress', createCompressToolMessagesNode({ retrieval: 'host' }))
})

it('fit retrievers, histories and callbacks', () => {
  expectTypeOf<HeadroomDocumentCompressor>().toExtend<BaseDocumentCompressor>()
  expectTypeOf<HeadroomChatMessageHistory>().toExtend<BaseListChatMessageHistory>()
  new HeadroomChatMessageHistory({ history: new InMemoryChatMessageHistory() })
  const model = new ChatOpenAI({ model: 'gpt-4o', apiKey: 'sk-test', callbacks: [new HeadroomCallbackHandler()] })
  expectTypeOf(model.callbacks).not.toBeUndefined()
})

it('fit the lowest version, ours and those of this test', async () => {
  const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))
  const project = fileURLToPath(new URL('lowest/tsconfig.json', import.meta.url))
  const check = promisify(execFile)(process.execPath, [tsc, '--noEmit', '-p', project])
  const { stdout } = await check.catch((error: { stdout: string }) => error)
  // What is wrong in the declarations of LangChain itself is not for us to say.
  const ours = stdout.split('\n').filter((line) => line.includes('error') && !line.includes('node_modules'))
  expect(ours).toEqual([])
})
