// Events of streamGenerateContent with alt=sse: each is a whole answer with a further piece of the content.
import type { AnswerStream, AnswerTurn, StreamEvent, Usage } from '../types.ts'
import {
  callIn,
  candidateOf,
  contentOf,
  partsOf,
  readTurn,
  readUsage,
  sumUsage,
  visibleParts,
} from './gemini-answer.ts'
import { encodeEvent, eventObject, isObject, type JsonObject, wordsOf } from './reading.ts'

/** One request's part of the answer. */
interface Round {
  parts: JsonObject[]
  finish?: unknown
  /** Running total of the round. */
  usage?: unknown
  /** Whether our tool was called. */
  isHeld: boolean
  /** What ends the answer, kept until it is known whether another round follows. */
  end?: JsonObject
}

/** Passes events on as they come, but for calls of our tool and, once there is one, what ends the answer. */
export class GeminiStream implements AnswerStream {
  readonly #toolName: string
  readonly #rounds: Round[] = []
  readonly #visible: ReturnType<typeof visibleParts>
  readonly #shown: JsonObject[] = []
  #firstId: unknown

  constructor(toolName: string) {
    this.#toolName = toolName
    this.#visible = visibleParts(toolName)
  }

  begin(): void {
    this.#rounds.push({ parts: [], isHeld: false })
    this.#visible.begin()
  }

  push(event: StreamEvent): Uint8Array | undefined {
    const data = eventObject(event)
    if (!data) return event.raw
    const round = this.#round
    const candidate = candidateOf(data)
    this.#firstId ??= data.responseId
    if (data.usageMetadata !== undefined) round.usage = data.usageMetadata
    const parts = partsOf(candidate?.content)
    const visible = this.#visible.take(parts)
    this.#shown.push(...visible)
    round.parts.push(...parts)
    round.finish = candidate?.finishReason ?? round.finish
    round.isHeld ||= parts.some((part) => callIn(part)?.name === this.#toolName)
    if (!round.isHeld && !this.#isLater) return event.raw
    if (candidate) return this.#pushCandidate(data, candidate, visible)
    return data.usageMetadata === undefined ? event.raw : this.#encode(data)
  }

  over(): boolean {
    return this.#round.finish !== undefined
  }

  turn(): AnswerTurn {
    return readTurn(joined(this.#round.parts), this.#round.finish, this.#toolName)
  }

  close(): Uint8Array | undefined {
    const { end } = this.#round
    return end && this.#encode(withParts(end, []))
  }

  error(cause: unknown): Uint8Array {
    const own = isObject(cause) && 'error' in cause
    return encodeEvent(own ? cause : { error: { code: 500, message: wordsOf(cause), status: 'INTERNAL' } })
  }

  merged(): unknown[] {
    return [contentOf(this.#shown)]
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

  get #usage(): unknown {
    return sumUsage(this.#rounds.map(({ usage }) => usage))
  }

  #pushCandidate(data: JsonObject, candidate: JsonObject, visible: readonly JsonObject[]): Uint8Array | undefined {
    const isEnd = candidate.finishReason !== undefined
    if (isEnd && this.#round.isHeld) this.#round.end = data
    if (isEnd && !this.#round.isHeld) return this.#encode(withParts(data, visible))
    return visible.length > 0 ? this.#encode(withParts(data, visible, { isOpen: true })) : undefined
  }

  /** A chunk under the id of the first one, with the figures of all rounds. */
  #encode(chunk: JsonObject): Uint8Array {
    const usage = chunk.usageMetadata === undefined ? {} : { usageMetadata: this.#usage }
    const id = this.#firstId === undefined ? {} : { responseId: this.#firstId }
    return encodeEvent({ ...chunk, ...usage, ...id })
  }
}

/** The chunk with other parts; one that does not end the answer if it is to stay open. */
function withParts(chunk: JsonObject, parts: readonly JsonObject[], { isOpen = false } = {}): JsonObject {
  const { finishReason, ...candidate } = candidateOf(chunk) ?? {}
  const end = isOpen ? {} : { finishReason }
  return { ...chunk, candidates: [{ ...candidate, content: contentOf(parts), ...end }] }
}

/** Parts as one answer would have them: pieces of a text become one, but for those that are signed. */
function joined(parts: readonly JsonObject[]): JsonObject[] {
  const list: JsonObject[] = []
  for (const part of parts) {
    const last = list.at(-1)
    if (last && isPlain(last) && isPlain(part) && last.thought === part.thought)
      list[list.length - 1] = { ...last, text: `${last.text}${part.text}` }
    else list.push(part)
  }
  return list
}

const isPlain = (part: JsonObject) =>
  typeof part.text === 'string' && Object.keys(part).every((key) => key === 'text' || key === 'thought')
