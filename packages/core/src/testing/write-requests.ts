// Writes conversations in each message format, as agents send them.
import type { Conversation, ToolTurn } from './conversations.ts'

/** A request as an agent would send it. */
export interface Request {
  tools?: unknown[]
  [field: string]: unknown
}

type Message = Record<string, unknown>

/** Writes one message format. */
interface Writer {
  start?(system: string): Message[]
  user(text: string): Message
  /** Calls of tools, and their results. */
  step(step: readonly ToolTurn[], nextId: () => string): Message[]
  answer(text: string): Message
  request(system: string, messages: Message[], tools?: readonly string[]): Request
}

const openaiChat: Writer = {
  start: (system) => [{ role: 'system', content: system }],
  user: (content) => ({ role: 'user', content }),
  answer: (content) => ({ role: 'assistant', content }),
  step(step, nextId) {
    const calls = step.map(({ tool, input }) => {
      const called = { name: tool, arguments: JSON.stringify(input) }
      return { id: nextId(), type: 'function', function: called }
    })
    return [
      { role: 'assistant', content: null, tool_calls: calls },
      ...step.map(({ output }, index) => ({ role: 'tool', tool_call_id: calls[index]!.id, content: output })),
    ]
  },
  request: (_, messages, tools) => ({
    model: 'gpt-4o',
    temperature: 1.0,
    messages,
    ...(tools ? { tools: tools.map((name) => ({ type: 'function', function: { name, parameters: {} } })) } : {}),
  }),
}

const anthropicMessages: Writer = {
  user: (content) => ({ role: 'user', content }),
  answer: (content) => ({ role: 'assistant', content }),
  step(step, nextId) {
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
  request: (system, messages, tools) => ({
    model: 'claude-sonnet-5',
    max_tokens: 1024,
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    messages,
    ...(tools ? { tools: tools.map((name) => ({ name, input_schema: { type: 'object' } })) } : {}),
  }),
}

const openaiResponses: Writer = {
  user: (text) => ({ role: 'user', content: [{ type: 'input_text', text }] }),
  answer: (text) => ({
    type: 'message',
    id: 'msg_1',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [] }],
  }),
  step(step, nextId) {
    const ids = step.map(nextId)
    const calls = step.map(({ tool, input, isError }, index) =>
      isError
        ? { type: 'apply_patch_call', call_id: ids[index], operation: { type: 'delete_file', path: 'a' } }
        : { type: 'function_call', id: 'fc_1', call_id: ids[index], name: tool, arguments: JSON.stringify(input) },
    )
    const results = step.map(({ output, isError }, index) => {
      const call_id = ids[index]
      if (isError) return { type: 'apply_patch_call_output', call_id, status: 'failed', output }
      const parts = [
        { type: 'input_text', text: output },
        { type: 'input_image', image_url: 'data:x' },
      ]
      return { type: 'function_call_output', call_id, output: index % 2 === 0 ? output : parts }
    })
    return [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'c2VjcmV0' }, ...calls, ...results]
  },
  request: (instructions, input, tools) => ({
    model: 'gpt-4o',
    instructions,
    store: false,
    input,
    ...(tools ? { tools: tools.map((name) => ({ type: 'function', name, parameters: {}, strict: true })) } : {}),
  }),
}

const gemini: Writer = {
  user: (text) => ({ role: 'user', parts: [{ text }] }),
  answer: (text) => ({
    role: 'model',
    parts: [
      { text: 'hm', thought: true },
      { text, thoughtSignature: 'c2ln' },
    ],
  }),
  step: (step) => [
    { role: 'model', parts: step.map(({ tool, input }) => ({ functionCall: { name: tool, args: input } })) },
    {
      role: 'user',
      parts: step.map(({ tool, output, isError }, index) => ({
        functionResponse: { name: tool, response: isError ? { error: output } : responseOf(output, index) },
      })),
    },
  ],
  request: (system, contents, tools) => ({
    systemInstruction: { parts: [{ text: system }] },
    contents,
    generationConfig: { temperature: 1.0 },
    ...(tools ? { tools: [{ functionDeclarations: tools.map((name) => ({ name })) }, { codeExecution: {} }] } : {}),
  }),
}

/** A tool's output as a function's response: JSON as the value that it is, text under some name, or as a list of parts. */
function responseOf(output: string, index: number): Message {
  const value = parsed(output)
  if (value !== null && typeof value === 'object') return { rows: value, count: 3 }
  return index % 2 === 0 ? { result: output } : { content: [{ type: 'text', text: output }], isError: false }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const WRITERS = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
  'openai-responses': openaiResponses,
  gemini,
} as const satisfies Record<string, Writer>

export type Format = keyof typeof WRITERS

export const FORMATS = Object.keys(WRITERS) as Format[]

/** Where a request goes, if its path says what its body does not. */
export const pathOf = (request: Request): string | undefined =>
  'contents' in request ? '/v1beta/models/gemini-2.5-pro:generateContent' : undefined

const TOOLS = ['list_records', 'get_logs', 'run_command']

/** Every request that an agent sends in the course of a conversation, one for each time the model is called. */
export function requestsOf(
  { system, turns }: Conversation,
  format: Format,
  { tools = true }: { tools?: boolean } = {},
): Request[] {
  const writer: Writer = WRITERS[format]
  const messages = writer.start?.(system) ?? []
  const requests: Request[] = []
  const send = () => requests.push(writer.request(system, [...messages], tools ? TOOLS : undefined))
  let call = 0
  for (const { user, steps, answer } of turns) {
    messages.push(writer.user(user))
    send()
    for (const step of steps) {
      messages.push(...writer.step(step, () => `call_${call++}`))
      send()
    }
    messages.push(writer.answer(answer))
  }
  return requests
}
