// OpenAI's answers in the Responses format: a list of items, which the provider may keep for the request after it.
import type { AnswerTurn, Provider } from '../types.ts'
import { openaiProvider } from './openai.ts'
import { givenBack, itemsOf, mergeAnswers, readTurn, readUsage, visibleItems } from './openai-responses-answer.ts'
import { OpenaiResponsesStream } from './openai-responses-stream.ts'
import { echoKey, isObject, type JsonObject, objectsIn } from './reading.ts'

export const openaiResponsesProvider: Provider = {
  name: openaiProvider.name,
  wires: ['openai-responses'],

  // A tool that says nothing of strictness may be taken for a strict one, whose parameters are all required.
  toolDefinition: (tool) => ({ type: 'function', ...tool, strict: false }),

  toolName: openaiProvider.toolName,

  turn(answer, toolName): AnswerTurn | undefined {
    return isObject(answer) && Array.isArray(answer.output) ? readTurn(answer, itemsOf(answer), toolName) : undefined
  },

  results: (calls, texts) =>
    calls.map(({ id }, index) => ({ type: 'function_call_output', call_id: id, output: texts[index] })),

  merge(answers, toolName) {
    const output = answers.flatMap((answer) => visibleItems(itemsOf(answer), toolName))
    return mergeAnswers(objectsIn(answers), output)
  },

  answerMessages: (answer) => (isObject(answer) ? givenBack(answer, itemsOf(answer)) : []),

  withoutCalls: (items, toolName) => [...visibleItems(objectsIn(items), toolName)],

  echo(items, from) {
    const end = items.findIndex((item, index) => index >= from && !isSaid(item))
    const run = objectsIn(items.slice(from, end < 0 ? undefined : end))
    return run.length === 0 ? undefined : { keys: keysOf(run), count: run.length }
  },

  usage: (answer) => (isObject(answer) ? readUsage(answer.usage) : undefined),

  stream: (toolName) => new OpenaiResponsesStream(toolName),

  error: openaiProvider.error,
}

/** True for what a model says or calls, however the caller spells it. */
function isSaid(item: unknown): boolean {
  if (!isObject(item)) return false
  if (item.role !== undefined) return item.role === 'assistant'
  return typeof item.type === 'string' && !item.type.endsWith('_output')
}

/** Words and calls, where they are there; and the ids of the items, which a caller may send in their place. */
function keysOf(run: readonly JsonObject[]): string[] {
  const said = run.filter(({ type, id }) => type !== 'reasoning' && !String(id).startsWith('rs_'))
  const ids = said.map(({ id }) => id)
  const byId = ids.every((id) => typeof id === 'string') ? [JSON.stringify(ids)] : []
  if (said.some(({ type }) => type === 'item_reference')) return byId
  const texts = said.flatMap(({ content }) => (typeof content === 'string' ? content : objectsIn(content).map(wordsOf)))
  return [echoKey(texts, said.map(({ call_id }) => call_id).filter(Boolean)), ...byId]
}

const wordsOf = ({ text, refusal }: JsonObject) => text ?? refusal
