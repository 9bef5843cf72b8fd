// The AI SDK's pruneMessages: older tool calls go, together with their results.
import { pruneMessages } from 'ai'
import { textOf, toolCalls, toolResults } from './serve.mjs'

export function reduceByPruning(settings) {
  return (messages) => {
    const kept = pruneMessages({ messages: toModelMessages(messages), ...settings })
    const ids = new Set(
      kept.flatMap(({ content }) => (Array.isArray(content) ? content.map((part) => part.toolCallId) : [])),
    )
    return messages.map((message) => withoutCalls(message, ids)).filter((message) => message !== undefined)
  }
}

function toModelMessages(messages) {
  const names = new Map(messages.flatMap(toolCalls).map(({ id, name }) => [id, name]))
  return messages.map((message) => {
    const results = toolResults([message])
    if (results.length > 0) {
      const content = results.map(({ id, text }) => ({
        type: 'tool-result',
        toolCallId: id,
        toolName: names.get(id) ?? '',
        output: { type: 'text', value: text },
      }))
      return { role: 'tool', content }
    }
    const content = [{ type: 'text', text: textOf(message.content) }]
    for (const { id, name, input } of toolCalls(message)) {
      content.push({ type: 'tool-call', toolCallId: id, toolName: name, input })
    }
    const role = ['system', 'assistant'].includes(message.role) ? message.role : 'user'
    return { role, content: role === 'system' ? content[0].text : content }
  })
}

function withoutCalls(message, ids) {
  if (message.role === 'tool') return ids.has(message.tool_call_id) ? message : undefined
  if (message.tool_calls) {
    const calls = message.tool_calls.filter(({ id }) => ids.has(id))
    const { tool_calls: _, ...rest } = message
    if (calls.length === 0) return textOf(message.content) === '' ? undefined : rest
    return { ...message, tool_calls: calls }
  }
  if (!Array.isArray(message.content)) return message
  const content = message.content.filter((block) => {
    if (block?.type === 'tool_use') return ids.has(block.id)
    return block?.type !== 'tool_result' || ids.has(block.tool_use_id)
  })
  return content.length === 0 ? undefined : { ...message, content }
}
