// Requests as agents send them, with tool results that are worth compressing.

export const ROWS = Array.from({ length: 200 }, (_, index) => ({
  id: 1000 + index,
  status: index === 77 ? 'failed' : 'ok',
  name: `worker-${index % 7}`,
  region: 'eu-west-1',
  latency_ms: 20 + ((index * 37) % 50),
}))
export const ROWS_TEXT = JSON.stringify(ROWS)

const OPENAI_TOOLS = [
  { type: 'function', function: { name: 'list_records', parameters: { type: 'object', properties: {} } } },
]
const ANTHROPIC_TOOLS = [{ name: 'list_records', input_schema: { type: 'object', properties: {} } }]

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
    ] as Record<string, unknown>[],
    tools: OPENAI_TOOLS,
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
    ] as Record<string, unknown>[],
    tools: ANTHROPIC_TOOLS,
    ...more,
  }
}

export const CHAT = {
  openai: { path: '/v1/chat/completions', request: openaiRequest, headers: { authorization: 'Bearer sk-test' } },
  anthropic: {
    path: '/v1/messages',
    request: anthropicRequest,
    headers: { 'x-api-key': 'sk-ant-test', 'anthropic-version': '2023-06-01' },
  },
} as const

/** The hash of the first marker in a body. */
export function hashIn(body: { toString(): string }): string {
  const hash = /<<ccr:([0-9a-f]{24})/.exec(body.toString())?.[1]
  if (!hash) throw new Error('no marker in the body')
  return hash
}
