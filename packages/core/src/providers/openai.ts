// OpenAI's answers in the Chat Completions format, which many other vendors speak too.
import type { AnswerTurn, Provider, RetrievalCall, Usage } from '../types.ts'
import { openaiStream } from './openai-stream.ts'
import { addUsage, isObject, type JsonObject, objectsIn, parseJson, readCall, stringOr } from './reading.ts'

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

  answerMessage: messageOf,

  withoutCalls: (message, toolName) => (isObject(message) ? mergeMessages([message], toolName) : message),

  echo(message) {
    if (!isObject(message) || message.role !== 'assistant') return undefined
    const ids = objectsIn(message.tool_calls).map(({ id }) => id)
    return JSON.stringify([contentText(message.content).trim(), ids])
  },

  usage: (answer) => (isObject(answer) ? readUsage(answer.usage) : undefined),

  stream: openaiStream,

  error: (status, message) => ({
    error: { message, type: status >= 500 ? 'api_error' : 'invalid_request_error', param: null, code: null },
  }),
}

function messageOf(answer: unknown): JsonObject {
  const message = isObject(answer) ? objectsIn(answer.choices)[0]?.message : undefined
  return isObject(message) ? message : {}
}

/** Reads the calls of an assistant's message, ours and others. */
export function readTurn(message: JsonObject, toolName: string): AnswerTurn {
  const calls: RetrievalCall[] = []
  let otherCalls = 0
  for (const call of objectsIn(message.tool_calls)) {
    const called = isObject(call.function) ? call.function : undefined
    if (called?.name === toolName) calls.push(readCall(call.id, parseJson(stringOr(called.arguments, ''))))
    else otherCalls++
  }
  return { calls, otherCalls, message }
}

/** Text of earlier rounds before text of later ones, and no calls of ours. */
export function mergeMessages(messages: readonly JsonObject[], toolName: string): JsonObject {
  const last = messages.at(-1)!
  const merged: JsonObject = { ...last }
  for (const field of ['content', 'reasoning_content', 'reasoning']) {
    const texts = messages.map((message) => message[field]).filter((text) => typeof text === 'string' && text !== '')
    if (texts.length > 0) merged[field] = texts.join(field === 'content' ? ROUND_BREAK : '')
  }
  const calls = objectsIn(last.tool_calls).filter(
    ({ function: called }) => !isObject(called) || called.name !== toolName,
  )
  if (calls.length > 0) merged.tool_calls = calls
  else delete merged.tool_calls
  return merged
}

/** Stands between the texts of two rounds of one answer. */
export const ROUND_BREAK = '\n\n'

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return objectsIn(content)
    .map(({ text }) => stringOr(text, ''))
    .join('')
}

export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  const details = isObject(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {}
  const cacheReadTokens = number(details.cached_tokens)
  return {
    inputTokens: number(usage.prompt_tokens) - cacheReadTokens,
    outputTokens: number(usage.completion_tokens),
    cacheReadTokens,
    cacheWriteTokens: 0,
  }
}
