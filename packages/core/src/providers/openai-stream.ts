// Chat Completions chunks: https://platform.openai.com/docs/api-reference/chat-streaming
import { concatBytes } from '../bytes.ts'
import type { AnswerStream, AnswerTurn, StreamEvent, Usage } from '../types.ts'
import { mergeMessages, ROUND_BREAK, readTurn, readUsage } from './openai-answer.ts'
import {
  addUsage,
  encodeEvent,
  eventObject,
  isObject,
  type JsonObject,
  objectsIn,
  stringOr,
  wordsOf,
} from './reading.ts'

/** One request's part of the answer. */
interface Round {
  message: JsonObject
  calls: Map<number, JsonObject>
  /** Indexes of calls of our tool. */
  held: Set<number>
  /** The indexes under which the caller sees the other calls. */
  shown: Map<number, number>
  /** What ends the answer, kept until it is known whether another round follows. */
  finish?: JsonObject
  usageChunk?: JsonObject
  done?: StreamEvent
  /** The reason why the message ends has come. */
  isOver: boolean
}

/** Passes chunks on as they come, but for calls of our tool and, once there is one, what ends the answer. */
export class OpenaiStream implements AnswerStream {
  readonly #toolName: string
  readonly #rounds: Round[] = []
  #firstId: unknown
  #shownCalls = 0
  #usage: unknown
  #sawText = false
  #breakDue = false

  constructor(toolName: string) {
    this.#toolName = toolName
  }

  begin(): void {
    const message = { role: 'assistant' }
    this.#rounds.push({ message, calls: new Map(), held: new Set(), shown: new Map(), isOver: false })
    this.#breakDue = this.#sawText
  }

  push(event: StreamEvent): Uint8Array | undefined {
    const round = this.#round
    if (event.data === '[DONE]') {
      round.done = event
      return round.held.size > 0 ? undefined : event.raw
    }
    const chunk = eventObject(event)
    if (!chunk || !Array.isArray(chunk.choices)) return event.raw
    this.#firstId ??= chunk.id
    if (isObject(chunk.usage)) this.#usage = addUsage(this.#usage, chunk.usage)
    return chunk.choices.length === 0 ? this.#pushUsage(event, chunk) : this.#pushChoice(event, chunk)
  }

  over(): boolean {
    return this.#round.isOver
  }

