// A stream of chunks, through all the rounds of an answer. LangChain adds chunks up to a message: so a later round must not
// say again what an earlier one has said, and a call of ours must leave no trace.
import type { AnswerTurn, PartStream, Usage } from '@headroom/core'
import { AIMessageChunk } from '@langchain/core/messages'
import { ChatGenerationChunk } from '@langchain/core/outputs'
import { addFigures, endWithoutCalls, isCallOf, ROUND_BREAK, readTurn, readUsage, withoutOurs } from './answers.ts'
import { type Fields, objectsIn } from './messages.ts'

/** One request's part of the answer. */
interface Round {
  sum: Sum
  /** Calls of our tool: their indexes, their ids where there are none, themselves if they have neither. */
  held: Set<unknown>
  /** The lowest index that was free in the user's message. */
  base: number
  /** What is said of the end of a round with a call of ours: it is not known yet whether another round follows. */
  ending: Remarks
  /** The reason why the message ends has come. */
  isOver: boolean
}

/** Passes chunks on as they come, but for calls of our tool and, once there is one, what ends the answer. */
export class ChunkStream implements PartStream {
  readonly unit = 'parts'
  readonly #toolName: string
  readonly #rounds: Round[] = []
  readonly #shown = new Sum()
  #said = noRemarks()
  #nextIndex = 0
  #breakDue = false

  constructor(toolName: string) {
    this.#toolName = toolName
  }

