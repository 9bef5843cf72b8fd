// A stream of content-block events (`streamEvents` without a version, or "v3"), through all the rounds of an answer.
import type { AnswerTurn, PartStream, Usage } from '@headroom/core'
import { AIMessage } from '@langchain/core/messages'
import { addFigures, isCallOf, readTurn, readUsage, withoutOurs } from './answers.ts'
import { type Fields, isObject } from './messages.ts'

/** One request's part of the answer. */
interface Round {
  /** Finished blocks by their index. */
  blocks: Map<number, unknown>
  /** Indexes of calls of our tool. */
  held: Set<number>
  /** The lowest index that was free in the user's message. */
  base: number
  id: unknown
  usage: unknown
  /** The event that ends the message. */
  finish?: Fields
}

/** Passes events on as they come, but for calls of our tool and, once there is one, what ends the answer. */
export class EventStream implements PartStream {
  readonly unit = 'parts'
  readonly #toolName: string
  readonly #rounds: Round[] = []
  #nextIndex = 0

  constructor(toolName: string) {
    this.#toolName = toolName
  }

  begin(): void {
    const round = { blocks: new Map(), held: new Set<number>(), base: this.#nextIndex, id: undefined, usage: undefined }
    this.#rounds.push(round)
  }

  push(event: unknown): readonly unknown[] | undefined {
    const round = this.#round
    const data = event as Fields
    if (isObject(data.usage)) round.usage = data.usage
    switch (data.event) {
      case 'message-start':
        round.id = data.id
        return this.#isLater ? undefined : [data]
      case 'content-block-start':
      case 'content-block-delta':
      case 'content-block-finish':
        return this.#pushBlock(data, data.index as number)
      case 'message-finish':
        round.finish = withoutOurs(data, this.#toolName)
        return round.held.size > 0 ? undefined : [this.#summed(round.finish)]
      case 'usage':
        return [this.#summed(data)]
      case 'provider':
        return this.#isOfOurs() ? undefined : [withoutOurs(data, this.#toolName)]
      default:
        return [data]
    }
  }

  /** Whether what a provider says beside is of a call of ours, or opens a round that the user knows nothing of. */
  #isOfOurs(): boolean {
    const { held, blocks } = this.#round
    return held.size > 0 || (this.#isLater && blocks.size === 0)
  }

  over(): boolean {
    return this.#round.finish !== undefined
  }

  turn(): AnswerTurn {
    return readTurn(messageOf([this.#round]), this.#toolName)
  }

  close(): readonly unknown[] | undefined {
    const { held, finish, blocks } = this.#round
    if (held.size === 0) return undefined
    const isCalled = [...blocks].some(([index, block]) => !held.has(index) && (block as Fields).type === 'tool_call')
    return [this.#summed({ event: 'message-finish', ...finish, ...(isCalled ? {} : { reason: 'stop' }) })]
  }

  // The stream fails with the error itself, as it would without us.
  error(cause: unknown): never {
    throw cause
  }

  merged(): unknown[] {
    const shown = this.#rounds.map((round) => ({
      ...round,
      blocks: new Map([...round.blocks].filter(([index]) => !round.held.has(index))),
    }))
    return [messageOf(shown)]
  }

  usage(): Usage | undefined {
    return readUsage({ usage_metadata: this.#figures })
  }

  get #round(): Round {
    return this.#rounds.at(-1)!
  }

  get #isLater(): boolean {
    return this.#rounds.length > 1
  }

  get #figures(): unknown {
    return this.#rounds.map(({ usage }) => usage).reduce(addFigures)
  }

  /** The event under the index that the user knows; nothing of a block that is held back. */
  #pushBlock(data: Fields, index: number): readonly unknown[] | undefined {
    const { blocks, held, base } = this.#round
    if (data.event === 'content-block-start' && isCallOf(data.content, this.#toolName)) held.add(index)
    if (data.event !== 'content-block-delta') blocks.set(index, data.content)
    if (held.has(index)) return undefined
    const place = base + index - [...held].filter((before) => before < index).length
    this.#nextIndex = Math.max(this.#nextIndex, place + 1)
    if (place === index) return [data]
    const { content } = data
    const moved = isObject(content) && content.index === index ? { content: { ...content, index: place } } : {}
    return [{ ...data, ...moved, index: place }]
  }

  /** The event with the figures of all rounds: each tells the sum so far. */
  #summed(data: Fields): Fields {
    return this.#isLater && isObject(data.usage) ? { ...data, usage: this.#figures } : data
  }
}

/** The message that LangChain makes of these rounds. */
function messageOf(rounds: readonly Round[]): AIMessage {
  const blocks = rounds.flatMap((round) => [...round.blocks].sort(([a], [b]) => a - b).map(([, block]) => block))
  const metadata = rounds.at(-1)!.finish?.responseMetadata
  return new AIMessage({
    id: rounds[0]!.id as string | undefined,
    content: blocks as AIMessage['content'],
    response_metadata: { ...(isObject(metadata) ? metadata : {}), output_version: 'v1' },
  })
}
