// OpenAI Chat Completions: https://platform.openai.com/docs/api-reference/chat/create
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

export const openaiChatWire: Wire = {
  name: 'openai-chat',

  matches({ path, body }) {
    if (path !== undefined) return /\/chat\/completions\/?(?:\?|$)/.test(path)
    return isObject(body) && Array.isArray(body.messages)
  },

  view(body): RequestView | undefined {
    if (!isObject(body) || !Array.isArray(body.messages)) return undefined
    return {
      model: textOf(body.model),
      messages: body.messages,
      messagesPath: ['messages'],
      tools: Array.isArray(body.tools) ? body.tools : undefined,
      toolsPath: ['tools'],
      canRetrieve: (body.n ?? 1) === 1,
    }
  },

  segments(body) {
    const walk = startWalk()
    const messages = isObject(body) && Array.isArray(body.messages) ? body.messages : []
    messages.forEach((message: unknown, index) => {
      if (isObject(message)) readMessage(walk, message, index)
    })
    return walk.segments
  },

  apply: applyChanges,
}

function readMessage(walk: Walk, message: JsonObject, index: number): void {
  const role = (typeof message.role === 'string' && OPENAI_ROLES[message.role]) || 'other'
  const at: Path = ['messages', index]
  if (role === 'assistant') {
    addText(
      walk,
      { path: [...at, 'reasoning_content'], message: index, role, kind: 'reasoning' },
      message.reasoning_content,
    )
  }
  readContent(walk, message, { at: [...at, 'content'], index, role })
  if (role === 'assistant') readCalls(walk, message, index)
}

function readContent(
  walk: Walk,
  message: JsonObject,
  { at, index, role }: { at: Path; index: number; role: Segment['role'] },
): void {
  const { content } = message
  const parts = Array.isArray(content) ? content : [content]
  parts.forEach((part: unknown, place) => {
    const isPart = Array.isArray(content)
    const text = isPart ? (isObject(part) && part.type === 'text' ? part.text : undefined) : part
    const path = isPart ? [...at, place, 'text'] : at
    if (role === 'tool') {
      addToolText(
        walk,
        { path, message: index, callId: message.tool_call_id, name: message.name, isError: false },
        text,
      )
    } else addText(walk, { path, message: index, role, kind: 'text' }, text)
  })
}

function readCalls(walk: Walk, message: JsonObject, index: number): void {
  const role = 'assistant'
  const at: Path = ['messages', index]
  addText(walk, { path: [...at, 'refusal'], message: index, role, kind: 'text' }, message.refusal)
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : []
  calls.forEach((call: unknown, place) => {
    if (!isObject(call)) return
    const form = isObject(call.function) ? 'function' : 'custom'
    const called = call[form]
    if (!isObject(called)) return
    const field = form === 'function' ? 'arguments' : 'input'
    const path = [...at, 'tool_calls', place, form, field]
    addText(walk, { path, message: index, role, kind: 'tool-call' }, called[field])
    const id = textOf(call.id)
    if (id !== undefined) walk.calls.set(id, { name: textOf(called.name), input: called[field] })
  })
  if (isObject(message.function_call)) {
    const path = [...at, 'function_call', 'arguments']
    addText(walk, { path, message: index, role, kind: 'tool-call' }, message.function_call.arguments)
  }
}