  begin(): void {
    for (const chunk of this.#shown.chunks) assignRemarks(this.#said, remarksOf(chunk))
    this.#breakDue = this.#shown.chunks.some(({ text }) => text !== '')
    const round = { sum: new Sum(), held: new Set(), base: this.#nextIndex, ending: noRemarks(), isOver: false }
    this.#rounds.push(round)
  }

  push(event: unknown): readonly unknown[] | undefined {
    const chunk = event as ChatGenerationChunk
    const round = this.#round
    round.sum.chunks.push(chunk)
    for (const part of partsOf(chunk)) if (isCallOf(part, this.#toolName)) round.held.add(part.index ?? part.id ?? part)
    round.isOver ||= Object.values(remarksOf(chunk)).some((fields) => fields.finish_reason ?? fields.stop_reason)
    const { response_metadata: said } = chunk.message
    const asItCame = this.#rounds.length === 1 && round.held.size === 0 && withoutOurs(said, this.#toolName) === said
    return this.#show(asItCame ? chunk : this.#rewritten(chunk))
  }

  over(): boolean {
    return this.#round.isOver
  }

  turn(): AnswerTurn {
    return readTurn(this.#round.sum.message, this.#toolName)
  }

  close(): readonly unknown[] | undefined {
    const { held, ending } = this.#round
    if (held.size === 0) return undefined
    const ended = this.turn().otherCalls > 0 ? (fields: Fields) => fields : endWithoutCalls
    const remarks = { info: ended(ending.info), response: ended(ending.response), additional: ended(ending.additional) }
    const content = Array.isArray(this.#shown.message.content) ? [] : ''
    return this.#show(chunkOf({ content }, remarks, ''))
  }

  // There is no chunk for an error: the stream fails with it.
  error(cause: unknown): never {
    throw cause
  }

  merged(): unknown[] {
    const { chunks } = this.#round.sum
    // The usual answer, which is not added up twice.
    const shown = this.#shown.chunks
    const isAsItCame = shown.length === chunks.length && shown.every((chunk, index) => chunk === chunks[index])
    return [isAsItCame ? this.#round.sum.message : this.#shown.message]
  }

  usage(): Usage | undefined {
    const figures = this.#rounds.map(({ sum }): unknown => sum.message.usage_metadata)
    return readUsage({ usage_metadata: figures.reduce(addFigures) })
  }

  get #round(): Round {
    return this.#rounds.at(-1)!
  }

  #show(chunk: ChatGenerationChunk | undefined): readonly unknown[] | undefined {
    if (!chunk) return undefined
    this.#shown.chunks.push(chunk)
    for (const { index } of partsOf(chunk)) {
      if (typeof index === 'number') this.#nextIndex = Math.max(this.#nextIndex, index + 1)
    }
    return [chunk]
  }

  /** The chunk as the user may see it; undefined if nothing is left of it. */
  #rewritten(chunk: ChatGenerationChunk): ChatGenerationChunk | undefined {
    const { content, tool_call_chunks = [], usage_metadata, id } = chunk.message as AIMessageChunk
    const visible = Array.isArray(content) ? this.#visible(content) : this.#withBreak(content)
    const calls = this.#visible(tool_call_chunks)
    const remarks = this.#remarks(remarksOf(chunk))
    const hasRemarks = Object.values(remarks).some((fields) => Object.keys(fields).length > 0)
    if (visible.length + calls.length === 0 && !usage_metadata && !hasRemarks) return undefined
    const text = typeof visible === 'string' ? visible : chunk.text
    const first = id && (this.#shown.chunks.find(({ message }) => message.id)?.message.id ?? id)
    return chunkOf({ content: visible, tool_call_chunks: calls, usage_metadata, id: first }, remarks, text)
  }

  /** The parts that are no call of ours, under the indexes that the user knows. */
  #visible<Part extends object>(parts: readonly Part[]): Part[] {
    const { held, base } = this.#round
    const others = (parts as readonly (Part & Fields)[]).filter((part) => !held.has(part.index ?? part.id ?? part))
    return others.map((part) => {
      const { index } = part
      if (typeof index !== 'number') return part
      const before = [...held].filter((place) => typeof place === 'number' && place < index).length
      return { ...part, index: base + index - before }
    })
  }

  #withBreak(text: string): string {
    if (!this.#breakDue || text === '') return text
    this.#breakDue = false
    return ROUND_BREAK + text
  }

  #remarks({ info, response: all, additional }: Remarks): Remarks {
    const { held, sum, ending } = this.#round
    const response = withoutOurs(all, this.#toolName)
    const { tool_calls: raw, ...rest } = additional
    const calls = this.#visible(objectsIn(raw))
    const shown = calls.length > 0 ? { tool_calls: calls } : {}
    if (held.size > 0) {
      assignRemarks(ending, { info, response, additional: rest })
      return { ...noRemarks(), additional: shown }
    }
    const opening = sum.chunks.length === 1 ? unsaid(rest, this.#said.additional) : rest
    return {
      info: unsaid(info, this.#said.info),
      response: unsaid(response, this.#said.response),
      additional: { ...opening, ...shown },
    }
  }
}

/** Chunks, and the message that they add up to. */
class Sum {
  readonly chunks: ChatGenerationChunk[] = []
  #message = new AIMessageChunk('')
  #added = 0

  get message(): AIMessageChunk {
    for (const { message } of this.chunks.slice(this.#added)) {
      this.#message =
        this.#added++ === 0 ? (message as AIMessageChunk) : this.#message.concat(message as AIMessageChunk)
    }
    return this.#message
  }
}

/** What a chunk says beside its content. */
interface Remarks {
  info: Fields
  response: Fields
  additional: Fields
}

const noRemarks = (): Remarks => ({ info: {}, response: {}, additional: {} })

const remarksOf = ({ message, generationInfo = {} }: ChatGenerationChunk): Remarks => ({
  info: generationInfo,
  response: message.response_metadata,
  additional: message.additional_kwargs,
})

function assignRemarks(target: Remarks, { info, response, additional }: Remarks): void {
  Object.assign(target.info, info)
  Object.assign(target.response, response)
  Object.assign(target.additional, additional)
}

/** Without what is said already. But reasoning goes on, and the last id is what an answer is called by its provider. */
function unsaid(fields: Fields, said: Fields): Fields {
  const isNew = ([key]: [string, unknown]) => key === 'reasoning_content' || key === 'id' || isNothing(said[key])
  return Object.fromEntries(Object.entries(fields).filter(isNew))
}

function isNothing(value: unknown): boolean {
  return value == null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
}

function partsOf({ message }: ChatGenerationChunk): Fields[] {
  return [...objectsIn((message as AIMessageChunk).tool_call_chunks), ...objectsIn(message.content)]
}

type ChunkFields = Exclude<ConstructorParameters<typeof AIMessageChunk>[0], string>

function chunkOf(fields: ChunkFields, { info, response, additional }: Remarks, text: string): ChatGenerationChunk {
  const message = new AIMessageChunk({ ...fields, response_metadata: response, additional_kwargs: additional })
  return new ChatGenerationChunk({ message, text, generationInfo: info })
}
