// The contract on the agents of LangChain and LangGraph.

import { createHeadroom } from '@headroom/core'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { type AIMessageChunk, type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { MemorySaver, MessagesAnnotation, StateGraph } from '@langchain/langgraph'
import { createReactAgent, ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt'
import { createAgent, createMiddleware } from 'langchain'
import { expect } from 'vitest'
import { type HostConversation, type HostSetup, testHost } from '../../../test/support/host-contract.ts'
import { createCompressToolMessagesNode, HeadroomChatModel, wrapToolsWithHeadroom } from '../src/index.ts'
import { headroomMiddleware } from '../src/middleware.ts'
import { answerIn, chatModel, FORMATS, isNewest, toolsOf } from './support.ts'

/** A graph, whoever has made it. */
interface Graph {
  invoke(input: unknown, config?: unknown): Promise<{ messages: BaseMessage[] }>
  stream(input: unknown, config?: unknown): Promise<AsyncIterable<unknown>>
  streamEvents(input: unknown, config: unknown): Promise<AsyncIterable<unknown>>
  getState(config: unknown): Promise<{ values: { messages: BaseMessage[] } }>
}

type Ask = (graph: Graph, input: unknown, config: Record<string, unknown>) => Promise<unknown>

const thread = { configurable: { thread_id: 'a' } }

/** A conversation that the graph's checkpointer keeps. */
function conversation(graph: Graph, ask: Ask): HostConversation {
  let known = 0
  return {
    async ask(question, options) {
      await ask(graph, { messages: [new HumanMessage(question)] }, { ...thread, ...options })
      const { messages } = (await graph.getState(thread)).values
      const added = messages.slice(known + 1)
      known = messages.length
      return answerIn(added, messages)
    },
  }
}

const expectNothingOfUs = (value: unknown) => expect(JSON.stringify(value) ?? '').not.toContain('headroom_retrieve')

async function streamed(graph: Graph, input: unknown, config: Record<string, unknown>): Promise<unknown[]> {
  const parts: unknown[] = []
  for await (const part of await graph.stream(input, config)) {
    expectNothingOfUs(part)
    parts.push(part)
  }
  return parts
}

const ASKED: Record<string, Ask> = {
  invoke: (graph, input, config) => graph.invoke(input, config),

  async 'streamed messages'(graph, input, config) {
    const parts = (await streamed(graph, input, { ...config, streamMode: 'messages' })) as [AIMessageChunk][]
    const chunks = parts.map(([message]) => message).filter(({ type }) => type === 'ai')
    // What is said comes as it is said: in pieces.
    for (const { text } of chunks) expect(text.length).toBeLessThan(10)
  },
  'streamed updates': (graph, input, config) => streamed(graph, input, { ...config, streamMode: 'updates' }),
  'streamed values': (graph, input, config) => streamed(graph, input, { ...config, streamMode: 'values' }),
  ...(isNewest && {
    async 'streamed events'(graph: Graph, input: unknown, config: Record<string, unknown>) {
      const events = await graph.streamEvents(input, { ...config, version: 'v3' })
      for await (const event of events) expectNothingOfUs(event)
    },
  }),
}

type Make = (model: BaseChatModel, setup: HostSetup) => unknown

const checkpointer = () => new MemorySaver()

/** The middleware of the plain agent: LangChain words the errors that come through any. */
const nothing = createMiddleware({
  name: 'HeadroomMiddleware',
  wrapModelCall: (request, handler) => handler(request),
})

const AGENTS: Record<string, { make: Make; keepsOriginals?: boolean }> = {
  'createAgent, model': {
    make: (model, { plain, ...setup }) =>
      createAgent({
        model: plain ? model : HeadroomChatModel.from(model),
        tools: toolsOf(setup),
        systemPrompt: 'Be brief.',
        checkpointer: checkpointer(),
      }),
  },
  'createAgent, middleware': {
    make: (model, { plain, ...setup }) =>
      createAgent({
        model,
        tools: toolsOf(setup),
        middleware: [plain ? nothing : headroomMiddleware()],
        checkpointer: checkpointer(),
      }),
  },
  'createAgent, middleware at birth': {
    keepsOriginals: false,
    make: (model, { plain, ...setup }) =>
      createAgent({
        model,
        tools: toolsOf(setup),
        middleware: [plain ? nothing : headroomMiddleware({ atBirth: true })],
        checkpointer: checkpointer(),
      }),
  },
  createReactAgent: {
    make: (model, { plain, ...setup }) =>
      createReactAgent({
        llm: plain ? model : HeadroomChatModel.from(model),
        tools: toolsOf(setup),
        checkpointSaver: checkpointer(),
      }),
  },
  StateGraph: {
    make: (model, { plain, ...setup }) => graphOf(plain ? model : HeadroomChatModel.from(model), toolsOf(setup)),
  },
  'StateGraph, wrapped tools': {
    keepsOriginals: false,
    make(model, { plain, ...setup }) {
      if (plain) return graphOf(model, toolsOf(setup))
      const headroom = createHeadroom()
      const tools = wrapToolsWithHeadroom(toolsOf(setup), { headroom, retrieval: 'host' })
      return graphOf(HeadroomChatModel.from(model, { headroom }), tools)
    },
  },
  'StateGraph, compressing node': {
    keepsOriginals: false,
    make(model, { plain, ...setup }) {
      if (plain) return graphOf(model, toolsOf(setup))
      const headroom = createHeadroom()
      const node = createCompressToolMessagesNode({ headroom, retrieval: 'host' })
      return graphOf(HeadroomChatModel.from(model, { headroom }), toolsOf(setup), node)
    },
  },
}

type Node = (state: { messages: BaseMessage[] }) => Promise<{ messages: BaseMessage[] }>

/** An agent as people draw it with LangGraph. */
function graphOf(
  model: BaseChatModel,
  tools: ReturnType<typeof toolsOf>,
  between: Node = async () => ({ messages: [] }),
) {
  const bound = tools.length > 0 ? model.bindTools!(tools) : model
  return new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }, config) => ({ messages: [await bound.invoke(messages, config)] }))
    .addNode('tools', new ToolNode(tools))
    .addNode('between', between)
    .addEdge('__start__', 'model')
    .addConditionalEdges('model', toolsCondition)
    .addEdge('tools', 'between')
    .addEdge('between', 'model')
    .compile({ checkpointer: checkpointer() })
}

for (const format of FORMATS) {
  for (const [name, { make, keepsOriginals }] of Object.entries(AGENTS)) {
    for (const [way, ask] of Object.entries(ASKED)) {
      const isOften = way === 'invoke' || way === 'streamed messages'
      if (!isOften && name !== 'createAgent, middleware') continue
      testHost({
        name: `${format}: ${name}, ${way}`,
        format,
        keepsOriginals,
        canAbort: isNewest || format === 'openai' || way !== 'streamed messages',
        start: ({ url, ...setup }) => conversation(graphIn(make(chatModel(format, url), { url, ...setup })), ask),
      })
    }
  }
}

/** Agents of `langchain` have their graph in them. */
function graphIn(agent: unknown): Graph {
  const { graph } = agent as { graph?: Graph }
  return graph ?? (agent as Graph)
}
