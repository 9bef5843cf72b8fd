// The AI SDK's language models as a provider: what their answers are made of, and how the rounds of a retrieval are joined to
// one answer, whole or as a stream of parts. Specification v2 spells the reason for the end and the usage otherwise than v3
// and v4; both are told by their shape.
import { type AnswerTurn, addUsage, type PartStream, type Provider, readCall, type Usage } from '@headroom/core'
import { FORMAT, isObject, type JsonObject, objectsIn } from './wire.ts'

export const aiSdkProvider: Provider = {
  name: FORMAT,
  wires: [FORMAT],

  toolDefinition: ({ name, description, parameters }) => ({
    type: 'function',
    name,
    description,
    inputSchema: parameters,
  }),

  toolName: (definition) => (isObject(definition) && typeof definition.name === 'string' ? definition.name : undefined),

  turn: (answer, toolName) =>
    isObject(answer) && Array.isArray(answer.content) ? readTurn(objectsIn(answer.content), toolName) : undefined,

  results(calls, texts, toolName) {
    const content = calls.map(({ id }, index) => ({
      type: 'tool-result',
      toolCallId: id,
      toolName,
      output: { type: 'text', value: texts[index] },
    }))
    return [{ role: 'tool', content }]
  },

  // All results of a turn stand in the one message after it.
  joinResults(results, next) {
    if (!isObject(next) || next.role !== 'tool' || !Array.isArray(next.content)) return undefined
    return { ...next, content: [...results.flatMap(contentOf), ...next.content] }
  },

  merge(answers, toolName) {
    const content = withoutCalls(answers.flatMap(contentOf), toolName)
    const last = answers.at(-1) as JsonObject
    const usage = answers.map((answer) => (answer as JsonObject).usage).reduce(addUsage)
    return { ...last, content, finishReason: reasonFor(last.finishReason, content), usage }
  },

  answerMessages: (answer) => [messageOf(contentOf(answer))],

  withoutCalls: (messages, toolName) =>
    messages.flatMap((message) => {
      const content = withoutCalls(contentOf(message), toolName)
      // Providers refuse messages without content.
      return content.length > 0 ? [{ role: 'assistant', content }] : []
    }),

  echo(messages, from) {
    const message = messages[from]
    if (!isObject(message) || message.role !== 'assistant') return undefined
    const texts = ofType(message, 'text').map(({ text }) => String(text).trim())
    const ids = ofType(message, 'tool-call').map(({ toolCallId }) => toolCallId)
    return { keys: [JSON.stringify([texts.filter((text) => text !== '').join('\n'), ids])], count: 1 }
  },

  usage: (answer) => (isObject(answer) ? readUsage(answer.usage) : undefined),

  stream: (toolName) => new AiSdkStream(toolName),

  error: (_status, message) => ({ error: message }),
}

const contentOf = (holder: unknown): JsonObject[] => (isObject(holder) ? objectsIn(holder.content) : [])
const ofType = (message: JsonObject, wanted: string) => contentOf(message).filter(({ type }) => type === wanted)
const withoutCalls = (content: readonly JsonObject[], toolName: string) =>
  content.filter((part) => !isCallOf(part, toolName))

/** Parts that are content as they stand; texts and reasoning come in pieces. */
const WHOLE = new Set(['tool-call', 'tool-result', 'tool-approval-request', 'file', 'reasoning-file', 'custom'])

/** One request's part of the answer. */
interface Round {
  content: JsonObject[]
  /** Texts and reasoning, by id. */
  growing: Map<unknown, JsonObject>
  /** Ids under which the caller knows them. */
  shownIds: Map<unknown, string>
  /** Ids of calls of our tool whose input is on its way. */
  held: Set<unknown>
  finish?: JsonObject
}

/** Passes parts on as they come, but for calls of our tool and, once there is one, what ends the answer. */
class AiSdkStream implements PartStream {
  readonly unit = 'parts'
  readonly #toolName: string
  readonly #rounds: Round[] = []
  readonly #usedIds = new Set<unknown>()

  constructor(toolName: string) {
    this.#toolName = toolName
  }

