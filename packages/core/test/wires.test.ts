import type fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultWires, type Segment, type Wire } from '../src/index.ts'
import { conversations } from '../src/testing/conversations.ts'
import { testWire } from '../src/testing/test-wire.ts'
import { FORMATS, requestsOf } from '../src/testing/write-requests.ts'

for (const format of FORMATS) {
  const wire = defaultWires.find(({ name }) => name === format)!
  const bodies = conversations.map((conversation) => requestsOf(conversation, format).at(-1)!)
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

  it('leaves results alone that a program at the provider reads', () => {
    const use = (id: string, caller?: object) => ({
      type: 'tool_use',
      id,
      name: 'list',
      input: {},
      ...(caller && { caller }),
    })
    const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: `of ${id}` })
    const messages = [
      {
        role: 'assistant',
        content: [use('a'), use('b', { type: 'direct' }), use('c', { type: 'code_execution_20250825', tool_id: 'x' })],
      },
      { role: 'user', content: ['a', 'b', 'c'].map(result) },
    ]
    const read = anthropic!.segments({ messages }).filter(({ kind }) => kind === 'tool-result')
    expect(read.map(({ text }) => text)).toEqual(['of a', 'of b'])
  })
})

/** Each text in a line: where it stands, who says what kind of thing, of which tool, after which question. */
const lines = (wire: Wire | undefined, body: unknown) =>
  wire!
    .segments(body)
    .map(({ path, role, kind, toolName, isError, isJson, query }) =>
      [path.join('.'), role, kind, toolName, isError && 'error', isJson && 'json', query && `"${query}"`]
        .filter(Boolean)
        .join(' '),
    )

describe('the OpenAI Responses wire', () => {
  it('reads every kind of item, and leaves those alone that it does not know', () => {
    const body = {
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Look' },
            { type: 'input_image', image_url: 'data:x' },
          ],
        },
        { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'sealed' },
        {
          type: 'message',
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'I look.' },
            { type: 'refusal', refusal: 'No.' },
          ],
        },
        { type: 'function_call', call_id: 'a', name: 'search', arguments: '{"q":1}' },
        { type: 'custom_tool_call', call_id: 'b', name: 'sql', input: 'select' },
        { type: 'local_shell_call', call_id: 'c', action: { type: 'exec', command: ['ls'] } },
        { type: 'shell_call', call_id: 'd', action: { commands: ['ls'] } },
        { type: 'apply_patch_call', call_id: 'e', operation: { type: 'delete_file', path: 'x' } },
        { type: 'function_call_output', call_id: 'a', output: 'found' },
        {
          type: 'custom_tool_call_output',
          call_id: 'b',
          output: [{ type: 'input_text', text: 'rows' }, { type: 'input_image' }],
        },
        { type: 'local_shell_call_output', id: 'c', output: 'files' },
        {
          type: 'shell_call_output',
          call_id: 'd',
          output: [{ stdout: 'out', stderr: 'err', outcome: { type: 'exit', exit_code: 1 } }],
        },
        { type: 'apply_patch_call_output', call_id: 'e', status: 'failed', output: 'no such file' },
        { type: 'mcp_call', id: 'm', name: 'fetch', server_label: 's', arguments: '{}', output: 'page', error: null },
        {
          type: 'mcp_call',
          id: 'n',
          name: 'fetch',
          server_label: 's',
          arguments: '{}',
          output: 'gone',
          error: 'HTTP 404',
        },
        { type: 'web_search_call', id: 'w', action: { query: 'x' } },
        { type: 'computer_call_output', call_id: 'z', output: { type: 'computer_screenshot', image_url: 'data:x' } },
        { type: 'item_reference', id: 'msg_1' },
        { type: 'compaction', encrypted_content: 'sealed' },
        { role: 'user', content: 'And this?' },
        { type: 'function_call_output', call_id: 'unknown', output: 'of a call that the provider has' },
      ],
    }
    expect(lines(responses, body)).toEqual([
      'instructions system text',
      'input.0.content system text',
      'input.1.content.0.text user text',
      'input.2.summary.0.text assistant reasoning "Look"',
      'input.3.content.0.text assistant text "Look"',
      'input.3.content.1.refusal assistant text "Look"',
      'input.4.arguments assistant tool-call "Look"',
      'input.5.input assistant tool-call "Look"',
      'input.6.action assistant tool-call "Look"',
      'input.7.action assistant tool-call "Look"',
      'input.8.operation assistant tool-call "Look"',
      'input.9.output tool tool-result search "Look"',
      'input.10.output.0.text tool tool-result sql "Look"',
      'input.11.output tool tool-result local_shell "Look"',
      'input.12.output.0.stdout tool tool-result shell "Look"',
      'input.12.output.0.stderr tool tool-result shell "Look"',
      'input.13.output tool tool-result apply_patch error "Look"',
      'input.14.arguments assistant tool-call "Look"',
      'input.14.output tool tool-result fetch "Look"',
      'input.15.arguments assistant tool-call "Look"',
      'input.15.output tool tool-result fetch error "Look"',
      'input.20.content user text "Look"',
      'input.21.output tool tool-result "And this?"',
    ])
    expect(lines(responses, { input: 'hi' })).toEqual(['input user text'])
  })

  it('knows where the history is, and when the provider may drop from it', () => {
    const view = (more: object) => responses!.view({ input: 'hi', ...more })
    expect(view({ previous_response_id: 'resp_1' })!.continues).toEqual({
      answer: 'resp_1',
      path: ['previous_response_id'],
    })
    expect(view({})!.messages).toEqual([{ role: 'user', content: 'hi' }])
    expect([{}, { truncation: 'auto' }, { context_management: [] }].map((more) => view(more)!.forgets)).toEqual([
      false,
      true,
      true,
    ])
    expect(responses!.view({ prompt: { id: 'p' } })).toBeUndefined()
  })
})

