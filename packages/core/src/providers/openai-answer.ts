// Reads and joins assistant messages in the Chat Completions format.
import type { AnswerTurn, RetrievalCall, Usage } from '../types.ts'
import { isObject, type JsonObject, objectsIn, parseJson, readCall, stringOr, usageOf } from './reading.ts'

/** Reads the calls of an assistant's message, ours and others. */
export function readTurn(message: JsonObject, toolName: string): AnswerTurn {
  const calls: RetrievalCall[] = []
  let otherCalls = 0
  for (const call of objectsIn(message.tool_calls)) {
    const called = isObject(call.function) ? call.function : undefined
    if (called?.name === toolName) calls.push(readCall(call.id, parseJson(stringOr(called.arguments, ''))))
    else otherCalls++
  }
  return { calls, otherCalls, messages: [message] }
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

export function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return objectsIn(content)
    .map(({ text }) => stringOr(text, ''))
    .join('')
}

export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined
  const details = isObject(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {}
  return usageOf({ input: usage.prompt_tokens, output: usage.completion_tokens, cacheRead: details.cached_tokens })
}
