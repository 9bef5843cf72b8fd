// Requests as agents send them, with tool results that are worth compressing.

export const ROWS = Array.from({ length: 200 }, (_, index) => ({
  id: 1000 + index,
  status: index === 77 ? 'failed' : 'ok',
  name: `worker-${index % 7}`,
  region: 'eu-west-1',
  latency_ms: 20 + ((index * 37) % 50),
}))
export const ROWS_TEXT = JSON.stringify(ROWS)

type Messages = Record<string, unknown>[]
const PARAMETERS = { type: 'object', properties: {} }

const OPENAI_TOOLS = [{ type: 'function', function: { name: 'list_records', parameters: PARAMETERS } }]
const ANTHROPIC_TOOLS = [{ name: 'list_records', input_schema: PARAMETERS }]
const RESPONSES_TOOLS = [{ type: 'function', name: 'list_records', parameters: PARAMETERS, strict: false }]
const GEMINI_TOOLS = [{ functionDeclarations: [{ name: 'list_records', description: 'Lists records.' }] }]

export function openaiRequest(more: Record<string, unknown> = {}) {
  return {
    model: 'gpt-4o',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What stands out?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'list_records', arguments: '{"limit":200}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: ROWS_TEXT },
    ] as Messages,
    tools: OPENAI_TOOLS as unknown[],
    ...more,
  }
}

export function anthropicRequest(more: Record<string, unknown> = {}) {
  return {
    model: 'claude-sonnet-5',
    max_tokens: 1024,
    system: 'Be brief.',
    messages: [
      { role: 'user', content: 'What stands out?' },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'list_records', input: { limit: 200 } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: ROWS_TEXT }] },
    ] as Messages,
    tools: ANTHROPIC_TOOLS as unknown[],
    ...more,
  }
}

export function responsesRequest(more: Record<string, unknown> = {}) {
  return {
    model: 'gpt-4o',
    instructions: 'Be brief.',
    input: [
      { role: 'user', content: 'What stands out?' },
      {
        type: 'function_call',
        id: 'fc_0',
        call_id: 'call_1',
        name: 'list_records',
        arguments: '{"limit":200}',
        status: 'completed',
      },
      { type: 'function_call_output', call_id: 'call_1', output: ROWS_TEXT },
    ] as Messages,
    tools: RESPONSES_TOOLS as unknown[],
    ...more,
  }
}

export function geminiRequest(more: Record<string, unknown> = {}) {
  const call = { functionCall: { id: 'call_1', name: 'list_records', args: { limit: 200 } }, thoughtSignature: 'sig_0' }
  const result = { functionResponse: { id: 'call_1', name: 'list_records', response: { output: ROWS_TEXT } } }
  return {
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'What stands out?' }] },
      { role: 'model', parts: [call] },
      { role: 'user', parts: [result] },
    ] as Messages,
    tools: GEMINI_TOOLS as unknown[],
    ...more,
  }
}

/** What a test must know of a format to send requests in it. */
export interface Chat {
  path: string
  /** Where streams are asked for; elsewhere a field of the body does it. */
  streamPath: string
  /** The field that holds the messages. */
  list: 'messages' | 'input' | 'contents'
  request(more?: Record<string, unknown>): Record<string, unknown> & { tools: unknown[] }
  headers: Record<string, string>
  /** A message of the user. */
  user(text: string): Record<string, unknown>
  /** What the caller sends back for a call of its tool. */
  result(callId: string, name: string, text: string): Record<string, unknown>
}

const openaiUser = (content: string) => ({ role: 'user', content })

export const CHAT = {
  openai: {
    path: '/v1/chat/completions',
    streamPath: '/v1/chat/completions',
    list: 'messages',
    request: openaiRequest,
    headers: { authorization: 'Bearer sk-test' },
    user: openaiUser,
    result: (id, _, content) => ({ role: 'tool', tool_call_id: id, content }),
  },
  anthropic: {
    path: '/v1/messages',
    streamPath: '/v1/messages',
    list: 'messages',
    request: anthropicRequest,
    headers: { 'x-api-key': 'sk-ant-test', 'anthropic-version': '2023-06-01' },
    user: openaiUser,
    result: (id, _, content) => ({ role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content }] }),
  },
  responses: {
    path: '/v1/responses',
    streamPath: '/v1/responses',
    list: 'input',
    request: responsesRequest,
    headers: { authorization: 'Bearer sk-test' },
    user: openaiUser,
    result: (id, _, output) => ({ type: 'function_call_output', call_id: id, output }),
  },
  gemini: {
    path: '/v1beta/models/gemini-2.5-pro:generateContent',
    streamPath: '/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse',
    list: 'contents',
    request: geminiRequest,
    headers: { 'x-goog-api-key': 'AIza-test' },
    user: (text) => ({ role: 'user', parts: [{ text }] }),
    result: (id, name, output) => ({
      role: 'user',
      parts: [{ functionResponse: { ...(id === '' ? {} : { id }), name, response: { output } } }],
    }),
  },
} as const satisfies Record<string, Chat>

/** The hash of the first marker in a body. */
export function hashIn(body: { toString(): string }): string {
  const hash = /<<ccr:([0-9a-f]{24})/.exec(body.toString())?.[1]
  if (!hash) throw new Error('no marker in the body')
  return hash
}
