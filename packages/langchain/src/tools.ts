// Tool results made smaller where they arise, or in the state of a graph: what follows sees them like this, you included.
import { type Headroom, RETRIEVAL_TOOL } from '@headroom/core'
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { type StructuredToolInterface, tool } from '@langchain/core/tools'
import { type HeadroomLangChainOptions, headroomOf } from './headroom.ts'
import { type Fields, FORMAT, isObject, toolNameOf } from './messages.ts'

export interface HeadroomToolOptions extends HeadroomLangChainOptions {
  /** The model that will read the results; its tokens are counted. */
  model?: string
}

/**
 * The tools of an agent, each giving its results smaller. If `createHeadroomRetrieveTool()` is among them, parts may be left
 * out, for the model can fetch them; if not, nothing is. Errors, artifacts, images and `Command`s come as they are, and what
 * is no tool of LangChain's (a provider's own, say) is given back itself.
 * @example
 * const headroom = createHeadroom()
 * const tools = wrapToolsWithHeadroom([search, createHeadroomRetrieveTool({ headroom })], { headroom })
 */
export function wrapToolsWithHeadroom<const Tools extends readonly unknown[]>(
  tools: Tools,
  options: HeadroomToolOptions = {},
): [...Tools] {
  const headroom = headroomOf(options)
  const redeems = tools.some((each) => toolNameOf(each) === RETRIEVAL_TOOL.name)
  const about = { ...options, headroom, retrieval: options.retrieval ?? (redeems ? 'host' : 'off') } as const
  return tools.map((each) => (isTool(each) ? wrapped(each, about) : each)) as [...Tools]
}

/** The tool by which a model fetches what was left out, for agents in which it calls it openly. */
export function createHeadroomRetrieveTool(options: HeadroomLangChainOptions = {}): StructuredToolInterface {
  const headroom = headroomOf(options)
  const { name, description, parameters: schema } = RETRIEVAL_TOOL
  const { credential } = options
  const redeem = (call: unknown) => headroom.handleToolCall(call as { hash: string; query?: string }, { credential })
  return tool(redeem, { name, description, schema }) as StructuredToolInterface
}

/**
 * A node for a LangGraph between the tools and the model: it puts smaller messages into the state in place of the results
 * that no model has seen yet. Lossless, unless `retrieval: 'host'` says that the model has `createHeadroomRetrieveTool()`.
 * @example
 * graph.addNode('compress', createCompressToolMessagesNode()).addEdge('tools', 'compress').addEdge('compress', 'model')
 */
export function createCompressToolMessagesNode(
  options: HeadroomToolOptions = {},
): (state: { messages: BaseMessage[] }) => Promise<{ messages: BaseMessage[] }> {
  const headroom = headroomOf(options)
  return async ({ messages }) => {
    const last = messages.findLastIndex((message) => message.getType() === 'ai')
    const calls = (messages[last] as AIMessage | undefined)?.tool_calls ?? []
    const unseen = messages.slice(last + 1).filter(({ id }) => id !== undefined)
    const results = await Promise.all(
      unseen.map((message) => {
        const id = (message as ToolMessage).tool_call_id
        const call = calls.find((each) => each.id === id) ?? { id, name: message.name ?? '', args: {} }
        return smallerResult(message, { call, messages }, { ...options, headroom })
      }),
    )
    return { messages: results.filter((message, index) => message !== unseen[index]) }
  }
}

/** A result as it arises, and what is known of its call. */
export interface FreshResult {
  call: { id?: string; name: string; args: unknown }
  /** The conversation before it, as far as it is known. */
  messages?: readonly BaseMessage[]
}

/**
 * The same result with smaller texts; the very object if nothing was gained, or if it is no message. It refers to no other
 * result, for a state may lose those.
 */
export async function smallerResult<Result>(
  result: Result,
  { call: { id = '', name, args }, messages = [] }: FreshResult,
  { headroom, ...options }: HeadroomToolOptions & { headroom: Headroom },
): Promise<Result> {
  if (!ToolMessage.isInstance(result)) return result
  const asked = messages.findLast((message) => message.getType() === 'human') ?? new HumanMessage('')
  const called = new AIMessage({ content: '', tool_calls: [{ id, name, args: args as Fields }] })
  const about = { ...askFor(options), format: FORMAT }
  const { messages: smaller } = await headroom.compress([asked, called, result as BaseMessage], about)
  return (smaller.at(-1) ?? result) as Result
}

const askFor = ({ model, credential, retrieval }: HeadroomToolOptions) => ({
  model,
  credential,
  ...(retrieval && { retrieval }),
})

/** A tool that is the given one in everything but what it gives back. */
function wrapped(inner: InvokableTool, options: HeadroomToolOptions & { headroom: Headroom }): InvokableTool {
  const invoke = async (input: unknown, config?: unknown): Promise<unknown> => {
    const output = await inner.invoke(input, config)
    const given = isObject(input) && input.type === 'tool_call' ? input : { id: '', args: input }
    const call = { id: given.id as string | undefined, name: inner.name, args: given.args }
    const messages = messagesIn(config)
    if (typeof output !== 'string') return smallerResult(output, { call, messages }, options)
    // Called by hand, a tool gives its bare text.
    const message = new ToolMessage({ content: output, tool_call_id: call.id ?? '' })
    return (await smallerResult(message, { call, messages }, options)).content
  }
  return Object.create(inner, { invoke: { value: invoke } }) as InvokableTool
}

/** The conversation, where the agent hands its state to the tool. */
function messagesIn(config: unknown): readonly BaseMessage[] | undefined {
  const state = isObject(config) && isObject(config.state) ? config.state : {}
  return Array.isArray(state.messages) ? (state.messages as BaseMessage[]) : undefined
}

type InvokableTool = { name: string; invoke(input: unknown, config?: unknown): Promise<unknown> }

function isTool(value: unknown): value is InvokableTool {
  return isObject(value) && typeof value.invoke === 'function' && typeof value.name === 'string'
}
