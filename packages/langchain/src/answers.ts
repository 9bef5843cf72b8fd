// What a chat model of LangChain answers, as a whole: its calls, and several rounds made into one answer.
import type { AnswerTurn, Provider, RetrievalCall, Usage } from '@headroom/core'
import { type AIMessage, type BaseMessage, ToolMessage, type UsageMetadata } from '@langchain/core/messages'
import type { ChatResult } from '@langchain/core/outputs'
import { type Fields, FORMAT, isObject, isText, objectsIn, toolNameOf } from './messages.ts'

/** Everything but its streams, of which LangChain has two. */
export const answers: Omit<Provider, 'wires' | 'stream'> = {
  name: FORMAT,

  // The form that every chat model of LangChain takes among its call options.
  toolDefinition: (tool) => ({ type: 'function', function: tool }),
  toolName: toolNameOf,

  turn(answer, toolName) {
    const { generations } = answer as ChatResult
    const message = generations[0]?.message
    return generations.length === 1 && message?.getType() === 'ai' ? readTurn(message, toolName) : undefined
  },

  results: (calls, texts) =>
    calls.map(({ id }, index) => new ToolMessage({ content: texts[index]!, tool_call_id: id })),

  merge: (results, toolName) => mergeResults(results as ChatResult[], toolName),
  answerMessages: (answer) => (answer as ChatResult).generations.slice(0, 1).map(({ message }) => message),
  withoutCalls: (messages, toolName) => messages.map((message) => mergeMessages([message as AIMessage], toolName)),

  echo(messages, from) {
    const message = messages[from]
    if (!isObject(message) || (message as unknown as BaseMessage).getType?.() !== 'ai') return undefined
    const ids = callsOf(message as unknown as AIMessage).map(({ id }) => id)
    return { keys: [JSON.stringify([textIn(message.content).trim(), ids])], count: 1 }
  },

  usage: (answer) => readUsage((answer as ChatResult).generations.at(-1)?.message),
  error: (_status, message) => new Error(message),
}

/** Reads the calls of a message, ours and others; those that cannot be parsed are calls too. */
export function readTurn(message: BaseMessage, toolName: string): AnswerTurn {
  const calls = callsOf(message as AIMessage)
  const ours = calls.filter(({ name }) => name === toolName)
  return { calls: ours.map(readCall), otherCalls: calls.length - ours.length, messages: [message] }
}

/** The usage that the provider reports, without what is counted twice: LangChain's input holds what came from the cache. */
export function readUsage(message: unknown): Usage | undefined {
  const usage = isObject(message) ? (message as Partial<AIMessage>).usage_metadata : undefined
  if (!usage) return undefined
  const { cache_read: cacheReadTokens = 0, cache_creation: cacheWriteTokens = 0 } = usage.input_token_details ?? {}
  return {
    inputTokens: usage.input_tokens - cacheReadTokens - cacheWriteTokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens,
    cacheWriteTokens,
  }
}

/** True for a block or a raw call that stands for a call of the tool, and for its definition. */
export function isCallOf(value: unknown, toolName: string): boolean {
  return toolNameOf(value) === toolName && CALL_TYPES.has((value as Fields).type)
}

const CALL_TYPES = new Set<unknown>([
  'tool_use',
  'tool_call',
  'tool_call_chunk',
  'function_call',
  'function',
  undefined,
])

/** Data without what is in its lists for our tool: some providers repeat in an answer what they were asked. */
export function withoutOurs<Value>(value: Value, toolName: string): Value {
  if (Array.isArray(value)) {
    const others = value.filter((item) => !isCallOf(item, toolName)).map((item: unknown) => withoutOurs(item, toolName))
    const isSame = others.length === value.length && others.every((item, index) => item === value[index])
    return isSame ? value : (others as Value)
  }
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([key, field]) => [key, withoutOurs(field, toolName)] as const)
  return entries.every(([key, field]) => value[key] === field) ? value : (Object.fromEntries(entries) as Value)
}

/** Stands between the texts of two rounds of one answer. */
export const ROUND_BREAK = '\n\n'

/** What an answer ends with when the calls that it ended for are not shown. */
export function endWithoutCalls(fields: Fields): Fields {
  const ends: Fields = {}
  if (fields.finish_reason === 'tool_calls') ends.finish_reason = 'stop'
  if (fields.stop_reason === 'tool_use') ends.stop_reason = 'end_turn'
  return { ...fields, ...ends }
}

