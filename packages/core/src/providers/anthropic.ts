// Anthropic's answers in the Messages format.
import type { AnswerTurn, Provider, RetrievalCall } from '../types.ts'
import { readTurn, readUsage, withoutCalls } from './anthropic-answer.ts'
import { AnthropicStream } from './anthropic-stream.ts'
import { addUsage, echoKey, errorType, isObject, type JsonObject, objectsIn } from './reading.ts'

export const anthropicProvider: Provider = {
  name: 'anthropic',
  wires: ['anthropic-messages'],

  toolDefinition: ({ name, description, parameters }) => ({ name, description, input_schema: parameters }),

  toolName: (definition) => (isObject(definition) && typeof definition.name === 'string' ? definition.name : undefined),

  turn(answer, toolName): AnswerTurn | undefined {
    return isObject(answer) && Array.isArray(answer.content) ? readTurn(answer.content, toolName) : undefined
  },

  results: (calls, texts) => [{ role: 'user', content: resultBlocks(calls, texts) }],

  // Every result of a turn must stand in the one user message after it, before any other block.
  joinResults(results, next) {
    if (!isObject(next) || next.role !== 'user' || !Array.isArray(next.content)) return undefined
    const blocks = objectsIn(results).flatMap(({ content }) => (Array.isArray(content) ? content : []))
    return { ...next, content: [...blocks, ...next.content] }
  },

  merge(answers, toolName) {
    const last = answers.at(-1) as JsonObject
    const content = withoutCalls(answers.flatMap(contentOf), toolName)
    const called = content.some((block) => isObject(block) && block.type === 'tool_use')
    const stop = last.stop_reason === 'tool_use' && !called ? 'end_turn' : last.stop_reason
    const usage = answers.map((answer) => (answer as JsonObject).usage).reduce(addUsage)
    return { ...last, content, stop_reason: stop, ...(usage === undefined ? {} : { usage }) }
  },

  answerMessages: (answer) => [{ role: 'assistant', content: contentOf(answer) }],

  withoutCalls: (messages, toolName) =>
    objectsIn(messages).map((message) => ({ ...message, content: withoutCalls(contentOf(message), toolName) })),

  echo(messages, from) {
    const message = messages[from]
    if (!isObject(message) || message.role !== 'assistant') return undefined
    const blocks = typeof message.content === 'string' ? [{ text: message.content }] : objectsIn(message.content)
    const texts = blocks.map(({ text }) => text)
    const ids = blocks.flatMap(({ type, id }) => (type === 'tool_use' ? [id] : []))
    return { keys: [echoKey(texts, ids)], count: 1 }
  },

  usage: (answer) => (isObject(answer) ? readUsage(answer.usage) : undefined),

  stream: (toolName) => new AnthropicStream(toolName),

  error: (status, message) => ({ type: 'error', error: { type: errorType(status), message } }),
}

function contentOf(answer: unknown): unknown[] {
  return isObject(answer) && Array.isArray(answer.content) ? answer.content : []
}

function resultBlocks(calls: readonly RetrievalCall[], texts: readonly string[]): unknown[] {
  return calls.map(({ id }, index) => ({ type: 'tool_result', tool_use_id: id, content: texts[index] }))
}
