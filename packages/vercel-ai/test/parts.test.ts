// Parts that few models give: they go through as they are, and back to the model within an answer. A model of one's own is an
// object that keeps to a specification.
import { describe, expect, it } from 'vitest'
import { hashIn, ROWS_TEXT } from '../../../test/support/requests.ts'
import { withHeadroom } from '../src/index.ts'

type Part = { type: string; [field: string]: unknown }
interface Call {
  prompt: Part[]
  tools?: unknown[]
  providerOptions?: Record<string, unknown>
}

const FINISH = {
  v2: { finishReason: 'tool-calls', usage: { inputTokens: 5, outputTokens: 1, totalTokens: 6 } },
  v4: {
    finishReason: { unified: 'tool-calls', raw: 'tool_use' },
    usage: { inputTokens: { total: 5 }, outputTokens: { total: 1 } },
  },
}

/** A model that says these contents, one after the other, and notes what it is asked. */
function modelOf(specificationVersion: 'v2' | 'v4', contents: ((call: Call) => Part[])[]) {
  const calls: Call[] = []
  const answer = (call: Call) => {
    calls.push(call)
    return contents[Math.min(calls.length, contents.length) - 1]!(call)
  }
  const finish = FINISH[specificationVersion]
  const model = {
    specificationVersion,
    provider: 'own',
    modelId: 'own-1',
    supportedUrls: {},
    doGenerate: async (call: Call) => ({ content: answer(call), warnings: [], ...finish }),
    doStream: async (call: Call) => ({
      stream: new ReadableStream<Part>({
        start(controller) {
          controller.enqueue({ type: 'stream-start', warnings: [] })
          for (const part of answer(call)) controller.enqueue(part)
          controller.enqueue({ type: 'finish', ...finish })
          controller.close()
        },
      }),
    }),
  }
  return { model, calls }
}

const user = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'text', text }] })
const result = {
  type: 'tool-result',
  toolCallId: 'call_1',
  toolName: 'list',
  output: { type: 'text', value: ROWS_TEXT },
}
const start = [
  user('What is there?'),
  {
    type: 'message',
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'list', input: {} }],
  },
  { type: 'message', role: 'tool', content: [result] },
]
const tools = [{ type: 'function', name: 'list', inputSchema: { type: 'object' } }]

const bytes = Uint8Array.from({ length: 300 }, (_, index) => index)
const base64 = Buffer.from(bytes).toString('base64')
const own = { own: { key: 'value' } }
const odd = (version: 'v2' | 'v4'): Part[] => [
  {
    type: 'file',
    mediaType: 'image/png',
    data: version === 'v2' ? bytes : { type: 'data', data: bytes },
    providerMetadata: own,
  },
  {
    type: 'file',
    mediaType: 'image/png',
    data: version === 'v2' ? 'aGVsbG8=' : { type: 'url', url: new URL('https://example.com/a.png') },
  },
  { type: 'source', sourceType: 'url', id: 's1', url: 'https://example.com' },
  { type: 'tool-call', toolCallId: 'theirs_1', toolName: 'web', input: '{"q":1}', providerExecuted: true },
  { type: 'tool-result', toolCallId: 'theirs_1', toolName: 'web', result: [{ found: true }], providerMetadata: own },
  { type: 'tool-result', toolCallId: 'theirs_1', toolName: 'web', result: 'Found.', preliminary: true },
  { type: 'tool-result', toolCallId: 'theirs_2', toolName: 'web', result: 'No.', isError: true },
  { type: 'custom', kind: 'own.thing', providerMetadata: own },
  { type: 'reasoning-file', mediaType: 'image/png', data: { type: 'data', data: 'aGVsbG8=' } },
  { type: 'never-seen', anything: 1 },
]
const asked = (version: 'v2' | 'v4'): Part[] => [
  {
    type: 'file',
    data: version === 'v2' ? base64 : { type: 'data', data: base64 },
    mediaType: 'image/png',
    providerOptions: own,
  },
  {
    type: 'file',
    data: version === 'v2' ? 'aGVsbG8=' : { type: 'url', url: new URL('https://example.com/a.png') },
    mediaType: 'image/png',
  },
  { type: 'tool-call', toolCallId: 'theirs_1', toolName: 'web', input: { q: 1 }, providerExecuted: true },
  {
    type: 'tool-result',
    toolCallId: 'theirs_1',
    toolName: 'web',
    output: { type: 'json', value: [{ found: true }] },
    providerOptions: own,
  },
  { type: 'tool-result', toolCallId: 'theirs_2', toolName: 'web', output: { type: 'error-json', value: 'No.' } },
  { type: 'custom', kind: 'own.thing', providerOptions: own },
  { type: 'reasoning-file', data: { type: 'data', data: 'aGVsbG8=' }, mediaType: 'image/png' },
]
const ours = (call: Call): Part => ({
  type: 'tool-call',
  toolCallId: 'ours_1',
  toolName: 'headroom_retrieve',
  input: JSON.stringify({ hash: hashIn(JSON.stringify(call.prompt)) }),
  providerMetadata: own,
})
const said: Part[] = [
  { type: 'custom', kind: 'own.end' },
  { type: 'tool-call', toolCallId: 'call_2', toolName: 'list', input: '' },
]

