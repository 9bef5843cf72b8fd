// OpenAI's answers in the Chat Completions format, which many other vendors speak too.
import type { AnswerTurn, Provider } from '../types.ts'
import { contentText, mergeMessages, readTurn, readUsage } from './openai-answer.ts'
import { OpenaiStream } from './openai-stream.ts'
import { addUsage, echoKey, errorType, isObject, type JsonObject, objectsIn } from './reading.ts'

export const openaiProvider: Provider = {
  name: 'openai',
  wires: ['openai-chat'],

  toolDefinition: (tool) => ({ type: 'function', function: tool }),

  toolName(definition) {
    if (!isObject(definition)) return undefined
    const named = isObject(definition.function)
      ? definition.function
      : isObject(definition.custom)
        ? definition.custom
        : definition
    return typeof named.name === 'string' ? named.name : undefined
  },

  turn(answer, toolName): AnswerTurn | undefined {
    const choices = isObject(answer) ? objectsIn(answer.choices) : []
    const message = choices[0]?.message
    return choices.length === 1 && isObject(message) ? readTurn(message, toolName) : undefined
  },

  results: (calls, texts) => calls.map(({ id }, index) => ({ role: 'tool', tool_call_id: id, content: texts[index] })),

  merge(answers, toolName) {
    const last = answers.at(-1) as JsonObject
    const choice = objectsIn(last.choices)[0]!
    const message = mergeMessages(answers.map(messageOf), toolName)
    const called = Array.isArray(message.tool_calls)
    const finish = choice.finish_reason === 'tool_calls' && !called ? 'stop' : choice.finish_reason
    const usage = answers.map((answer) => (answer as JsonObject).usage).reduce(addUsage)
    return {
      ...last,
      choices: [{ ...choice, message, finish_reason: finish }],
      ...(usage === undefined ? {} : { usage }),
    }
  },

  answerMessages: (answer) => [messageOf(answer)],

  withoutCalls: (messages, toolName) => objectsIn(messages).map((message) => mergeMessages([message], toolName)),

  echo(messages, from) {
    const message = messages[from]
    if (!isObject(message) || message.role !== 'assistant') return undefined
    const ids = objectsIn(message.tool_calls).map(({ id }) => id)
    return { keys: [echoKey([contentText(message.content)], ids)], count: 1 }
  },

  usage: (answer) => (isObject(answer) ? readUsage(answer.usage) : undefined),

  stream: (toolName) => new OpenaiStream(toolName),

  error: (status, message) => ({ error: { message, type: errorType(status), param: null, code: null } }),
}

function messageOf(answer: unknown): JsonObject {
  const message = isObject(answer) ? objectsIn(answer.choices)[0]?.message : undefined
  return isObject(message) ? message : {}
}
