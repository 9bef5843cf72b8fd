// Messages events: https://docs.anthropic.com/en/docs/build-with-claude/streaming
import { concatBytes } from '../bytes.ts'
import type { AnswerStream, AnswerTurn, StreamEvent, Usage } from '../types.ts'
import { readTurn, readUsage, withoutCalls } from './anthropic-answer.ts'
import {
  addUsage,
  encodeEvent,
  eventObject,
  isObject,
  type JsonObject,
  parseJson,
  stringOr,
  wordsOf,
} from './reading.ts'

/** One request's part of the answer. */
interface Round {
  blocks: Map<number, JsonObject>
  /** Input of tool calls, as it arrives. */
  inputs: Map<number, string>
  /** Indexes of calls of our tool. */
  held: Set<number>
  /** The indexes under which the caller knows the other blocks. */
  shown: Map<number, number>
  usage: unknown
  /** A block has grown in a way that is not known here, so the round cannot be given back to the provider. */
  isUnknown?: true
  messageDelta?: JsonObject
}

/** Passes events on as they come, but for calls of our tool and, once there is one, what ends the answer. */
export class AnthropicStream implements AnswerStream {
  readonly #toolName: string
  readonly #rounds: Round[] = []
  #shownBlocks = 0

  constructor(toolName: string) {
    this.#toolName = toolName
  }

  begin(): void {
    this.#rounds.push({ blocks: new Map(), inputs: new Map(), held: new Set(), shown: new Map(), usage: undefined })
  }

  push(event: StreamEvent): Uint8Array | undefined {
    const data = eventObject(event)
    const round = this.#round
    switch (data?.type) {
      case 'message_start':
        if (isObject(data.message)) round.usage = data.message.usage
        return this.#isLater ? undefined : event.raw
      case 'content_block_start':
        return this.#startBlock(event, data)
      case 'content_block_delta':
        addDelta(round, data)
        return this.#show(event, data)
      case 'content_block_stop':
        stopBlock(round, data)
        return this.#show(event, data)
      case 'message_delta':
        return this.#pushDelta(event, data)
      case 'message_stop':
        return round.held.size > 0 ? undefined : event.raw
      default:
        return event.raw
    }
  }

  over(): boolean {
    return this.#round.messageDelta !== undefined
  }

  turn(): AnswerTurn {
    const turn = readTurn(contentOf(this.#round), this.#toolName)
    return this.#round.isUnknown ? { ...turn, calls: [] } : turn
  }

  close(): Uint8Array | undefined {
    const { held, messageDelta, shown, blocks } = this.#round
    if (held.size === 0) return undefined
    const called = [...shown.keys()].some((index) => blocks.get(index)?.type === 'tool_use')
    const data = messageDelta ?? { type: 'message_delta' }
    const delta = { ...(isObject(data.delta) ? data.delta : {}), stop_reason: called ? 'tool_use' : 'end_turn' }
    return concatBytes([
      encodeEvent(this.#summed({ ...data, delta }), 'message_delta'),
      encodeEvent({ type: 'message_stop' }, 'message_stop'),
    ])
  }

  error(cause: unknown): Uint8Array {
    const own = isObject(cause) && cause.type === 'error'
    return encodeEvent(own ? cause : { type: 'error', error: { type: 'api_error', message: wordsOf(cause) } }, 'error')
  }

  merged(): unknown[] {
    return [{ role: 'assistant', content: withoutCalls(this.#rounds.flatMap(contentOf), this.#toolName) }]
  }

  usage(): Usage | undefined {
    return readUsage(this.#rounds.map(({ usage }) => usage).reduce(addUsage, undefined))
  }

  get #round(): Round {
    return this.#rounds.at(-1)!
  }

  get #isLater(): boolean {
    return this.#rounds.length > 1
  }

  #startBlock(event: StreamEvent, data: JsonObject): Uint8Array | undefined {
    const { blocks, held, shown } = this.#round
    const index = indexOf(data)
    const block = isObject(data.content_block) ? structuredClone(data.content_block) : {}
    blocks.set(index, block)
    if (block.type === 'tool_use' && block.name === this.#toolName) held.add(index)
    else shown.set(index, this.#shownBlocks++)
    return this.#show(event, data)
  }

  /** The event under the caller's index; nothing of a block that is held back. */
  #show(event: StreamEvent, data: JsonObject): Uint8Array | undefined {
    const index = indexOf(data)
    if (this.#round.held.has(index)) return undefined
    const place = this.#round.shown.get(index) ?? index
    return place === index ? event.raw : encodeEvent({ ...data, index: place }, event.event)
  }

  #pushDelta(event: StreamEvent, data: JsonObject): Uint8Array | undefined {
    const round = this.#round
    round.messageDelta = data
    // The figures of this event are running totals of the round, not additions.
    if (isObject(data.usage)) round.usage = { ...(isObject(round.usage) ? round.usage : {}), ...data.usage }
    if (round.held.size > 0) return undefined
    return this.#isLater ? encodeEvent(this.#summed(data), event.event) : event.raw
  }

  /** The event with the figures of all rounds. */
  #summed(data: JsonObject): JsonObject {
    const all = this.#rounds.map(({ usage }) => usage).reduce(addUsage, undefined)
    if (!isObject(data.usage) || !isObject(all)) return data
    return { ...data, usage: Object.fromEntries(Object.keys(data.usage).map((key) => [key, all[key]])) }
  }
}

const indexOf = (data: JsonObject): number => (typeof data.index === 'number' ? data.index : -1)

/** The blocks of a round, in order. */
function contentOf({ blocks }: Round): JsonObject[] {
  return [...blocks].sort(([a], [b]) => a - b).map(([, block]) => block)
}

function addDelta(round: Round, data: JsonObject): void {
  const index = indexOf(data)
  const block = round.blocks.get(index)
  const delta = isObject(data.delta) ? data.delta : {}
  if (!block) return
  switch (delta.type) {
    case 'text_delta':
      block.text = stringOr(block.text, '') + stringOr(delta.text, '')
      break
    case 'thinking_delta':
      block.thinking = stringOr(block.thinking, '') + stringOr(delta.thinking, '')
      break
    case 'signature_delta':
      block.signature = delta.signature
      break
    case 'citations_delta':
      block.citations = [...(Array.isArray(block.citations) ? block.citations : []), delta.citation]
      break
    case 'input_json_delta':
      round.inputs.set(index, (round.inputs.get(index) ?? '') + stringOr(delta.partial_json, ''))
      break
    default:
      round.isUnknown = true
  }
}

function stopBlock({ blocks, inputs }: Round, data: JsonObject): void {
  const block = blocks.get(indexOf(data))
  const input = inputs.get(indexOf(data))
  if (block && input) block.input = parseJson(input) ?? block.input
}
