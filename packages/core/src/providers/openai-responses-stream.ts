// Responses events: https://platform.openai.com/docs/api-reference/responses-streaming
import { concatBytes } from '../bytes.ts'
import type { AnswerStream, AnswerTurn, StreamEvent, Usage } from '../types.ts'
import { givenBack, isCallOf, mergeAnswers, readTurn, readUsage } from './openai-responses-answer.ts'
import { addUsage, encodeEvent, eventObject, isObject, type JsonObject, objectsIn, wordsOf } from './reading.ts'

/** One request's part of the answer. */
interface Round {
  /** What is said about the answer: at its beginning, then at its end. */
  response: JsonObject
  items: Map<number, JsonObject>
  /** Indexes of calls of our tool. */
  held: Set<number>
  /** The indexes under which the caller knows the other items. */
  shown: Map<number, number>
  isOver: boolean
  /** Events of reasoning that has said nothing yet: if it leads to nothing but our call, the caller must not have it. */
  waiting: { event: StreamEvent; data: JsonObject; index: number }[]
  /** What ends the answer, kept until it is known whether another round follows. */
  end?: JsonObject
}

const BEGINNINGS = new Set(['response.created', 'response.queued', 'response.in_progress'])
const ENDS = new Set(['response.completed', 'response.incomplete', 'response.failed'])

/** Passes events on as they come, but for calls of our tool and, once there is one, what ends the answer. */
export class OpenaiResponsesStream implements AnswerStream {
  readonly #toolName: string
  readonly #rounds: Round[] = []
  #shownItems = 0
  /** Number of the next event, as the caller counts them. */
  #next = 0

  constructor(toolName: string) {
    this.#toolName = toolName
  }

  begin(): void {
    const items = new Map<number, JsonObject>()
    this.#rounds.push({ response: {}, items, held: new Set(), shown: new Map(), isOver: false, waiting: [] })
  }

  push(event: StreamEvent): Uint8Array | undefined {
    const data = eventObject(event)
    if (!data) return event.raw
    const type = String(data.type)
    const isEnd = ENDS.has(type)
    if (isEnd || BEGINNINGS.has(type)) this.#take(data, isEnd)
    if (isEnd) return this.#end(event, data)
    if (BEGINNINGS.has(type) && this.#isLater) return undefined
    if (typeof data.output_index === 'number') return this.#pushItem(event, data, data.output_index)
    return this.#released(() => this.#show(event, data))
  }

  over(): boolean {
    return this.#round.isOver
  }

  turn(): AnswerTurn {
    const round = this.#round
    const turn = readTurn(round.response, itemsOf(round), this.#toolName)
    return round.isOver ? turn : { ...turn, isCut: true }
  }

  close(): Uint8Array | undefined {
    const { end, waiting } = this.#round
    if (end) return this.#encode(this.#merged(end))
    return waiting.length > 0 ? this.#released(() => new Uint8Array()) : undefined
  }

  error(cause: unknown): Uint8Array {
    const own = isObject(cause) && isObject(cause.error) ? cause.error : { message: wordsOf(cause), type: 'api_error' }
    // The reference has the error's fields in the event, the servers have them in `error`, and clients read either.
    const { code = null, message, param = null } = own
    return this.#encode({ type: 'error', code, message, param, error: own, sequence_number: this.#next })
  }

  merged(): unknown[] {
    return givenBack(this.#round.response, this.#output)
  }

  usage(): Usage | undefined {
    return readUsage(this.#rounds.map(({ response }) => response.usage).reduce(addUsage, undefined))
  }

  get #round(): Round {
    return this.#rounds.at(-1)!
  }

  get #isLater(): boolean {
    return this.#rounds.length > 1
  }

  /** Whether every event so far was passed on as it came. */
  get #isUntouched(): boolean {
    return !this.#isLater && this.#round.held.size === 0
  }

  #take({ response }: JsonObject, isEnd: boolean): void {
    const round = this.#round
    round.isOver = isEnd
    if (isObject(response)) round.response = response
  }

  #end(event: StreamEvent, data: JsonObject): Uint8Array | undefined {
    const { held } = this.#round
    if (held.size > 0) {
      this.#round.end = data
      return undefined
    }
    return this.#released(() => (this.#isUntouched ? event.raw : this.#encode(this.#merged(data))))
  }

  #pushItem(event: StreamEvent, data: JsonObject, index: number): Uint8Array | undefined {
    const { items, held, shown, waiting } = this.#round
    const { item } = data
    if (isObject(item)) {
      items.set(index, item)
      if (isCallOf(item, this.#toolName)) held.add(index)
      if (item.type === 'reasoning' && !shown.has(index) && this.#toolName !== '') {
        waiting.push({ event, data, index })
        return undefined
      }
    }
    return held.has(index) ? undefined : this.#released(() => this.#showItem(event, data, index))
  }

  /** What was waiting, and what it has waited for. */
  #released(next: () => Uint8Array): Uint8Array {
    const waiting = this.#round.waiting.splice(0)
    if (waiting.length === 0) return next()
    return concatBytes([...waiting.map(({ event, data, index }) => this.#showItem(event, data, index)), next()])
  }

  #showItem(event: StreamEvent, data: JsonObject, index: number): Uint8Array {
    const { shown } = this.#round
    if (!shown.has(index)) shown.set(index, this.#shownItems++)
    return this.#show(event, { ...data, output_index: shown.get(index)! })
  }

  /** The event under the caller's numbers; in its very bytes as long as those are the provider's. */
  #show(event: StreamEvent, data: JsonObject): Uint8Array {
    if (!this.#isUntouched) return this.#encode(data, event.event)
    if (typeof data.sequence_number === 'number') this.#next = data.sequence_number + 1
    return event.raw
  }

  #encode(data: JsonObject, event = String(data.type)): Uint8Array {
    const isNumbered = data.sequence_number !== undefined
    return encodeEvent(isNumbered ? { ...data, sequence_number: this.#next++ } : data, event)
  }

  /** What ends the answer, with all that the caller was shown. */
  #merged(end: JsonObject): JsonObject {
    const answers = this.#rounds.map(({ response }) => response)
    // The name that the answer had at its beginning, for clients take another one for another answer.
    const { id } = answers[0]!
    return { ...end, response: { ...mergeAnswers(answers, this.#output), ...(id === undefined ? {} : { id }) } }
  }

  /** The items that the caller was shown. */
  get #output(): JsonObject[] {
    return this.#rounds.flatMap((round) => {
      if (round.items.size === 0) return itemsOf(round)
      return objectsIn([...round.shown.keys()].map((index) => round.items.get(index)))
    })
  }
}

/** The items of a round, in order; those that no event has told of stand at the answer's end only. */
function itemsOf({ items, response }: Round): JsonObject[] {
  if (items.size === 0) return objectsIn(response.output)
  return [...items].sort(([a], [b]) => a - b).map(([, item]) => item)
}
