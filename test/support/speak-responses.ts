// Responses as OpenAI's servers write, keep and refuse them.
import type { Answering } from './local-provider.ts'
import { pieces } from './pieces.ts'

type Json = Record<string, unknown>

export const RESPONSES_USAGE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 64, cache_write_tokens: 0 },
  output_tokens: 10,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 110,
}

export interface ResponsesAnswer extends Json {
  id: string
  output: Json[]
}

export function responsesAnswer({ say, id, request }: Answering): ResponsesAnswer {
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: 1_700_000_000 + id,
    status: 'completed',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request.instructions ?? null,
    model: 'gpt-4o-2024-08-06',
    output: itemsOf(say, id, request),
    parallel_tool_calls: true,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    store: request.store !== false,
    temperature: 1,
    text: request.text ?? { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: request.tools ?? [],
    top_p: 1,
    truncation: 'disabled',
    usage: RESPONSES_USAGE,
    metadata: {},
  }
}

function itemsOf({ thinking, text, calls = [] }: Answering['say'], id: number, { store, include }: Json): Json[] {
  const isSealed = store === false && Array.isArray(include) && include.includes('reasoning.encrypted_content')
  const reasoning = {
    id: `rs_${id}`,
    type: 'reasoning',
    summary: thinking ? [{ type: 'summary_text', text: thinking }] : [],
    ...(isSealed ? { encrypted_content: `sealed_${id}` } : {}),
  }
  const part = { type: 'output_text', annotations: [], logprobs: [], text }
  return [
    ...(thinking === undefined ? [] : [reasoning]),
    ...(text === undefined
      ? []
      : [{ id: `msg_${id}`, type: 'message', status: 'completed', content: [part], role: 'assistant' }]),
    ...calls.map(({ id: call_id, name, input }, index) => ({
      id: `fc_${id}_${index}`,
      type: 'function_call',
      status: 'completed',
      arguments: JSON.stringify(input),
      call_id,
      name,
    })),
  ]
}

/** The events of a Responses stream. */
export function responsesEvents(answering: Answering): string[] {
  let number = 0
  const event = (type: string, data: Json) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number++, ...data })}\n\n`
  const response = responsesAnswer(answering)
  const begun = { response: { ...response, status: 'in_progress', output: [], usage: null } }
  const events = [event('response.created', begun), event('response.in_progress', begun)]
  response.output.forEach((item, output_index) => {
    const say = (type: string, data: Json) => {
      events.push(event(`response.${type}`, { ...data, output_index }))
    }
    say('output_item.added', { item: begunItem(item) })
    sayItem(item, (type, data) => say(type, { item_id: item.id, ...data }))
    say('output_item.done', { item })
  })
  events.push(event('response.completed', { response }))
  return events
}

function begunItem(item: Json): Json {
  if (item.type === 'message') return { ...item, status: 'in_progress', content: [] }
  if (item.type === 'function_call') return { ...item, status: 'in_progress', arguments: '' }
  return { ...item, summary: [] }
}

function sayItem(item: Json, say: (type: string, data: Json) => void): void {
  if (item.type === 'function_call') {
    for (const delta of pieces(item.arguments as string)) {
      say('function_call_arguments.delta', { delta, obfuscation: 'x'.repeat(16 - delta.length) })
    }
    say('function_call_arguments.done', { arguments: item.arguments, name: item.name })
    return
  }
  const isReasoning = item.type === 'reasoning'
  const place = isReasoning ? { summary_index: 0 } : { content_index: 0 }
  const [whole, text] = isReasoning
    ? ['reasoning_summary_part', 'reasoning_summary_text']
    : ['content_part', 'output_text']
  for (const part of (isReasoning ? item.summary : item.content) as Json[]) {
    say(`${whole}.added`, { ...place, part: { ...part, text: '' } })
    for (const delta of pieces(part.text as string)) say(`${text}.delta`, { ...place, delta, logprobs: [] })
    say(`${text}.done`, { ...place, text: part.text, logprobs: [] })
    say(`${whole}.done`, { ...place, part })
  }
}

/** The answers that a provider keeps, each with all that was said up to it. */
export interface KeptAnswers {
  keep(answer: ResponsesAnswer, request: Json): ResponsesAnswer
  history(answer: unknown): Json[] | undefined
  /** The item that a reference names; any other item is itself. */
  meant(item: Json): Json | undefined
  /** The item that a piece of reasoning led to. */
  after(reasoning: unknown): unknown
}

export function keptAnswers(): KeptAnswers {
  const histories = new Map<unknown, Json[]>()
  const followers = new Map<unknown, unknown>()
  const items = new Map<unknown, Json>()
  return {
    keep(answer, request) {
      const before = histories.get(request.previous_response_id) ?? []
      if (request.store !== false) histories.set(answer.id, [...before, ...inputItems(request.input), ...answer.output])
      if (request.store !== false) for (const item of answer.output) items.set(item.id, item)
      answer.output.forEach(({ type, id }, index) => {
        if (type === 'reasoning') followers.set(id, answer.output[index + 1]?.id)
      })
      return answer
    },
    history: (answer) => histories.get(answer),
    meant: (item) => (item.type === 'item_reference' ? items.get(item.id) : item),
    after: (reasoning) => followers.get(reasoning),
  }
}

const inputItems = (input: unknown): Json[] => (Array.isArray(input) ? (input as Json[]).filter(Boolean) : [])

/** What OpenAI refuses: an answer that is not kept, calls without results, results without calls, loose reasoning. */
export function responsesRefusal(request: Json, kept: KeptAnswers): { status: number; body: unknown } | undefined {
  const previous = request?.previous_response_id ?? undefined
  const history = previous === undefined ? [] : kept.history(previous)
  if (!history) return refused(`Previous response with id '${previous}' not found.`)
  const given = inputItems(request?.input)
  const lost = given.find((item) => !kept.meant(item))
  if (lost) return refused(`Item with id '${lost.id}' not found.`)
  const input = given.map((item) => kept.meant(item)!)
  const items = [...history, ...input]
  const idsOf = (type: string) => new Set(items.filter((item) => item.type === type).map(({ call_id }) => call_id))
  const [calls, outputs] = [idsOf('function_call'), idsOf('function_call_output')]
  for (const id of calls) if (!outputs.has(id)) return refused(`No tool output found for function call ${id}.`)
  for (const id of outputs) if (!calls.has(id)) return refused(`No tool call found for function call output ${id}.`)
  for (const [index, { type, id, encrypted_content }] of input.entries()) {
    if (type !== 'reasoning') continue
    if (request.store === false && !encrypted_content) return refused(`Item '${id}' not found.`)
    if (input[index + 1]?.id !== kept.after(id))
      return refused(`Item '${id}' of type 'reasoning' was provided without its required following item.`)
  }
  return undefined
}

function refused(message: string): { status: number; body: unknown } {
  return { status: 400, body: { error: { message, type: 'invalid_request_error', param: 'input', code: null } } }
}
