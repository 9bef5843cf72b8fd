// OpenAI Responses: https://platform.openai.com/docs/api-reference/responses/create
import { applyChanges } from '../body/change.ts'
import type { Path, RequestView, Segment, Wire } from '../types.ts'
import {
  addText,
  addToolText,
  isObject,
  type JsonObject,
  OPENAI_ROLES,
  startWalk,
  textOf,
  type Walk,
} from './reading.ts'

/** Where the items that call a tool keep what they call it with; those without a name of their own have one here. */
const CALLS: Readonly<Record<string, { input: string; name?: string }>> = {
  function_call: { input: 'arguments' },
  custom_tool_call: { input: 'input' },
  mcp_call: { input: 'arguments' },
  shell_call: { input: 'action', name: 'shell' },
  local_shell_call: { input: 'action', name: 'local_shell' },
  apply_patch_call: { input: 'operation', name: 'apply_patch' },
}

const OUTPUTS = new Set([
  'function_call_output',
  'custom_tool_call_output',
  'shell_call_output',
  'local_shell_call_output',
  'apply_patch_call_output',
])

export const openaiResponsesWire: Wire = {
  name: 'openai-responses',

  matches({ path, body }) {
    if (path !== undefined) return /\/responses\/?(?:\?|$)/.test(path)
    // Requests for embeddings have an `input` too, but no items in it.
    return isObject(body) && !('messages' in body) && Array.isArray(body.input) && body.input.some(isObject)
  },

  view(body): RequestView | undefined {
    if (!isObject(body)) return undefined
    const { input, instructions, conversation, previous_response_id: previous } = body
    if (typeof input !== 'string' && !Array.isArray(input)) return undefined
    const items: unknown[] = typeof input === 'string' ? [{ role: 'user', content: input }] : input
    return {
      model: textOf(body.model),
      system: [instructions, previous, conversation],
      messages: items,
      identities: items.map(identityOf),
      messagesPath: ['input'],
      tools: Array.isArray(body.tools) ? body.tools : undefined,
      toolsPath: ['tools'],
      // An answer in the background is fetched elsewhere, and what is said in a stored conversation stays in it.
      canRetrieve: !body.background && !conversation,
      continues: typeof previous === 'string' ? { answer: previous, path: ['previous_response_id'] } : undefined,
      forgets: body.truncation === 'auto' || (body.context_management ?? undefined) !== undefined,
    }
  },

  segments(body) {
    const walk = startWalk()
    if (!isObject(body)) return walk.segments
    addText(walk, { path: ['instructions'], message: -1, role: 'system', kind: 'text' }, body.instructions)
    addText(walk, { path: ['input'], message: 0, role: 'user', kind: 'text' }, body.input)
    const items = Array.isArray(body.input) ? body.input : []
    items.forEach((item: unknown, index) => {
      if (isObject(item)) readItem(walk, item, index)
    })
    return walk.segments
  },

  apply: applyChanges,

  bodyOf: (messages, { model, system }) => ({ model, instructions: system, input: messages }),
}

/** Names that some hosts lose between two requests. What is known by nothing else, a reference say, keeps its own. */
function identityOf(item: unknown): unknown {
  if (!isObject(item) || item.type === 'item_reference' || item.type === 'reasoning') return item
  const { id: _, status: __, ...said } = item
  return said
}

function readItem(walk: Walk, item: JsonObject, index: number): void {
  const at: Path = ['input', index]
  const type = textOf(item.type) ?? 'message'
  if (type === 'message') {
    const role = (typeof item.role === 'string' && OPENAI_ROLES[item.role]) || 'other'
    readParts(walk, item.content, { at: [...at, 'content'], index, role, kind: 'text' })
  } else if (type === 'reasoning') {
    for (const field of ['summary', 'content']) {
      readParts(walk, item[field], { at: [...at, field], index, role: 'assistant', kind: 'reasoning' })
    }
  } else if (Object.hasOwn(CALLS, type)) readCall(walk, item, { at, index, type })
  else if (OUTPUTS.has(type)) readOutput(walk, item, { at, index, callId: item.call_id ?? item.id })
}

interface Texts {
  at: Path
  index: number
  role: Segment['role']
  kind: Segment['kind']
}

function readParts(walk: Walk, content: unknown, { at, index, role, kind }: Texts): void {
  addText(walk, { path: at, message: index, role, kind }, content)
  eachPart(content, ['text', 'refusal'], (place, text) =>
    addText(walk, { path: [...at, ...place], message: index, role, kind }, text),
  )
}

function readCall(walk: Walk, item: JsonObject, { at, index, type }: { at: Path; index: number; type: string }): void {
  const { input, name = textOf(item.name) } = CALLS[type]!
  const value = item[input]
  const text = typeof value === 'string' || value === undefined ? value : JSON.stringify(value)
  addText(walk, { path: [...at, input], message: index, role: 'assistant', kind: 'tool-call' }, text)
  const id = textOf(item.call_id ?? item.id)
  if (id !== undefined) walk.calls.set(id, { name, input: value })
  // A hosted tool's result stands in the very item that calls it.
  if (type === 'mcp_call') readOutput(walk, item, { at, index, callId: item.id })
}

function readOutput(
  walk: Walk,
  item: JsonObject,
  { at, index, callId }: { at: Path; index: number; callId: unknown },
): void {
  const isError = item.status === 'failed' || (item.error ?? undefined) !== undefined
  const result = { message: index, callId, isError }
  const path: Path = [...at, 'output']
  addToolText(walk, { ...result, path }, item.output)
  eachPart(item.output, ['text', 'stdout', 'stderr'], (place, text) =>
    addToolText(walk, { ...result, path: [...path, ...place] }, text),
  )
}

function eachPart(parts: unknown, fields: readonly string[], add: (place: Path, text: unknown) => void): void {
  if (!Array.isArray(parts)) return
  parts.forEach((part: unknown, index) => {
    if (isObject(part)) for (const field of fields) add([index, field], part[field])
  })
}
