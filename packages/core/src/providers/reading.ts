// What the vendors' answers have in common: JSON of unknown shape, and numbers that are added up over rounds.
import type { RetrievalCall, StreamEvent, Usage } from '../types.ts'

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A call of our tool; arguments that are not what the tool asks for give an empty hash, which is answered in words. */
export function readCall(id: unknown, input: unknown): RetrievalCall {
  const { hash, query } = isObject(input) ? input : {}
  return { id: stringOr(id, ''), hash: stringOr(hash, ''), query: typeof query === 'string' ? query : undefined }
}

/** What a turn is known by when the caller sends it back: its words, wherever they were cut or trimmed, and its calls. */
export function echoKey(texts: readonly unknown[], calls: readonly unknown[]): string {
  return JSON.stringify([texts.map((text) => stringOr(text, '').replace(/\s+/g, '')).join(''), calls])
}

/** What OpenAI and Anthropic call the kind of an error. */
export function errorType(status: number): string {
  if (status === 413) return 'request_too_large'
  return status >= 500 ? 'api_error' : 'invalid_request_error'
}

/** Adds up the numbers of two records of usage, nested ones too; what only one of them says stays as it is. */
export function addUsage(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (!isObject(a) || !isObject(b)) return b ?? a
  const sum: JsonObject = { ...a }
  for (const [key, value] of Object.entries(b)) sum[key] = addUsage(a[key], value)
  return sum
}

/** Usage by a vendor whose count of input tokens includes those that its cache had or was given. */
export function usageOf(counts: { input: unknown; output: unknown; cacheRead: unknown; cacheWrite?: unknown }): Usage {
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  const cacheReadTokens = number(counts.cacheRead)
  const cacheWriteTokens = number(counts.cacheWrite)
  return {
    inputTokens: number(counts.input) - cacheReadTokens - cacheWriteTokens,
    outputTokens: number(counts.output),
    cacheReadTokens,
    cacheWriteTokens,
  }
}

/** What went wrong, in words. */
export const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const encoder = new TextEncoder()

/** The bytes of an event. */
export function encodeEvent(data: unknown, event?: string): Uint8Array {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return encoder.encode(`${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`)
}

/** The event's JSON object, if it is one. */
export function eventObject(event: StreamEvent): JsonObject | undefined {
  const value = parseJson(event.data)
  return isObject(value) ? value : undefined
}
