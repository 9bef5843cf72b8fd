import type fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultWires, type Segment } from '../src/index.ts'
import { conversations } from '../src/testing/conversations.ts'
import { testWire } from '../src/testing/test-wire.ts'
import { type Format, requestsOf } from '../src/testing/write-requests.ts'

for (const wire of defaultWires) {
  const bodies = conversations.map((conversation) => requestsOf(conversation, wire.name as Format).at(-1)!)
  testWire({ wire, bodies: bodies as fc.Arbitrary<unknown> }, { describe, it })
}

const [anthropic, responses, gemini, openai] = defaultWires
const brief = ({ path, role, kind, toolName, isError, query }: Segment) => ({
  path: path.join('.'),
  role,
  kind,
  toolName,
  isError,
  query,
})

describe('the OpenAI Chat wire', () => {
  it('reads every kind of message', () => {
    const body = {
      messages: [
        { role: 'developer', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image_url', image_url: { url: 'data:x' } },
          ],
        },
        {
          role: 'assistant',
          content: 'I look.',
          refusal: 'No.',
          reasoning_content: 'Hm.',
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'search', arguments: '{"q":1}' } },
            { id: 'b', type: 'custom', custom: { name: 'shell', input: 'ls' } },
          ],
        },
        { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'files' }, { type: 'image_url' }] },
        { role: 'tool', tool_call_id: 'a', content: 'found' },
        { role: 'assistant', function_call: { name: 'old', arguments: '{}' }, content: null },
        { role: 'function', name: 'old', content: 'old result' },
        { role: 'critic', content: 'odd' },
      ],
    }
    expect(openai!.segments(body).map(brief)).toEqual([
      { path: 'messages.0.content', role: 'system', kind: 'text', toolName: undefined, isError: false, query: '' },
      { path: 'messages.1.content.0.text', role: 'user', kind: 'text', toolName: undefined, isError: false, query: '' },
      {
        path: 'messages.2.reasoning_content',
        role: 'assistant',
        kind: 'reasoning',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.2.content',
        role: 'assistant',
        kind: 'text',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.2.refusal',
        role: 'assistant',
        kind: 'text',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.2.tool_calls.0.function.arguments',
        role: 'assistant',
        kind: 'tool-call',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.2.tool_calls.1.custom.input',
        role: 'assistant',
        kind: 'tool-call',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.3.content.0.text',
        role: 'tool',
        kind: 'tool-result',
        toolName: 'shell',
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.4.content',
        role: 'tool',
        kind: 'tool-result',
        toolName: 'search',
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.5.function_call.arguments',
        role: 'assistant',
        kind: 'tool-call',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      { path: 'messages.6.content', role: 'other', kind: 'text', toolName: undefined, isError: false, query: 'Look' },
      { path: 'messages.7.content', role: 'other', kind: 'text', toolName: undefined, isError: false, query: 'Look' },
    ])
  })

  it('names a result by the newest call of its id that stands before it', () => {
    const call = (name: string) => ({
      role: 'assistant',
      tool_calls: [{ id: 'same', function: { name, arguments: '' } }],
    })
    const result = { role: 'tool', tool_call_id: 'same', content: 'x' }
    const body = { messages: [result, call('one'), result, call('two'), result] }
    const names = openai!.segments(body).map(({ toolName }) => toolName)
    expect(names).toEqual([undefined, 'one', 'two'])
  })
})

describe('the Anthropic Messages wire', () => {
  it('reads every kind of block, and leaves those alone that it does not know', () => {
    const body = {
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: 'Look' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 's' },
            { type: 'redacted_thinking', data: 'x' },
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 'a', name: 'search', input: { q: 1 } },
            { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: 'found', cache_control: { type: 'ephemeral' } },
            {
              type: 'tool_result',
              tool_use_id: 'a',
              is_error: true,
              content: [
                { type: 'text', text: 'bad' },
                { type: 'image', source: {} },
              ],
            },
            {
              type: 'tool_result',
              tool_use_id: 'zzz',
              content: [{ type: 'document', source: { type: 'text', data: 'd' } }],
            },
            { type: 'dream', content: 'unknown' },
            { type: 'text', text: 'And this?' },
          ],
        },
      ],
    }
    expect(anthropic!.segments(body).map(brief)).toEqual([
      { path: 'system.0.text', role: 'system', kind: 'text', toolName: undefined, isError: false, query: '' },
      { path: 'messages.0.content', role: 'user', kind: 'text', toolName: undefined, isError: false, query: '' },
      {
        path: 'messages.1.content.0.thinking',
        role: 'assistant',
        kind: 'reasoning',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.1.content.2.text',
        role: 'assistant',
        kind: 'text',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.1.content.3.input',
        role: 'assistant',
        kind: 'tool-call',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.2.content.0.content',
        role: 'tool',
        kind: 'tool-result',
        toolName: 'search',
        isError: false,
        query: 'Look',
      },
      {
        path: 'messages.2.content.1.content.0.text',
        role: 'tool',
        kind: 'tool-result',
        toolName: 'search',
        isError: true,
        query: 'Look',
      },
      {
        path: 'messages.2.content.4.text',
        role: 'user',
        kind: 'text',
        toolName: undefined,
        isError: false,
        query: 'Look',
      },
    ])
  })
})

describe('which wire reads a body', () => {
  const chosen = (request: Parameters<NonNullable<typeof openai>['matches']>[0]) =>
    defaultWires.find((wire) => wire.matches(request))?.name

  it('is told by the path, else by the headers, else by what only one format has', () => {
    const plain = { messages: [{ role: 'user', content: 'hi' }] }
    expect(chosen({ path: '/v1/chat/completions', body: plain })).toBe('openai-chat')
    expect(chosen({ path: '/anthropic/v1/messages', body: plain })).toBe('anthropic-messages')
    expect(chosen({ path: '/v1/embeddings', body: plain })).toBeUndefined()
    expect(chosen({ headers: { 'anthropic-version': 'x' }, body: plain })).toBe('anthropic-messages')
    expect(chosen({ body: plain })).toBe('openai-chat')
    expect(
      chosen({ body: { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] }] } }),
    ).toBe('anthropic-messages')
    expect(chosen({ body: { prompt: 'hi' } })).toBeUndefined()
  })
})
