// What a model's answer is made of, whole or streamed, and the message that it becomes in the next request. Specification v2
// spells the reason for the end and the usage otherwise than v3 and v4; both are told by their shape.
import { type AnswerTurn, readCall, type Usage } from '@headroom/core'
import { isObject, type JsonObject } from './wire.ts'

/** Reads the calls among the parts of an answer, ours and the caller's. */
export function readTurn(content: readonly JsonObject[], toolName: string): AnswerTurn {
  const asked = content.filter(isAsked)
  const ours = asked.filter((part) => isCallOf(part, toolName))
  return {
    calls: ours.map(({ toolCallId, input }) => readCall(toolCallId, readInput(input))),
    otherCalls: asked.length - ours.length,
    message: messageOf(content),
  }
}

/** True for a part, of an answer or of a message, that calls our tool. */
export const isCallOf = (part: JsonObject, toolName: string): boolean =>
  part.type === 'tool-call' && part.toolName === toolName && part.providerExecuted !== true

/** Something that the caller has to see to before the model can go on. */
const isAsked = ({ type, providerExecuted }: JsonObject): boolean =>
  (type === 'tool-call' && providerExecuted !== true) || type === 'tool-approval-request'

/** The reason why an answer ends, for one of which these parts are shown. */
export function reasonFor(reason: unknown, shown: readonly JsonObject[]): unknown {
  const unified = isObject(reason) ? reason.unified : reason
  if (unified !== 'tool-calls' || shown.some(isAsked)) return reason
  return isObject(reason) ? { ...reason, unified: 'stop' } : 'stop'
}

/** The assistant's message as the provider must get it back. */
export function messageOf(content: readonly JsonObject[]): JsonObject {
  return { role: 'assistant', content: content.flatMap(promptPart) }
}

/** A part of an answer as the part of a message; nothing for what is not said again, such as sources. */
function promptPart({ type, providerMetadata, ...part }: JsonObject): JsonObject[] {
  const options = providerMetadata === undefined ? {} : { providerOptions: providerMetadata }
  switch (type) {
    case 'text':
      return part.text === '' && providerMetadata === undefined ? [] : [{ type, text: part.text, ...options }]
    case 'reasoning':
      return [{ type, text: part.text, ...options }]
    case 'custom':
      return [{ type, kind: part.kind, ...options }]
    case 'file':
    case 'reasoning-file':
      return [{ type, data: withoutBytes(part.data), mediaType: part.mediaType, ...options }]
    case 'tool-call': {
      const { toolCallId, toolName, input, providerExecuted } = part
      const executed = providerExecuted === undefined ? {} : { providerExecuted }
      return [{ type, toolCallId, toolName, input: readInput(input), ...executed, ...options }]
    }
    case 'tool-result': {
      const { toolCallId, toolName, preliminary } = part
      return preliminary === true ? [] : [{ type, toolCallId, toolName, output: outputOf(part), ...options }]
    }
    default:
      return []
  }
}

function outputOf({ result, isError }: JsonObject): JsonObject {
  if (isError === true) return { type: 'error-json', value: result }
  return { type: typeof result === 'string' ? 'text' : 'json', value: result }
}

/** Messages are kept as JSON, which has no bytes but in base64. */
function withoutBytes(data: unknown): unknown {
  if (isObject(data) && data.data instanceof Uint8Array) return { ...data, data: withoutBytes(data.data) }
  if (!(data instanceof Uint8Array)) return data
  let binary = ''
  for (const byte of data) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The input of a call, which is JSON in an answer and a value in a message. */
function readInput(input: unknown): unknown {
  if (typeof input !== 'string') return input ?? {}
  try {
    return JSON.parse(input)
  } catch {
    return {}
  }
}

export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined
  const { inputTokens: input, outputTokens: output } = usage
  if (!isObject(input) || !isObject(output)) return readFlatUsage(usage)
  const cacheReadTokens = numberOf(input.cacheRead)
  const cacheWriteTokens = numberOf(input.cacheWrite)
  return {
    inputTokens: numberOf(input.noCache ?? numberOf(input.total) - cacheReadTokens - cacheWriteTokens),
    outputTokens: numberOf(output.total),
    cacheReadTokens,
    cacheWriteTokens,
  }
}

/** Specification v2 leaves open whether cached tokens are among the others; they are, unless they are more. */
function readFlatUsage({ inputTokens, outputTokens, cachedInputTokens }: JsonObject): Usage {
  const [all, cacheReadTokens] = [numberOf(inputTokens), numberOf(cachedInputTokens)]
  return {
    inputTokens: all >= cacheReadTokens ? all - cacheReadTokens : all,
    outputTokens: numberOf(outputTokens),
    cacheReadTokens,
    cacheWriteTokens: 0,
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)
