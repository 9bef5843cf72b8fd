// LangChain's context editing: over a threshold, tool results but the newest become "[cleared]".
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { ClearToolUsesEdit, countTokensApproximately } from 'langchain'
import { textOf, toolCalls, toolResults } from './serve.mjs'

export function reduceByContextEditing(config) {
  return async (messages) => {
    const copy = structuredClone(messages)
    const list = copy.flatMap(toLangChain)
    await new ClearToolUsesEdit(config).apply({ messages: list, countTokens: countTokensApproximately })
    const after = new Map(
      list.filter(ToolMessage.isInstance).map(({ tool_call_id, content }) => [tool_call_id, content]),
    )
    for (const { id, text, holder } of toolResults(copy)) if (after.get(id) !== text) holder.content = after.get(id)
    return copy
  }
}

function toLangChain(message) {
  const results = toolResults([message])
  if (results.length > 0) return results.map(({ id, text }) => new ToolMessage({ content: text, tool_call_id: id }))
  const content = textOf(message.content)
  if (message.role === 'system') return [new SystemMessage(content)]
  if (message.role !== 'assistant') return [new HumanMessage(content)]
  const calls = toolCalls(message).map(({ id, name, input }) => ({
    id,
    name,
    args: argumentsOf(input),
    type: 'tool_call',
  }))
  return [new AIMessage({ content, tool_calls: calls })]
}

function argumentsOf(input) {
  if (typeof input !== 'string') return input ?? {}
  try {
    return JSON.parse(input)
  } catch {
    return { input }
  }
}
