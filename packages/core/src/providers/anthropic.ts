// Anthropic's answers in the Messages format.
import type { AnswerTurn, Provider, RetrievalCall } from '../types.ts'
import { readTurn, readUsage, withoutCalls } from './anthropic-answer.ts'
import { AnthropicStream } from './anthropic-stream.ts'
import { addUsage, isObject, type JsonObject, objectsIn, stringOr } from './reading.ts'

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

  answerMessage: (answer) => ({ role: 'assistant', content: contentOf(answer) }),

  withoutCalls(message, toolName) {
    if (!isObject(message) || !Array.isArray(message.content)) return message
    return { ...message, content: withoutCalls(message.content, toolName) }
  },

  echo(message) {
    if (!isObject(message) || message.role !== 'assistant') return undefined
    const blocks = Array.isArray(message.content)
      ? objectsIn(message.content)
      : [{ type: 'text', text: message.content }]
    const texts = blocks.filter(({ type }) => type === 'text').map(({ text }) => stringOr(text, '').trim())
    const ids = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id)
    return JSON.stringify([texts.filter((text) => text !== '').join('\n'), ids])
  },

  usage: (answer) => (isObject(answer) ? readUsage(answer.usage) : undefined),

  stream: (toolName) => new AnthropicStream(toolName),

  error: (status, message) => ({
    type: 'error',
    error: { type: status >= 500 ? 'api_error' : 'invalid_request_error', message },
  }),
}

function contentOf(answer: unknown): unknown[] {
  return isObject(answer) && Array.isArray(answer.content) ? answer.content : []
}

function resultBlocks(calls: readonly RetrievalCall[], texts: readonly string[]): unknown[] {
  return calls.map(({ id }, index) => ({ type: 'tool_result', tool_use_id: id, content: texts[index] }))
}