  begin(): void {
    for (const id of this.#rounds.at(-1)?.growing.keys() ?? []) this.#usedIds.add(id)
    this.#rounds.push({ content: [], growing: new Map(), shownIds: new Map(), held: new Set() })
  }

  push(event: unknown): readonly unknown[] | undefined {
    if (!isObject(event)) return [event]
    const round = this.#round
    switch (event.type) {
      case 'stream-start':
        return this.#isLater ? undefined : [event]
      case 'text-start':
      case 'reasoning-start':
        startPart(round, event)
        return [this.#renamed(event)]
      case 'text-delta':
      case 'reasoning-delta':
      case 'text-end':
      case 'reasoning-end':
        growPart(round, event)
        return [this.#renamed(event)]
      case 'tool-input-start':
        if (event.toolName === this.#toolName && event.providerExecuted !== true) round.held.add(event.id)
        return round.held.has(event.id) ? undefined : [event]
      case 'tool-input-delta':
      case 'tool-input-end':
        return round.held.has(event.id) ? undefined : [event]
      case 'finish':
        round.finish = event
        if (this.#holds) return undefined
        return [this.#isLater ? this.#summed(event) : event]
      default:
        if (typeof event.type === 'string' && WHOLE.has(event.type)) round.content.push(event)
        return isCallOf(event, this.#toolName) ? undefined : [event]
    }
  }

  over(): boolean {
    return this.#round.finish !== undefined
  }

  turn(): AnswerTurn {
    return readTurn(this.#round.content, this.#toolName)
  }

  close(): readonly unknown[] | undefined {
    const { finish, content } = this.#round
    if (!this.#holds || !finish) return undefined
    const finishReason = reasonFor(finish.finishReason, withoutCalls(content, this.#toolName))
    return [{ ...this.#summed(finish), finishReason }]
  }

  error(cause: unknown): readonly unknown[] {
    return [{ type: 'error', error: cause }]
  }

  merged(): unknown[] {
    const all = this.#rounds.flatMap(({ content }) => content)
    return [messageOf(withoutCalls(all, this.#toolName))]
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

  /** Whether the round calls our tool. */
  get #holds(): boolean {
    return this.#round.content.some((part) => isCallOf(part, this.#toolName))
  }

  get #usage(): unknown {
    return this.#rounds.map(({ finish }) => finish?.usage).reduce(addUsage)
  }

  /** The part that ends the answer, with the figures of all rounds. */
  #summed(finish: JsonObject): JsonObject {
    return { ...finish, usage: this.#usage }
  }

  /** The part under an id that no earlier round has used. */
  #renamed(part: JsonObject): JsonObject {
    const { shownIds } = this.#round
    if (!this.#usedIds.has(part.id)) return part
    if (!shownIds.has(part.id)) shownIds.set(part.id, this.#freshId(part.id))
    return { ...part, id: shownIds.get(part.id) }
  }

  #freshId(id: unknown): string {
    let fresh = `${id}-${this.#rounds.length}`
    while (this.#usedIds.has(fresh)) fresh += '-'
    this.#usedIds.add(fresh)
    return fresh
  }
}

function startPart({ content, growing }: Round, { type, id, providerMetadata }: JsonObject): void {
  const part = { type: type === 'text-start' ? 'text' : 'reasoning', text: '', providerMetadata }
  growing.set(id, part)
  content.push(part)
}

/** What a provider says of a part, such as a signature, may come with any of its pieces; the newest counts. */
function growPart({ growing }: Round, { id, delta, providerMetadata }: JsonObject): void {
  const part = growing.get(id)
  if (!part) return
  if (typeof delta === 'string') part.text = `${part.text}${delta}`
  if (providerMetadata !== undefined) part.providerMetadata = providerMetadata
}

/** Reads the calls among the parts of an answer, ours and the caller's. */
function readTurn(content: readonly JsonObject[], toolName: string): AnswerTurn {
  const asked = content.filter(isAsked)
  const ours = asked.filter((part) => isCallOf(part, toolName))
  return {
    calls: ours.map(({ toolCallId, input }) => readCall(toolCallId, readInput(input))),
    otherCalls: asked.length - ours.length,
    messages: [messageOf(content)],
  }
}

/** True for a part, of an answer or of a message, that calls our tool. */
const isCallOf = (part: JsonObject, toolName: string): boolean =>
  part.type === 'tool-call' && part.toolName === toolName && part.providerExecuted !== true

/** Something that the caller has to see to before the model can go on. */
const isAsked = ({ type, providerExecuted }: JsonObject): boolean =>
  (type === 'tool-call' && providerExecuted !== true) || type === 'tool-approval-request'

/** The reason why an answer ends, for one of which these parts are shown. */
function reasonFor(reason: unknown, shown: readonly JsonObject[]): unknown {
  const unified = isObject(reason) ? reason.unified : reason
  if (unified !== 'tool-calls' || shown.some(isAsked)) return reason
  return isObject(reason) ? { ...reason, unified: 'stop' } : 'stop'
}

/** The assistant's message as the provider must get it back. */
function messageOf(content: readonly JsonObject[]): JsonObject {
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

function readUsage(usage: unknown): Usage | undefined {
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
