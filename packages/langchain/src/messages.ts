// LangChain's messages as Headroom reads them: every text in its place, and changes written back there and nowhere else.
import { applyChanges, type Path, type Segment, type Wire } from '@headroom/core'
import { type BaseMessage, type BaseMessageLike, coerceMessageLikeToMessage } from '@langchain/core/messages'

/** A call of a chat model. */
export interface ChatRequest {
  model?: string
  messages: readonly BaseMessage[]
  tools?: readonly unknown[]
  /** How many answers are asked for. */
  answers?: number
  /** True if the provider was told to drop earlier results by itself. */
  forgets?: boolean
}

export type Fields = Record<string, unknown>

/** The name by which Headroom knows this format. */
export const FORMAT = 'langchain'

export const langchainWire: Wire<ChatRequest> = {
  name: FORMAT,
  matches: () => false,

  view(body) {
    const messages = messagesIn(body)
    if (!messages) return undefined
    const { model, tools, answers = 1, forgets } = body
    return {
      model,
      messages: [...messages],
      messagesPath: ['messages'],
      tools: Array.isArray(tools) ? tools.map(namedTool) : undefined,
      toolsPath: ['tools'],
      canRetrieve: answers === 1,
      forgets,
      identities: messages.map(identityOf),
    }
  },

  segments(body) {
    const walk: Walk = { segments: [], calls: new Map(), query: '' }
    messagesIn(body)?.forEach((message, index) => {
      if (isMessage(message)) readMessage(walk, message, index)
    })
    return walk.segments
  },

  apply(body, changes) {
    const changed = applyChanges(body, changes)
    if (changed === body) return body
    const untouched = new Set(messagesIn(body))
    for (const message of messagesIn(changed) ?? []) {
      if (isMessage(message) && !untouched.has(message)) keepInStep(message)
    }
    return changed
  },

  revive: (json) => coerceMessageLikeToMessage(json as BaseMessageLike),
}

function messagesIn(body: unknown): readonly unknown[] | undefined {
  return isObject(body) && Array.isArray(body.messages) ? body.messages : undefined
}

function isMessage(value: unknown): value is BaseMessage {
  return isObject(value) && typeof value.getType === 'function'
}

/** A message is copied and written to JSON by what it was made with, which therefore has to be what it is. */
function keepInStep(message: BaseMessage): void {
  const { lc_kwargs, content } = message
  if (isObject(lc_kwargs) && lc_kwargs.content !== undefined && lc_kwargs.content !== content)
    message.lc_kwargs = { ...lc_kwargs, content }
}

export function isObject(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** The name of a tool, in whichever of the forms that models take. */
export function toolNameOf(tool: unknown): string | undefined {
  if (!isObject(tool)) return undefined
  const { name } = isObject(tool.function) ? tool.function : tool
  return typeof name === 'string' ? name : undefined
}

// Tools of LangChain hold schemas, which are no data: the name stands for the rest.
const namedTool = (tool: unknown): unknown =>
  isObject(tool) && ('lc_namespace' in tool || 'schema' in tool) ? { name: toolNameOf(tool) } : tool

/** What of a message reaches the provider; ids and the names of agents are given to it later. */
function identityOf(message: unknown): unknown {
  if (!isMessage(message)) return message
  const type = message.getType()
  const { content, name, additional_kwargs, tool_call_id, status, tool_calls } = message as BaseMessage & Fields
  const calls = objectsIn(tool_calls).map(({ id, name: called, args }) => [id, called, args])
  // Whoever marks a breakpoint makes a text a block for it, and in the next turn it is a text again.
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  return [type, type === 'ai' ? undefined : name, blocks, additional_kwargs, tool_call_id, status, calls]
}

export function objectsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

interface Walk {
  segments: Segment[]
  calls: Map<unknown, { name: unknown; input: unknown }>
  query: string
}

const ROLES: Readonly<Record<string, Segment['role']>> = {
  human: 'user',
  user: 'user',
  ai: 'assistant',
  assistant: 'assistant',
  system: 'system',
  developer: 'system',
  tool: 'tool',
  function: 'tool',
}

function readMessage(walk: Walk, message: BaseMessage, index: number): void {
  const fields = message as BaseMessage & Fields
  const type = message.getType()
  const role = ROLES[type === 'generic' ? String(fields.role) : type] ?? 'other'
  const place: Place = { message: index, role, path: ['messages', index, 'content'] }
  if (role === 'tool') {
    const { tool_call_id: callId, name, status } = fields
    readResult(walk, message.content, { ...place, callId, name, isError: status === 'error' })
    return
  }
  for (const [block, path] of blocksIn(message.content, place.path)) readBlock(walk, block, { ...place, path })
  for (const [at, { id, name, args }] of objectsIn(fields.tool_calls).entries()) {
    walk.calls.set(id, { name, input: args })
    const path = ['messages', index, 'tool_calls', at, 'args']
    addText(walk, { ...place, path, kind: 'tool-call' }, JSON.stringify(args))
  }
}

interface Place {
  message: number
  role: Segment['role']
  path: Path
}

/** A content is one text, or a list of texts and blocks. */
function blocksIn(content: unknown, path: Path): (readonly [unknown, Path])[] {
  return Array.isArray(content) ? content.map((block: unknown, at) => [block, [...path, at]]) : [[content, path]]
}

/** A block of LangChain's, of OpenAI's or of Anthropic's; the last keeps calls and results in the content, too. */
function readBlock(walk: Walk, block: unknown, place: Place): void {
  const [text, path] = textOf(block, place.path)
  addText(walk, { ...place, path, kind: 'text' }, text)
  if (!isObject(block)) return
  const { type, id, name, input, tool_use_id: callId, is_error: isError } = block
  if (type === 'thinking' || type === 'reasoning')
    addText(walk, { ...place, path: [...place.path, type], kind: 'reasoning' }, block[type])
  if (type === 'tool_use') walk.calls.set(id, { name, input })
  if (type === 'tool_result') {
    const at = [...place.path, 'content']
    readResult(walk, block.content, { ...place, path: at, role: 'tool', callId, isError: Boolean(isError) })
  }
}

/** The text that a block is or holds, and its path. */
function textOf(block: unknown, path: Path): readonly [unknown, Path] {
  if (!isObject(block)) return [block, path]
  return [block.type === 'text' ? block.text : undefined, [...path, 'text']]
}

function addText(walk: Walk, place: Place & Pick<Segment, 'kind'>, text: unknown): void {
  if (!isText(text)) return
  walk.segments.push({ ...place, text, isError: false, query: walk.query })
  if (place.role === 'user' && place.kind === 'text') walk.query = text
}

interface Result extends Place {
  callId: unknown
  name?: unknown
  isError: boolean
}

function readResult(walk: Walk, content: unknown, { callId, name, path: start, ...place }: Result): void {
  const call = walk.calls.get(callId)
  const toolName = [call?.name, name].find(isText)
  const about = { toolName, toolCallId: isText(callId) ? callId : undefined, toolInput: call?.input }
  for (const [block, at] of blocksIn(content, start)) {
    const [text, path] = textOf(block, at)
    if (isText(text)) walk.segments.push({ ...place, ...about, path, kind: 'tool-result', text, query: walk.query })
  }
}
