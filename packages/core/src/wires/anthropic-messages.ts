// Anthropic Messages: https://docs.anthropic.com/en/api/messages
import { applyChanges } from '../body/change.ts'
import type { Path, RequestView, Segment, Wire } from '../types.ts'
import { addText, addToolText, isObject, type JsonObject, startWalk, textOf, type Walk } from './reading.ts'

const ROLES: Readonly<Record<string, Segment['role']>> = { system: 'system', user: 'user', assistant: 'assistant' }

// Blocks that only this format has; one of them tells it from a Chat Completions body without a URL.
const OWN_BLOCKS = new Set(['tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'server_tool_use', 'document'])

export const anthropicMessagesWire: Wire = {
  name: 'anthropic-messages',

  matches({ path, headers, body }) {
    if (path !== undefined) return /\/messages\/?(?:\?|$)/.test(path)
    if (!isObject(body) || !Array.isArray(body.messages)) return false
    return headers?.['anthropic-version'] !== undefined || body.system !== undefined || body.messages.some(hasOwnBlock)
  },

  view(body): RequestView | undefined {
    if (!isObject(body) || !Array.isArray(body.messages)) return undefined
    return {
      model: textOf(body.model),
      system: body.system,
      messages: body.messages,
      messagesPath: ['messages'],
      tools: Array.isArray(body.tools) ? body.tools : undefined,
      toolsPath: ['tools'],
      // In a thread that the provider keeps, later requests repeat neither tools nor what was said.
      canRetrieve: (body.thread ?? undefined) === undefined,
      forgets: body.context_management !== undefined && body.context_management !== null,
    }
  },

  segments(body) {
    const walk = startWalk()
    if (!isObject(body)) return walk.segments
    readTexts(walk, body.system, { at: ['system'], index: -1, role: 'system' })
    const messages = Array.isArray(body.messages) ? body.messages : []
    messages.forEach((message: unknown, index) => {
      if (!isObject(message)) return
      const role = (typeof message.role === 'string' && ROLES[message.role]) || 'other'
      readTexts(walk, message.content, { at: ['messages', index, 'content'], index, role })
    })
    return walk.segments
  },

  apply: applyChanges,
}

function hasOwnBlock(message: unknown): boolean {
  if (!isObject(message) || !Array.isArray(message.content)) return false
  return message.content.some(
    (block) =>
      isObject(block) && ((typeof block.type === 'string' && OWN_BLOCKS.has(block.type)) || isObject(block.source)),
  )
}

interface Where {
  at: Path
  index: number
  role: Segment['role']
}

function readTexts(walk: Walk, content: unknown, where: Where): void {
  const { at, index, role } = where
  if (!Array.isArray(content)) addText(walk, { path: at, message: index, role, kind: 'text' }, content)
  else {
    content.forEach((block: unknown, place) => {
      if (isObject(block)) readBlock(walk, block, { at: [...at, place], index, role })
    })
  }
}

function readBlock(walk: Walk, block: JsonObject, { at, index, role }: Where): void {
  switch (block.type) {
    case 'text':
      addText(walk, { path: [...at, 'text'], message: index, role, kind: 'text' }, block.text)
      break
    case 'thinking':
      addText(walk, { path: [...at, 'thinking'], message: index, role, kind: 'reasoning' }, block.thinking)
      break
    case 'tool_use': {
      const input = block.input === undefined ? undefined : JSON.stringify(block.input)
      addText(walk, { path: [...at, 'input'], message: index, role, kind: 'tool-call' }, input)
      const id = textOf(block.id)
      const byProgram = isObject(block.caller) && block.caller.type !== 'direct'
      if (id !== undefined) walk.calls.set(id, { name: textOf(block.name), input: block.input, byProgram })
      break
    }
    case 'tool_result':
      readResult(walk, block, { at: [...at, 'content'], index, role })
      break
  }
}

function readResult(walk: Walk, block: JsonObject, { at, index }: Where): void {
  if (walk.calls.get(String(block.tool_use_id))?.byProgram) return
  // A wrong type in `is_error` still says that somebody meant an error, and errors are left alone.
  const isError = Boolean(block.is_error)
  const result = { message: index, callId: block.tool_use_id, isError }
  if (!Array.isArray(block.content)) addToolText(walk, { ...result, path: at }, block.content)
  else {
    block.content.forEach((inner: unknown, place) => {
      if (!isObject(inner) || inner.type !== 'text') return
      addToolText(walk, { ...result, path: [...at, place, 'text'] }, inner.text)
    })
  }
}