  turn(): AnswerTurn {
    return readTurn(assembled(this.#round), this.#toolName)
  }

  close(): Uint8Array | undefined {
    const { finish, usageChunk, done, held, shown } = this.#round
    if (held.size === 0) return undefined
    const parts: Uint8Array[] = []
    if (finish) parts.push(this.#encode(withDelta(finish, {}, shown.size > 0 ? 'tool_calls' : 'stop')))
    if (usageChunk) parts.push(this.#encode(usageChunk))
    if (done) parts.push(done.raw)
    return concatBytes(parts)
  }

  error(cause: unknown): Uint8Array {
    const own = isObject(cause) && !(cause instanceof Error) && 'error' in cause
    return encodeEvent(own ? cause : { error: { message: wordsOf(cause), type: 'api_error' } })
  }

  merged(): unknown[] {
    return [mergeMessages(this.#rounds.map(assembled), this.#toolName)]
  }

  usage(): Usage | undefined {
    return readUsage(this.#usage)
  }

  get #round(): Round {
    return this.#rounds.at(-1)!
  }

  get #isLater(): boolean {
    return this.#rounds.length > 1
  }

  #pushUsage(event: StreamEvent, chunk: JsonObject): Uint8Array | undefined {
    if (this.#round.held.size > 0) {
      this.#round.usageChunk = chunk
      return undefined
    }
    return this.#isLater ? this.#encode(chunk) : event.raw
  }

  #pushChoice(event: StreamEvent, chunk: JsonObject): Uint8Array | undefined {
    const round = this.#round
    const [choice] = objectsIn(chunk.choices)
    const delta = isObject(choice?.delta) ? choice.delta : {}
    this.#accumulate(delta)
    const parts = objectsIn(delta.tool_calls)
    const calls = this.#visible(parts)
    const finish = choice?.finish_reason ?? null
    if (finish !== null) round.isOver = true
    if (finish !== null && round.held.size > 0) {
      round.finish = chunk
      const hasMore = calls.length > 0 || Boolean(delta.content)
      return hasMore ? this.#encode(withDelta(chunk, this.#shown(delta, calls), null)) : undefined
    }
    const asItCame =
      !this.#isLater && calls.length === parts.length && calls.every((call, index) => call === parts[index])
    if (asItCame) return event.raw
    const shown = this.#shown(delta, calls)
    const isEmpty = finish === null && Object.values(shown).every((value) => value === null || value === '')
    return isEmpty ? undefined : this.#encode(withDelta(chunk, shown, finish))
  }

  #accumulate(delta: JsonObject): void {
    const { message, calls, held } = this.#round
    for (const [key, value] of Object.entries(delta)) {
      if (key === 'tool_calls' || key === 'role') continue
      if (typeof value === 'string') message[key] = stringOr(message[key], '') + value
      else if (Array.isArray(value)) message[key] = [...(Array.isArray(message[key]) ? message[key] : []), ...value]
    }
    if (typeof delta.content === 'string' && delta.content !== '') this.#sawText = true
    for (const part of objectsIn(delta.tool_calls)) {
      const { index: place, ...rest } = part
      const index = typeof place === 'number' ? place : calls.size
      const call = calls.get(index)
      const called = isObject(part.function) ? part.function : {}
      if (!call) {
        calls.set(index, { ...rest, function: { ...called, arguments: stringOr(called.arguments, '') } })
        if (called.name === this.#toolName) held.add(index)
      } else if (isObject(call.function)) {
        call.function.arguments = stringOr(call.function.arguments, '') + stringOr(called.arguments, '')
      }
    }
  }

  /** The parts of calls that the caller may see, under the indexes that it knows them by. */
  #visible(parts: readonly JsonObject[]): JsonObject[] {
    const { held, shown } = this.#round
    return parts.flatMap((part) => {
      const index = typeof part.index === 'number' ? part.index : 0
      if (held.has(index)) return []
      if (!shown.has(index)) shown.set(index, this.#shownCalls++)
      const place = shown.get(index)!
      return [place === part.index ? part : { ...part, index: place }]
    })
  }

  #shown(delta: JsonObject, calls: JsonObject[]): JsonObject {
    const { tool_calls: _, role, ...rest } = delta
    const shown: JsonObject = this.#isLater || role === undefined ? rest : { role, ...rest }
    if (calls.length > 0) shown.tool_calls = calls
    if (this.#breakDue && typeof shown.content === 'string' && shown.content !== '') {
      shown.content = ROUND_BREAK + shown.content
      this.#breakDue = false
    }
    return shown
  }

  /** A chunk under the id of the first one, with the figures of all rounds. */
  #encode(chunk: JsonObject): Uint8Array {
    const own = { ...chunk, ...(this.#firstId === undefined ? {} : { id: this.#firstId }) }
    return encodeEvent(isObject(chunk.usage) ? { ...own, usage: this.#usage } : own)
  }
}

function withDelta(chunk: JsonObject, delta: JsonObject, finish: unknown): JsonObject {
  return { ...chunk, choices: [{ ...objectsIn(chunk.choices)[0], delta, finish_reason: finish }] }
}

/** The assistant's message that a round's chunks make up. */
function assembled({ message, calls }: Round): JsonObject {
  const list = [...calls].sort(([a], [b]) => a - b).map(([, call]) => call)
  return { content: null, ...message, ...(list.length > 0 ? { tool_calls: list } : {}) }
}
