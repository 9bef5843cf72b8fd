// Lists of messages without requests around them: of Chat Completions and Messages as they are, of the AI SDK and LangChain
// read as Chat Completions. The turns are worked out from who speaks.
import { isObject, type JsonObject, type Session, textOf, turnsOf } from '../session.ts'
import type { Reader } from './reader.ts'

export const messageList: Reader = {
  name: 'message list',
  matches: (value) => listOf(value) !== undefined,
  create(source) {
    const sessions: Session[] = []
    return {
      push(value) {
        const list = listOf(value)
        if (!list) return
        const about = isObject(value) ? value : {}
        const dialect = dialectOf(list, about)
        const messages =
          dialect === 'ai-sdk' ? list.flatMap(fromAiSdk) : dialect === 'langchain' ? list.map(fromLangchain) : list
        const turns = turnsOf(messages)
        if (turns.length === 0) return
        const id = textOf(about.id) ?? (sessions.length === 0 ? source : `${source}#${sessions.length + 1}`)
        sessions.push({
          id,
          source,
          format: dialect === 'anthropic' ? 'anthropic-messages' : 'openai-chat',
          ...(textOf(about.model) === undefined ? {} : { model: textOf(about.model)! }),
          ...(about.system === undefined || about.system === '' ? {} : { system: about.system }),
          ...(Array.isArray(about.tools) ? { tools: about.tools } : {}),
          messages,
          turns,
        })
      },
      sessions: () => sessions,
    }
  },
}

function listOf(value: unknown): JsonObject[] | undefined {
  const list = isObject(value) ? (value.messages ?? value.prompt) : value
  if (!Array.isArray(list) || list.length === 0) return undefined
  return list.every((message) => isObject(message) && (message.role !== undefined || isLangchain(message)))
    ? (list as JsonObject[])
    : undefined
}

type Dialect = 'anthropic' | 'openai' | 'ai-sdk' | 'langchain'

function dialectOf(list: readonly JsonObject[], about: JsonObject): Dialect {
  if (list.some(isLangchain)) return 'langchain'
  const types = new Set(
    list.flatMap(({ content }) => (Array.isArray(content) ? content : []).map((part) => isObject(part) && part.type)),
  )
  if (types.has('tool-call') || types.has('tool-result')) return 'ai-sdk'
  if (['tool_use', 'tool_result', 'thinking'].some((type) => types.has(type))) return 'anthropic'
  return about.system !== undefined && about.system !== '' ? 'anthropic' : 'openai'
}

/** A message of the AI SDK as Chat Completions messages: each tool result is one of its own there. */
function fromAiSdk({ role, content }: JsonObject): JsonObject[] {
  if (!Array.isArray(content)) return [{ role, content }]
  const parts = content.filter(isObject)
  const results = parts.filter(({ type }) => type === 'tool-result').map(resultOf)
  if (role === 'tool') return results
  const calls = parts.filter(({ type }) => type === 'tool-call').map(callOf)
  const text = parts.flatMap((part) => (part.type === 'text' ? [textOf(part.text) ?? ''] : [])).join('')
  return [{ role, content: text, ...(calls.length > 0 ? { tool_calls: calls } : {}) }, ...results]
}

function callOf({ toolCallId, toolName, input, args }: JsonObject): JsonObject {
  return {
    id: toolCallId,
    type: 'function',
    function: { name: toolName, arguments: JSON.stringify(input ?? args ?? {}) },
  }
}

function resultOf({ toolCallId, output, result }: JsonObject): JsonObject {
  const value = isObject(output) && 'value' in output ? output.value : (output ?? result)
  return { role: 'tool', tool_call_id: toolCallId, content: typeof value === 'string' ? value : JSON.stringify(value) }
}

const LANGCHAIN_ROLES: Readonly<Record<string, string>> = {
  human: 'user',
  ai: 'assistant',
  tool: 'tool',
  system: 'system',
}

const isRole = (type: unknown): type is string => typeof type === 'string' && Object.hasOwn(LANGCHAIN_ROLES, type)

/** LangChain's dumps: `{ type, data }` of stored messages, or the constructor form of `JSON.stringify`. */
function isLangchain(message: JsonObject): boolean {
  const { type, data, lc, kwargs } = message
  return (isRole(type) && isObject(data)) || (lc === 1 && isObject(kwargs))
}

function fromLangchain(message: JsonObject): JsonObject {
  if (!isLangchain(message)) return message
  const { type, data, kwargs, id } = message
  const fields = (isObject(data) ? data : kwargs) as JsonObject
  const name = isRole(type) ? type : nameOf(id)
  const calls = Array.isArray(fields.tool_calls) ? fields.tool_calls.filter(isObject) : []
  const content = Array.isArray(fields.content)
    ? fields.content.map((block) => (isObject(block) && block.type === 'text' ? block.text : '')).join('')
    : fields.content
  return {
    role: LANGCHAIN_ROLES[name] ?? 'user',
    content,
    ...(fields.tool_call_id === undefined ? {} : { tool_call_id: fields.tool_call_id }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ id: callId, name: tool, args }) =>
            callOf({ toolCallId: callId, toolName: tool, args }),
          ),
        }),
  }
}

/** `["langchain_core", "messages", "AIMessage"]` → `ai` */
function nameOf(id: unknown): string {
  const name = Array.isArray(id) ? String(id.at(-1)) : ''
  return name.replace(/Message(?:Chunk)?$/, '').toLowerCase()
}