describe('the Gemini wire', () => {
  it('reads every kind of part, and leaves those alone that it does not know', () => {
    const call = (name: string, args: object, id?: string) => ({
      functionCall: { name, args, id },
      thoughtSignature: 's',
    })
    const result = (name: string, response: unknown, id?: string) => ({ functionResponse: { name, response, id } })
    const body = {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          parts: [
            { text: 'Look' },
            { inlineData: { mimeType: 'image/png', data: 'x' } },
            { fileData: { fileUri: 'x' } },
          ],
        },
        {
          role: 'model',
          parts: [
            { text: 'Hm.', thought: true },
            { text: 'I look.' },
            call('a', { n: 1 }),
            call('a', { n: 2 }),
            call('b', { n: 3 }, 'id'),
          ],
        },
        {
          role: 'user',
          parts: [
            result('b', { output: 'text', count: 3, isError: false, flags: [1] }, 'id'),
            result('a', {
              content: [
                { type: 'text', text: 'part' },
                { type: 'image', data: 'x' },
              ],
            }),
            result('a', { error: 'failed', trace: 'stack' }),
            result('c', 'no object'),
            { executableCode: { code: 'x' } },
          ],
        },
        {
          role: 'function',
          parts: [{ function_response: { name: 'old', response: { name: 'old', content: { a: 1 } } } }],
        },
      ],
    }
    expect(lines(gemini, body)).toEqual([
      'systemInstruction.parts.0.text system text',
      'contents.0.parts.0.text user text',
      'contents.1.parts.0.text assistant reasoning "Look"',
      'contents.1.parts.1.text assistant text "Look"',
      'contents.1.parts.2.functionCall.args assistant tool-call "Look"',
      'contents.1.parts.3.functionCall.args assistant tool-call "Look"',
      'contents.1.parts.4.functionCall.args assistant tool-call "Look"',
      'contents.2.parts.0.functionResponse.response.output tool tool-result b "Look"',
      'contents.2.parts.0.functionResponse.response.flags tool tool-result b json "Look"',
      'contents.2.parts.1.functionResponse.response.content.0.text tool tool-result a "Look"',
      'contents.2.parts.2.functionResponse.response.error tool tool-result a error "Look"',
      'contents.2.parts.2.functionResponse.response.trace tool tool-result a error "Look"',
      'contents.3.parts.0.function_response.response.name tool tool-result old "Look"',
      'contents.3.parts.0.function_response.response.content tool tool-result old json "Look"',
    ])
    const results = gemini!.segments(body).filter(({ kind }) => kind === 'tool-result')
    expect(results.map(({ toolInput }) => toolInput)).toEqual(
      [3, 3, 1, 2, 2, undefined, undefined].map((n) => n && { n }),
    )
  })

  it('takes the model from the path, and knows by it what cannot be taken apart', () => {
    const view = (path?: string) => gemini!.view({ contents: [], model: 'other' }, path)!
    expect(view('/v1beta/models/gemini-2.5-pro:generateContent?key=k').model).toBe('gemini-2.5-pro')
    expect(view('/v1/projects/p/locations/l/publishers/google/models/gemini-x:streamGenerateContent').model).toBe(
      'gemini-x',
    )
    expect(view().model).toBe('other')
    const stream = '/v1beta/models/g:streamGenerateContent'
    expect(
      [stream, `${stream}?alt=json`, `${stream}?alt=sse`, `${stream}?key=k&alt=sse`, undefined].map(
        (path) => view(path).canRetrieve,
      ),
    ).toEqual([false, false, true, true, true])
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
    expect(chosen({ path: '/v1/responses', body: plain })).toBe('openai-responses')
    expect(chosen({ path: '/v1/responses/compact', body: plain })).toBeUndefined()
    expect(chosen({ path: '/v1beta/models/g:generateContent?key=k', body: plain })).toBe('gemini')
    expect(chosen({ path: '/v1beta/models/g:countTokens', body: plain })).toBeUndefined()
    expect(chosen({ body: { input: plain.messages } })).toBe('openai-responses')
    expect(chosen({ body: { input: ['text to embed'], model: 'm' } })).toBeUndefined()
    expect(chosen({ body: { contents: [{ parts: [] }] } })).toBe('gemini')
    expect(chosen({ headers: { 'anthropic-version': 'x' }, body: plain })).toBe('anthropic-messages')
    expect(chosen({ body: plain })).toBe('openai-chat')
    expect(
      chosen({ body: { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] }] } }),
    ).toBe('anthropic-messages')
    expect(chosen({ body: { prompt: 'hi' } })).toBeUndefined()
  })
})
