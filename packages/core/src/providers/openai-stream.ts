// Chat Completions chunks: https://platform.openai.com/docs/api-reference/chat-streaming
import { concatBytes } from '../bytes.ts'
import type { AnswerStream, StreamEvent } from '../types.ts'
import { mergeMessages, ROUND_BREAK, readTurn, readUsage } from './openai.ts'
import { addUsage, encodeEvent, eventObject, isObject, type JsonObject, objectsIn, stringOr } from './reading.ts'

/** One request's part of the answer. */
interface Round {
  message: JsonObject
  calls: Map<number, JsonObject>
  /** Indexes of calls of our tool, and the indexes under which the caller sees the others. */
  held: Set<number>
  shown: Map<number, number>
  /** The chunk that finishes the answer, kept until it is known whether another round follows. */
  finish?: JsonObject
  usageChunk?: JsonObject
  done?: StreamEvent
}

export function openaiStream(toolName: string): AnswerStream {
  const rounds: Round[] = []
  let firstId: unknown
  let shownCalls = 0
  let usage: unknown
  let sawText = false
  let breakDue = false
  const round = () => rounds.at(-1)!

  function begin(): void {
    rounds.push({ message: { role: 'assistant' }, calls: new Map(), held: new Set(), shown: new Map() })
    breakDue = sawText
  }

  function push(event: StreamEvent): Uint8Array | undefined {
    if (event.data === '[DONE]') {
      round().done = event
      return round().held.size > 0 ? undefined : event.raw
    }
    const chunk = eventObject(event)
    if (!chunk || !Array.isArray(chunk.choices)) return event.raw
    firstId ??= chunk.id
    if (isObject(chunk.usage)) usage = usage === undefined ? chunk.usage : addUsage(usage, chunk.usage)
    return chunk.choices.length === 0 ? pushUsage(event, chunk) : pushChoice(event, chunk)
  }

  function pushUsage(event: StreamEvent, chunk: JsonObject): Uint8Array | undefined {
    if (round().held.size > 0) {
      round().usageChunk = chunk
      return undefined
    }
    return rounds.length === 1 ? event.raw : encode(chunk)
  }

  function pushChoice(event: StreamEvent, chunk: JsonObject): Uint8Array | undefined {
    const choice = objectsIn(chunk.choices)[0]
    const delta = isObject(choice?.delta) ? choice.delta : {}
    const before = round().held.size
    accumulate(delta)
    const calls = showCalls(delta)
    const renumbered = calls.some((call, index) => call !== objectsIn(delta.tool_calls)[index])
    const touched = rounds.length > 1 || renumbered || calls.length !== objectsIn(delta.tool_calls).length
    if (choice?.finish_reason && round().held.size > 0) {
      round().finish = { ...chunk, choices: [{ ...choice, delta: {} }] }
      return calls.length > 0 || delta.content ? encode(withDelta(chunk, shownDelta(delta, calls), null)) : undefined
    }
    if (!touched) return event.raw
    const shown = shownDelta(delta, calls)
    const empty = Object.values(shown).every((value) => value === null || value === '') && !choice?.finish_reason
    if (empty && (before > 0 || round().held.size > 0 || rounds.length > 1)) return undefined
    return encode(withDelta(chunk, shown, choice?.finish_reason ?? null))
  }

  function accumulate(delta: JsonObject): void {
    const { message, calls, held } = round()
    for (const [key, value] of Object.entries(delta)) {
      if (key === 'tool_calls' || key === 'role') continue
      if (typeof value === 'string') message[key] = stringOr(message[key], '') + value
      else if (Array.isArray(value)) message[key] = [...(Array.isArray(message[key]) ? message[key] : []), ...value]
    }
    if (typeof delta.content === 'string' && delta.content !== '') sawText = true
    for (const part of objectsIn(delta.tool_calls)) {
      const index = typeof part.index === 'number' ? part.index : calls.size
      const call = calls.get(index)
      const called = isObject(part.function) ? part.function : {}
      if (!call) {
        const { index: _, ...rest } = part
        calls.set(index, { ...rest, function: { ...called, arguments: stringOr(called.arguments, '') } })
        if (called.name === toolName) held.add(index)
      } else if (isObject(call.function)) {
        call.function.arguments = stringOr(call.function.arguments, '') + stringOr(called.arguments, '')
      }
    }
  }

  /** The parts of calls that the caller may see, under the indexes that it knows them by. */
  function showCalls(delta: JsonObject): JsonObject[] {
    const { held, shown } = round()
    return objectsIn(delta.tool_calls).flatMap((part) => {
      const index = typeof part.index === 'number' ? part.index : 0
      if (held.has(index)) return []
      if (!shown.has(index)) shown.set(index, shownCalls++)
      const place = shown.get(index)!
      return [place === part.index ? part : { ...part, index: place }]
    })
  }

  function shownDelta(delta: JsonObject, calls: JsonObject[]): JsonObject {
    const { tool_calls: _, role, ...rest } = delta
    const shown: JsonObject = rounds.length === 1 && role !== undefined ? { role, ...rest } : rest
    if (calls.length > 0) shown.tool_calls = calls
    if (breakDue && typeof shown.content === 'string' && shown.content !== '') {
      shown.content = ROUND_BREAK + shown.content
      breakDue = false
    }
    return shown
  }

  const withDelta = (chunk: JsonObject, delta: JsonObject, finish: unknown): JsonObject => ({
    ...chunk,
    choices: [{ ...objectsIn(chunk.choices)[0], delta, finish_reason: finish }],
  })

  function encode(chunk: JsonObject): Uint8Array {
    const own = { ...chunk, ...(firstId === undefined ? {} : { id: firstId }) }
    return encodeEvent(isObject(chunk.usage) ? { ...own, usage } : own)
  }

  function assembled({ message, calls }: Round): JsonObject {
    const list = [...calls].sort(([a], [b]) => a - b).map(([, call]) => call)
    return { content: null, ...message, ...(list.length > 0 ? { tool_calls: list } : {}) }
  }

  return {
    begin,
    push,
    turn: () => readTurn(assembled(round()), toolName),
    close() {
      const { finish, usageChunk, done, held, shown } = round()
      if (held.size === 0) return undefined
      const parts: Uint8Array[] = []
      if (finish) parts.push(encode(withDelta(finish, {}, shown.size > 0 ? 'tool_calls' : 'stop')))
      if (usageChunk) parts.push(encode(usageChunk))
      if (done) parts.push(done.raw)
      return concatBytes(parts)
    },
    error: (cause) =>
      encodeEvent(
        isObject(cause) && 'error' in cause ? cause : { error: { message: String(cause), type: 'api_error' } },
      ),
    merged: () => mergeMessages(rounds.map(assembled), toolName),
    usage: () => readUsage(usage),
  }
}