type Way = 'doGenerate' | 'doStream'
async function partsOf(model: ReturnType<typeof modelOf>['model'], way: Way, call: Call): Promise<Part[]> {
  if (way === 'doGenerate') return (await model.doGenerate(call)).content
  const parts: Part[] = []
  for await (const part of (await model.doStream(call)).stream) parts.push(part)
  return parts.slice(1, -1)
}

describe.each(
  (['v2', 'v4'] as const).flatMap((version) => (['doGenerate', 'doStream'] as const).map((way) => ({ version, way }))),
)('parts of specification $version, $way', ({ version, way }) => {
  it('reach the caller as they are, and the model within the answer and in later turns', async () => {
    const { model, calls } = modelOf(version, [(call) => [...odd(version), ours(call)], () => said])
    const smaller = withHeadroom(model)
    const parts = await partsOf(smaller, way, { prompt: start, tools })
    expect(parts).toEqual([...odd(version), ...said])
    const assistant = calls[1]!.prompt[3] as unknown as { content: Part[] }
    expect(assistant.content.slice(0, -1)).toEqual(asked(version))
    expect(assistant.content.at(-1)).toMatchObject({
      toolCallId: 'ours_1',
      input: { hash: expect.any(String) },
      providerOptions: own,
    })

    const echoed = [
      { type: 'custom', kind: 'own.end' },
      { type: 'tool-call', toolCallId: 'call_2', toolName: 'list', input: {} },
    ]
    const next = [
      ...start,
      { type: 'message', role: 'assistant', content: [...asked(version), ...echoed] },
      { type: 'message', role: 'tool', content: [{ ...result, toolCallId: 'call_2' }] },
    ]
    await partsOf(smaller, way, { prompt: next, tools })
    expect(calls[2]!.prompt.slice(0, 5)).toEqual(calls[1]!.prompt)
    expect(calls[2]!.prompt[5]).toEqual({ role: 'assistant', content: echoed })
  })

  it('are the very objects of the model where nothing is retrieved', async () => {
    const parts = odd(version)
    const seen = await partsOf(withHeadroom(modelOf(version, [() => parts]).model), way, { prompt: start, tools })
    expect(seen.every((part, index) => part === parts[index])).toBe(true)
  })

  it('are not asked for where the provider keeps the conversation itself', async () => {
    const { model, calls } = modelOf(version, [() => said])
    const providerOptions = { openai: { conversation: 'conv_1' } }
    await partsOf(withHeadroom(model), way, { prompt: start, tools, providerOptions })
    expect(calls[0]!.tools).toBe(tools)
    expect(JSON.stringify(calls[0]!.prompt)).not.toContain('<<ccr:')
  })

  it('end the answer where the caller has something to approve', async () => {
    const approval = { type: 'tool-approval-request', approvalId: 'a1', toolCallId: 'theirs_1' }
    const { model, calls } = modelOf(version, [(call) => [ours(call), approval]])
    expect(await partsOf(withHeadroom(model), way, { prompt: start, tools })).toEqual([approval])
    expect(calls).toHaveLength(1)
  })

  it('of a model that only ever retrieves leave no message without content behind', async () => {
    const thing = { type: 'custom', kind: 'own.thing' }
    const { model, calls } = modelOf(version, [(call) => [thing, ours(call)], (call) => [ours(call)]])
    const smaller = withHeadroom(model)
    const parts = await partsOf(smaller, way, { prompt: start, tools })
    expect(parts).toEqual([thing])
    const next = [...start, { type: 'message', role: 'assistant', content: parts }, user('And?')]
    await partsOf(smaller, way, { prompt: next, tools })
    const { prompt } = calls[4]!
    expect(prompt.map(({ content }) => (content as unknown[]).length)).not.toContain(0)
    expect(prompt.slice(0, 9)).toEqual([...calls[3]!.prompt])
  })
})
