// Messages events: https://docs.anthropic.com/en/docs/build-with-claude/streaming
import { concatBytes } from '../bytes.ts'
import type { AnswerStream, StreamEvent } from '../types.ts'
import { readTurn, readUsage, withoutCalls } from './anthropic.ts'
import { addUsage, encodeEvent, eventObject, isObject, type JsonObject, parseJson, stringOr } from './reading.ts'

/** One request's part of the answer. */
interface Round {
  blocks: Map<number, JsonObject>
  /** Input of tool calls, as it arrives. */
  inputs: Map<number, string>
  held: Set<number>
  /** The index under which the caller knows a block. */
  shown: Map<number, number>
  usage: unknown
  /** A block has changed in a way that is not known here, so the round cannot be given back to the provider. */
  unknownDelta?: true
  messageDelta?: JsonObject
}

export function anthropicStream(toolName: string): AnswerStream {
  const rounds: Round[] = []
  let shownBlocks = 0
  const round = () => rounds.at(-1)!

  function push(event: StreamEvent): Uint8Array | undefined {
    const data = eventObject(event)
    switch (data?.type) {
      case 'message_start':
        if (isObject(data.message)) round().usage = data.message.usage
        return rounds.length === 1 ? event.raw : undefined
      case 'content_block_start':
        return startBlock(event, data)
      case 'content_block_delta':
        addDelta(data)
        return show(event, data)
      case 'content_block_stop':
        stopBlock(data)
        return show(event, data)
      case 'message_delta':
        round().messageDelta = data
        // The figures of this event are running totals of the round, not additions.
        if (isObject(data.usage))
          round().usage = { ...(isObject(round().usage) ? (round().usage as JsonObject) : {}), ...data.usage }
        if (round().held.size > 0) return undefined
        return rounds.length === 1 ? event.raw : encodeEvent(summed(data), event.event)
      case 'message_stop':
        return round().held.size > 0 ? undefined : event.raw
      default:
        return event.raw
    }
  }

  function startBlock(event: StreamEvent, data: JsonObject): Uint8Array | undefined {
    const { blocks, held, shown } = round()
    const index = indexOf(data)
    const block = isObject(data.content_block) ? structuredClone(data.content_block) : {}
    blocks.set(index, block)
    if (block.type === 'tool_use' && block.name === toolName) {
      held.add(index)
      return undefined
    }
    shown.set(index, shownBlocks++)
    return show(event, data)
  }

  /** The event under the caller's index; nothing of a block that is held back. */
  function show(event: StreamEvent, data: JsonObject): Uint8Array | undefined {
    const index = indexOf(data)
    if (round().held.has(index)) return undefined
    const place = round().shown.get(index) ?? index
    return place === index ? event.raw : encodeEvent({ ...data, index: place }, event.event)
  }

  function addDelta(data: JsonObject): void {
    const block = round().blocks.get(indexOf(data))
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
      case 'input_json_delta': {
        const { inputs } = round()
        inputs.set(indexOf(data), (inputs.get(indexOf(data)) ?? '') + stringOr(delta.partial_json, ''))
        break
      }
      default:
        round().unknownDelta = true
    }
  }

  function stopBlock(data: JsonObject): void {
    const block = round().blocks.get(indexOf(data))
    const input = round().inputs.get(indexOf(data))
    if (block && input) block.input = parseJson(input) ?? block.input
  }

  function summed(data: JsonObject): JsonObject {
    const all = rounds.map(({ usage }) => usage).reduce(addUsage)
    if (!isObject(data.usage) || !isObject(all)) return data
    return { ...data, usage: Object.fromEntries(Object.keys(data.usage).map((key) => [key, all[key]])) }
  }

  const contentOf = ({ blocks }: Round) => [...blocks].sort(([a], [b]) => a - b).map(([, block]) => block)

  return {
    begin() {
      rounds.push({ blocks: new Map(), inputs: new Map(), held: new Set(), shown: new Map(), usage: undefined })
    },
    push,
    turn() {
      const turn = readTurn(contentOf(round()), toolName)
      return round().unknownDelta ? { ...turn, calls: [] } : turn
    },
    close() {
      const { held, messageDelta, shown, blocks } = round()
      if (held.size === 0) return undefined
      const called = [...shown.keys()].some((index) => blocks.get(index)?.type === 'tool_use')
      const delta = messageDelta ?? { type: 'message_delta', delta: {} }
      const stop = { ...(isObject(delta.delta) ? delta.delta : {}), stop_reason: called ? 'tool_use' : 'end_turn' }
      return concatBytes([
        encodeEvent(summed({ ...delta, delta: stop }), 'message_delta'),
        encodeEvent({ type: 'message_stop' }, 'message_stop'),
      ])
    },
    error(cause) {
      const own = isObject(cause) && cause.type === 'error'
      return encodeEvent(own ? cause : { type: 'error', error: { type: 'api_error', message: String(cause) } }, 'error')
    },
    merged: () => ({ role: 'assistant', content: withoutCalls(rounds.flatMap(contentOf), toolName) }),
    usage: () => readUsage(rounds.map(({ usage }) => usage).reduce(addUsage, undefined)),
  }
}

const indexOf = (data: JsonObject): number => (typeof data.index === 'number' ? data.index : -1)
