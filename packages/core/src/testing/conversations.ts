// Generates conversations with tools, and writes them in each message format, for property tests of the laws.
import fc from 'fast-check'
import { codeText } from './generate-code.ts'
import { commandText } from './generate-command.ts'
import { diffText } from './generate-diff.ts'
import { fileText } from './generate-file.ts'
import { htmlText } from './generate-html.ts'
import { jsonText } from './generate-json.ts'
import { listingText } from './generate-listing.ts'
import { logText } from './generate-log.ts'
import { mixedText } from './generate-mixed.ts'
import { proseQuery, proseText } from './generate-prose.ts'
import { searchText } from './generate-search.ts'
import { tableText } from './generate-table.ts'
import { traceText } from './generate-trace.ts'
import { words } from './generate-words.ts'
import { yamlText } from './generate-yaml.ts'

/** One tool result and the call that it answers. */
export interface ToolTurn {
  tool: string
  input: Record<string, unknown>
  output: string
  isError: boolean
}

/** A turn: what the user says, and what the model does until it is done. */
export interface Turn {
  user: string
  /** Calls in the order of the model's steps; each step may call several tools at once. */
  steps: ToolTurn[][]
  answer: string
}

export interface Conversation {
  system: string
  turns: Turn[]
}

export type Format = 'openai-chat' | 'anthropic-messages'

/** A request as an agent would send it. */
export interface Request {
  model: string
  system?: unknown
  messages: Record<string, unknown>[]
  tools?: unknown[]
  [field: string]: unknown
}

const sentence = fc.array(words, { minLength: 1, maxLength: 12 }).map((list) => `${list.join(' ')}.`)

/** Text that reads like a marker of ours, which must mean nothing. */
const markerLike = fc
  .tuple(sentence, fc.integer({ min: 0 }))
  .map(([text, seed]) => `${text} <<ccr:${seed.toString(16).padStart(24, '0')} 5 of 9 rows omitted>> ${text}`)

/** What tools say: content of every kind that has a compressor, and of none. */
export const toolOutput: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: jsonText },
  { weight: 4, arbitrary: logText },
  { weight: 3, arbitrary: fileText },
  { weight: 2, arbitrary: codeText },
  { weight: 1, arbitrary: searchText },
  { weight: 1, arbitrary: listingText },
  { weight: 1, arbitrary: diffText },
  { weight: 1, arbitrary: traceText },
  { weight: 1, arbitrary: commandText },
  { weight: 1, arbitrary: tableText },
  { weight: 1, arbitrary: yamlText },
  { weight: 1, arbitrary: htmlText },
  { weight: 1, arbitrary: proseText },
  { weight: 1, arbitrary: mixedText },
  { weight: 1, arbitrary: fc.array(sentence, { maxLength: 60 }).map((list) => list.join(' ')) },
  { weight: 1, arbitrary: markerLike },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
)

const toolTurn: fc.Arbitrary<ToolTurn> = fc.record({
  tool: fc.constantFrom('list_records', 'get_logs', 'run_command', 'Read', 'Grep', 'mcp__files__search'),
  input: fc.dictionary(fc.constantFrom('query', 'path', 'limit'), fc.oneof(sentence, fc.nat(500)), {
    noNullPrototype: true,
  }),
  output: toolOutput,
  isError: fc.nat(9).map((value) => value === 0),
})

/** Conversations of one to three turns. */
export const conversations: fc.Arbitrary<Conversation> = fc.record({
  system: sentence,
  turns: fc.array(
    fc.record({
      user: fc.oneof(sentence, proseQuery),
      steps: fc.array(fc.array(toolTurn, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
      answer: sentence,
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

/** Every request that an agent sends in the course of a conversation, one for each time the model is called. */
export function requestsOf(
  conversation: Conversation,
  format: Format,
  { tools = true }: { tools?: boolean } = {},
): Request[] {
  const writer = format === 'openai-chat' ? openai : anthropic
  const messages: Record<string, unknown>[] = writer.start(conversation.system)
  const requests: Request[] = []
  const send = () => requests.push(writer.request(conversation.system, [...messages], tools))
  let call = 0
  for (const { user, steps, answer } of conversation.turns) {
    messages.push({ role: 'user', content: user })
    send()
    for (const step of steps) {
      messages.push(...writer.step(step, () => `call_${call++}`))
      send()
    }
    messages.push({ role: 'assistant', content: answer })
  }
  return requests
}

const TOOLS = ['list_records', 'get_logs', 'run_command']

const openai = {
  start: (system: string): Record<string, unknown>[] => [{ role: 'system', content: system }],
  request: (_: string, messages: Record<string, unknown>[], tools: boolean): Request => ({
    model: 'gpt-4o',
    temperature: 1.0,
    messages,
    ...(tools ? { tools: TOOLS.map((name) => ({ type: 'function', function: { name, parameters: {} } })) } : {}),
  }),
  step(step: readonly ToolTurn[], nextId: () => string): Record<string, unknown>[] {
    const calls = step.map(({ tool, input }) => ({
      id: nextId(),
      type: 'function',
      function: { name: tool, arguments: JSON.stringify(input) },
    }))
    return [
      { role: 'assistant', content: null, tool_calls: calls },
      ...step.map(({ output }, index) => ({ role: 'tool', tool_call_id: calls[index]!.id, content: output })),
    ]
  },
}

const anthropic = {
  start: (): Record<string, unknown>[] => [],
  request: (system: string, messages: Record<string, unknown>[], tools: boolean): Request => ({
    model: 'claude-sonnet-5',
    max_tokens: 1024,
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    messages,
    ...(tools ? { tools: TOOLS.map((name) => ({ name, input_schema: { type: 'object' } })) } : {}),
  }),
  step(step: readonly ToolTurn[], nextId: () => string): Record<string, unknown>[] {
    const uses = step.map(({ tool, input }) => ({ type: 'tool_use', id: nextId(), name: tool, input }))
    const results = step.map(({ output, isError }, index) => ({
      type: 'tool_result',
      tool_use_id: uses[index]!.id,
      content: index % 2 === 0 ? output : [{ type: 'text', text: output }],
      ...(isError ? { is_error: true } : {}),
    }))
    return [
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm', signature: 'c2lnbmVk' }, ...uses] },
      { role: 'user', content: results },
    ]
  },
}
