// Reads and joins answers in the Responses format, each a list of items.
import type { AnswerTurn, Usage } from '../types.ts'
import { addUsage, isObject, type JsonObject, objectsIn, parseJson, readCall, stringOr, usageOf } from './reading.ts'

/** Items that wait for the caller, unless the provider has answered them in the same list. */
const WAITING = new Set([
  'function_call',
  'custom_tool_call',
  'shell_call',
  'local_shell_call',
  'apply_patch_call',
  'computer_call',
  'tool_search_call',
  'mcp_approval_request',
])

export function itemsOf(answer: unknown): JsonObject[] {
  return isObject(answer) ? objectsIn(answer.output) : []
}

export function isCallOf(item: JsonObject, toolName: string): boolean {
  return item.type === 'function_call' && item.name === toolName && (item.namespace ?? undefined) === undefined
}

/** Reads the items of an answer; `response` is what is said about them. */
export function readTurn(response: JsonObject, items: readonly JsonObject[], toolName: string): AnswerTurn {
  const ours = items.filter((item) => isCallOf(item, toolName))
  const waiting = items.filter((item) => WAITING.has(String(item.type)) && !isAnswered(item, items))
  return {
    calls: ours.map((item) => readCall(item.call_id, parseJson(stringOr(item.arguments, '')))),
    otherCalls: waiting.length - ours.length,
    messages: givenBack(response, items),
    ...(typeof response.id === 'string' && response.store !== false ? { id: response.id } : {}),
    ...((response.status ?? 'completed') === 'completed' ? {} : { isCut: true }),
  }
}

function isAnswered({ type, call_id, execution }: JsonObject, items: readonly JsonObject[]): boolean {
  return execution === 'server' || items.some((item) => item.type === `${type}_output` && item.call_id === call_id)
}

/** The items as the provider takes them back: it knows no reasoning again that it neither keeps nor has sent along. */
export function givenBack({ store }: JsonObject, items: readonly JsonObject[]): JsonObject[] {
  return items.filter(({ type, encrypted_content }) => type !== 'reasoning' || store !== false || encrypted_content)
}

/** The last answer with these items, and the usage of all rounds. */
export function mergeAnswers(answers: readonly JsonObject[], output: readonly JsonObject[]): JsonObject {
  const usage = answers.map((answer) => answer.usage).reduce(addUsage)
  return { ...answers.at(-1), output, ...(usage === undefined ? {} : { usage }) }
}

/**
 * The items of an answer that the caller sees. Reasoning that led to nothing but our call goes with it: sent back without
 * what follows it, it would be refused.
 */
export function visibleItems(items: readonly JsonObject[], toolName: string): readonly JsonObject[] {
  const rest = items.filter((item) => !isCallOf(item, toolName))
  if (rest.length === items.length) return rest
  return rest.slice(0, rest.findLastIndex(({ type }) => type !== 'reasoning') + 1)
}

export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined
  const details = isObject(usage.input_tokens_details) ? usage.input_tokens_details : {}
  return usageOf({
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: details.cached_tokens,
    cacheWrite: details.cache_write_tokens,
  })
}