function callsOf({ tool_calls, invalid_tool_calls }: AIMessage): Fields[] {
  return [...objectsIn(tool_calls), ...objectsIn(invalid_tool_calls)]
}

function readCall({ id, args }: Fields): RetrievalCall {
  const { hash, query } = isObject(args) ? args : {}
  return {
    id: typeof id === 'string' ? id : '',
    hash: typeof hash === 'string' ? hash : '',
    query: typeof query === 'string' ? query : undefined,
  }
}

function textIn(content: unknown): string {
  if (typeof content === 'string') return content
  const texts = (Array.isArray(content) ? content : []).map((block: unknown) =>
    isObject(block) && block.type === 'text' ? block.text : block,
  )
  return texts.filter(isText).join('')
}

function mergeResults(results: readonly ChatResult[], toolName: string): ChatResult {
  const rounds = results.map(({ generations }) => generations[0]!)
  const last = rounds.at(-1)!
  const message = mergeMessages(
    rounds.map((round) => round.message as AIMessage),
    toolName,
  )
  const ended = callsOf(message).length > 0 ? (fields: Fields) => fields : endWithoutCalls
  return {
    ...results.at(-1),
    llmOutput: summed(results.map(({ llmOutput }) => llmOutput)),
    generations: [
      {
        ...last,
        text: joined(rounds.map(({ text }) => text)),
        generationInfo: last.generationInfo && ended(last.generationInfo),
        message,
      },
    ],
  }
}

/** One message made of those of all rounds, without calls of ours, of the class of the last one. */
function mergeMessages(messages: readonly AIMessage[], toolName: string): AIMessage {
  const last = messages.at(-1)!
  const isOther = (value: unknown) => !isCallOf(value, toolName)
  const additional = summed(messages.map(({ additional_kwargs }) => additional_kwargs))!
  const reasoning = messages.map(({ additional_kwargs }) => additional_kwargs.reasoning_content).filter(isText)
  if (reasoning.length > 0) additional.reasoning_content = reasoning.join('')
  const raw = objectsIn(additional.tool_calls).filter(isOther)
  const { tool_calls: _, ...rest } = additional
  const metadata = withoutOurs(summed(messages.map(({ response_metadata }) => response_metadata))!, toolName)
  const calls = (last.tool_calls ?? []).filter(isOther)
  const invalid = (last.invalid_tool_calls ?? []).filter(isOther)
  const ended = calls.length + invalid.length > 0 ? (fields: Fields) => fields : endWithoutCalls
  return new (last.constructor as typeof AIMessage)({
    id: last.id,
    name: last.name,
    content: mergeContents(
      messages.map(({ content }) => content),
      isOther,
    ),
    additional_kwargs: { ...ended(rest), ...(raw.length > 0 ? { tool_calls: raw as never } : {}) },
    response_metadata: ended(metadata),
    tool_calls: calls,
    invalid_tool_calls: invalid,
    usage_metadata: messages.map(({ usage_metadata }): unknown => usage_metadata).reduce(addFigures) as
      | UsageMetadata
      | undefined,
  })
}

type Content = AIMessage['content']

function mergeContents(contents: readonly Content[], isOther: (block: unknown) => boolean): Content {
  if (contents.every((content) => typeof content === 'string')) return joined(contents)
  return contents
    .flatMap((content) =>
      typeof content === 'string' ? (content === '' ? [] : [{ type: 'text', text: content }]) : content,
    )
    .filter(isOther)
}

const joined = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(ROUND_BREAK)

/** The last of them, with the figures of all: what a provider counts is told under many names, all of them of usage. */
function summed(records: readonly (Fields | undefined)[]): Fields | undefined {
  const last = records.at(-1)
  if (!last) return last
  const sums = Object.keys(last)
    .filter((key) => /usage$/i.test(key))
    .map((key) => [key, records.map((record) => record?.[key]).reduce(addFigures)] as const)
  return { ...last, ...Object.fromEntries(sums) }
}

/** Adds up the numbers of two records, nested ones too. */
export function addFigures(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (!isObject(a) || !isObject(b)) return b ?? a
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...keys].map((key) => [key, addFigures(a[key], b[key])]))
}
