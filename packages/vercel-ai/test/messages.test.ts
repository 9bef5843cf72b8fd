// What reaches the provider: results smaller, and all else as the AI SDK would send it without us.
import type { ModelMessage, ToolSet } from 'ai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { startProvider } from '../../../test/support/local-provider.ts'
import { ROWS, ROWS_TEXT } from '../../../test/support/requests.ts'
import { withHeadroom } from '../src/index.ts'
import { type Call, MAJORS, type Major, type Model, sentBy } from './majors.ts'

type Output = Extract<ModelMessage, { role: 'tool' }>['content'][number] & { type: 'tool-result' }

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const inputSchema = z.object({})
const listing: ToolSet = { list_records: { description: 'Lists records.', inputSchema } }
const tools: ToolSet = { ...listing, look: { inputSchema } }

/** A conversation in which a tool was called and gave this, and what its parts are about beside it. */
function conversation(...outputs: Output['output'][]): ModelMessage[] {
  const id = (index: number) => `call_${index}`
  return [
    { role: 'user', content: 'What stands out?' },
    {
      role: 'assistant',
      content: outputs.map((_, index) => ({
        type: 'tool-call',
        toolCallId: id(index),
        toolName: 'list_records',
        input: {},
      })),
    },
    {
      role: 'tool',
      content: outputs.map((output, index) => ({
        type: 'tool-result',
        toolCallId: id(index),
        toolName: 'list_records',
        output,
      })),
    },
  ]
}

const text = (value: string): Output['output'] => ({ type: 'text', value })
const image = ({ name }: Major) =>
  ({
    'ai 5': { type: 'media', data: PNG, mediaType: 'image/png' },
    'ai 6': { type: 'image-data', data: PNG, mediaType: 'image/png' },
    'ai 7': { type: 'file', data: { type: 'data', data: PNG }, mediaType: 'image/png' },
  })[name]

/** Results as they stand in a request. */
function results(messages: readonly Record<string, unknown>[]): unknown[] {
  return messages.flatMap(({ role, content }) => {
    if (role === 'tool') return [content]
    const blocks = Array.isArray(content) ? (content as Record<string, unknown>[]) : []
    return blocks.filter(({ type }) => type === 'tool_result').map((block) => block.content)
  })
}

/** All that is no result of a tool and no tool. */
const withoutResults = (body: Record<string, unknown>) => {
  const { tools, ...rest } = body
  const isResult = ({ role, type }: Record<string, unknown>) => role === 'tool' || type === 'tool_result'
  return JSON.stringify(rest, (_, value: Record<string, unknown> | null) =>
    value !== null && typeof value === 'object' && isResult(value) ? { ...value, content: 'a result' } : value,
  )
}

describe.each(MAJORS.flatMap((major) => (['openai', 'anthropic'] as const).map((format) => ({ major, format }))))(
  '$major.name to $format',
  ({ major, format }) => {
    const both = async (call: Call) =>
      [await sentBy(major, format, call, 'plain'), await sentBy(major, format, call)] as const

    it('has results smaller, and files, reasoning, signatures and breakpoints as they were', async () => {
      const breakpoint = { anthropic: { cacheControl: { type: 'ephemeral' as const } } }
      const [question, called, given] = conversation(text(ROWS_TEXT), text('short'))
      const messages: ModelMessage[] = [
        {
          role: 'user',
          content: [
            { type: 'text', text: ROWS_TEXT, providerOptions: breakpoint },
            { type: 'image', image: Uint8Array.from(atob(PNG), (character) => character.charCodeAt(0)) },
            { type: 'file', data: 'JVBERi0xLjQK', mediaType: 'application/pdf', filename: 'a.pdf' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'I wonder.', providerOptions: { anthropic: { signature: 'sig_0' } } },
            { type: 'text', text: 'Ask me more.' },
          ],
        },
        question!,
        called!,
        {
          ...given!,
          content: (given as { content: Output[] }).content.map((part) => ({ ...part, providerOptions: breakpoint })),
        } as ModelMessage,
      ]
      const [plain, ours] = await both({ messages, tools, system: 'Be brief.', temperature: 0.5 })
      expect(withoutResults(ours.json)).toBe(withoutResults(plain.json))
      expect(ours.json.tools).toEqual([...(plain.json.tools as unknown[]), expect.anything()])
      expect(results(plain.messages)).toEqual([ROWS_TEXT, 'short'])
      expect(results(ours.messages)).toEqual([expect.stringContaining('<<ccr:'), 'short'])
      expect(ours.warnings).toEqual(plain.warnings)
      if (format === 'openai') return
      expect(JSON.stringify(ours.json).split('"cache_control"')).toHaveLength(4)
      expect(JSON.stringify(ours.json)).toContain('"signature":"sig_0"')
    })

    it('has a result of JSON as it has one of text that is spelled the same', async () => {
      const [asText, asJson] = [
        await sentBy(major, format, { messages: conversation(text(ROWS_TEXT)), tools }),
        await sentBy(major, format, { messages: conversation({ type: 'json', value: ROWS }), tools }),
      ]
      expect(results(asJson.messages)).toEqual([expect.stringContaining('<<ccr:')])
      expect(asJson.body.toString()).toBe(asText.body.toString())
      const plain = await sentBy(
        major,
        format,
        { messages: conversation({ type: 'json', value: ROWS }), tools },
        'plain',
      )
      expect(results(plain.messages)).toEqual([ROWS_TEXT])
    })

    it('has texts among the content of a result smaller, and the images beside them as they were', async () => {
      const output = { type: 'content', value: [image(major), { type: 'text', text: ROWS_TEXT }, image(major)] }
      const [plain, ours] = await both({ messages: conversation(output as Output['output']), tools })
      const [before, after] = [results(plain.messages), results(ours.messages)].map((found) => JSON.stringify(found))
      expect(after).toContain('<<ccr:')
      expect(after!.length).toBeLessThan(before!.length / 2)
      expect(after!.split(PNG)).toHaveLength(before!.split(PNG).length)
    })

    it('refers to lines of earlier results, but where the provider may drop those', async () => {
      const lines = Array.from(
        { length: 60 },
        (_, index) => `const value_${index} = compute(${index * 37}, 'of ${index}')`,
      )
      const messages = conversation(text(lines.join('\n')), text(lines.join('\n')))
      const contextManagement = { edits: [{ type: 'clear_tool_uses_20250919' }] }
      for (const providerOptions of [undefined, { anthropic: { contextManagement } }]) {
        const ours = await sentBy(major, format, { messages, tools, providerOptions })
        expect(/same as lines/.test(String(results(ours.messages)[1]))).toBe(providerOptions === undefined)
      }
    })

    it('has errors as they were', async () => {
      const outputs = [
        { type: 'error-text', value: ROWS_TEXT },
        { type: 'error-json', value: ROWS },
      ] as Output['output'][]
      const [plain, ours] = await both({ messages: conversation(...outputs), tools })
      expect(ours.messages).toEqual(plain.messages)
    })

    it('is, byte for byte, what it would be without us where nothing is to be done', async () => {
      for (const headers of [undefined, { 'X-Headroom-Bypass': 'true', 'x-own': '1' }]) {
        const offered = headers && { tools }
        const messages = conversation(text(headers ? ROWS_TEXT : 'short'))
        const [plain, ours] = await both({ messages, headers, ...offered })
        expect(ours.body.toString()).toBe(plain.body.toString())
        expect([ours.headers['x-own'], ours.headers['x-headroom-bypass']]).toEqual([plain.headers['x-own'], undefined])
      }
    })

    it('has one tool more, on every request that offers any', async () => {
      const [plain, ours] = await both({ messages: conversation(text('short')), tools, toolChoice: 'none' })
      const offered = ours.json.tools as unknown[] | undefined
      expect(JSON.stringify(offered?.splice(-1) ?? [])).toMatch(plain.json.tools ? /headroom_retrieve/ : /^\[\]$/)
      expect(JSON.stringify(ours.json)).toBe(JSON.stringify(plain.json))
    })
  },
)

describe.each(MAJORS)('$name', (major) => {
  /** The same call with us and without, as the provider gets it, whatever it answers. */
  async function sentBoth(call: Call, modelOf: (url: string) => Model) {
    const bodies: Record<string, unknown>[] = []
    for (const isPlain of [true, false]) {
      const provider = await startProvider('openai', {
        respond: (_, response) => Boolean(response.writeHead(400).end()),
      })
      onTestFinished(() => provider.close())
      const model = isPlain ? modelOf(provider.url) : withHeadroom(modelOf(provider.url))
      await expect(major.ai.generateText({ ...call, model, maxRetries: 0 } as never)).rejects.toThrow()
      bodies.push(provider.received[0]!.json)
    }
    const [plain, ours] = bodies as [Record<string, unknown>, Record<string, unknown>]
    expect(JSON.stringify((ours.tools as unknown[]).pop())).toContain('headroom_retrieve')
    return { plain, ours }
  }

  it('leaves results whose structure the provider reads: of tools that are its own', async () => {
    const openai = major.createOpenAI({ apiKey: 'sk-test' })
    const tools = { local_shell: openai.tools.localShell({ execute: async () => ({ output: '' }) }) } as ToolSet
    const input = { action: { type: 'exec', command: ['ls'], env: {} } }
    const messages: ModelMessage[] = [
      { role: 'user', content: 'What is there?' },
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'local_shell', input }] },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'call_1',
            toolName: 'local_shell',
            output: { type: 'json', value: { output: ROWS_TEXT } },
          },
        ],
      },
    ]
    const { plain, ours } = await sentBoth({ messages, tools }, (url) =>
      major.createOpenAI({ apiKey: 'sk-test', baseURL: url })('gpt-5'),
    )
    expect(JSON.stringify(plain)).toContain('local_shell_call_output')
    expect(ours).toEqual(plain)
  })

  it('leaves results that a program of the model reads, and those that the provider has found itself', async () => {
    const found = ROWS.map(({ name, id }) => ({
      type: 'web_search_result',
      url: `https://example.com/${id}`,
      title: name,
      pageAge: null,
      encryptedContent: `${id}`.repeat(9),
    }))
    const caller = { anthropic: { caller: { type: 'code_execution_20250825', toolId: 'srvtoolu_2' } } }
    const call = { type: 'tool-call' as const, input: {} }
    const messages: ModelMessage[] = [
      { role: 'user', content: 'What is there?' },
      {
        role: 'assistant',
        content: [
          { ...call, toolCallId: 'srvtoolu_1', toolName: 'web_search', providerExecuted: true },
          {
            type: 'tool-result',
            toolCallId: 'srvtoolu_1',
            toolName: 'web_search',
            output: { type: 'json', value: found },
          },
          { ...call, toolCallId: 'call_1', toolName: 'list_records', providerOptions: caller },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'call_1',
            toolName: 'list_records',
            output: { type: 'text', value: ROWS_TEXT },
          },
        ],
      },
    ]
    const { plain, ours } = await sentBoth({ messages, tools: listing }, (url) =>
      major.createAnthropic({ apiKey: 'sk-ant-test', baseURL: url })('claude-sonnet-5'),
    )
    expect(JSON.stringify(plain)).toContain('"encrypted_content":"119911991199')
    expect(ours).toEqual(plain)
  })
})
