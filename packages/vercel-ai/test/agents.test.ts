// For agents: the retrieval tool called openly, steps prepared by hand, messages made smaller on their own.
import { createHeadroom } from '@headroom/core'
import type { ModelMessage, ToolSet } from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { expectPrefixes } from '../../../test/support/host-contract.ts'
import type { Say } from '../../../test/support/local-provider.ts'
import { hashIn, ROWS, ROWS_TEXT } from '../../../test/support/requests.ts'
import {
  compressModelMessages,
  compressVercelMessages,
  headroomPrepareStep,
  headroomTools,
  withHeadroom,
} from '../src/index.ts'
import { MAJORS, scripted } from './majors.ts'

/** Our tool's description speaks of markers, too. */
const MARKED = /<<ccr:[0-9a-f]{24}/
const inputSchema = z.object({})
const listing: ToolSet = { list_records: { inputSchema, execute: async () => ROWS } }
const list: Say = { calls: [{ id: 'call_1', name: 'list_records', input: {} }] }

describe.each(MAJORS)('$name', (major) => {
  const { ai } = major

  describe('headroomTools', () => {
    it('has results left out that the model then fetches openly', async () => {
      const headroom = createHeadroom()
      const tools = { ...listing, ...headroomTools({ headroom }) }
      const { model, received } = await scripted(major, 'openai', {
        says: [
          list,
          ({ body }) => ({ calls: [{ id: 'call_2', name: 'headroom_retrieve', input: { hash: hashIn(body) } }] }),
          { calls: [{ id: 'call_3', name: 'headroom_retrieve', input: { query: 7 } }] },
          { text: 'Worker 0.' },
        ],
      })
      const call = { model: withHeadroom(model, { headroom }), tools, prompt: 'What stands out?' }
      const { steps, text } = await ai.generateText({ ...call, stopWhen: ai.stepCountIs(5) })
      const calls = steps.flatMap(({ toolCalls }) => toolCalls.map(({ toolName }) => toolName))
      expect([calls, text]).toEqual([['list_records', 'headroom_retrieve', 'headroom_retrieve'], 'Worker 0.'])
      expect(steps[1]!.toolResults[0]!.output).toBe(ROWS_TEXT)
      expect(steps[2]!.toolResults[0]!.output).toContain('is no hash')
      expect((received[1]!.json.tools as unknown[]).length).toBe(2)
      expectPrefixes({ format: 'openai' }, received)
    })

    it('answers in words whatever it is asked', async () => {
      const { headroom_retrieve } = headroomTools({ headroom: createHeadroom() })
      for (const input of [null, {}, { hash: 7 }, { hash: 'f'.repeat(24), query: {} }]) {
        expect(await headroom_retrieve.execute(input as never)).toMatch(/is no hash|Nothing is stored/)
      }
    })

    it('has nothing left out that it could not fetch', async () => {
      const [one, other] = [createHeadroom(), createHeadroom()]
      const own: ToolSet = { headroom_retrieve: { description: 'Mine.', inputSchema, execute: async () => '' } }
      const cases = [
        { tools: headroomTools({ headroom: one }), options: { headroom: other } },
        { tools: headroomTools({ headroom: one, credential: 'a' }), options: { headroom: one, credential: 'b' } },
        { tools: own, options: { headroom: one } },
      ]
      for (const { tools, options } of cases) {
        const { model, received } = await scripted(major, 'openai', { says: [list, { text: 'All.' }] })
        const call = { model: withHeadroom(model, options), tools: { ...listing, ...tools }, prompt: 'What is there?' }
        await ai.generateText({ ...call, stopWhen: ai.stepCountIs(3) })
        const sent = received[1]!.body.toString()
        expect(sent).toContain('# headroom json')
        expect(sent).not.toMatch(MARKED)
      }
    })
  })

  describe('headroomPrepareStep', () => {
    it('makes messages smaller step by step, and what was sent stays as it was', async () => {
      const headroom = createHeadroom()
      for (const tools of [listing, { ...listing, ...headroomTools({ headroom }) }]) {
        const { model, received } = await scripted(major, 'openai', {
          says: [list, { calls: [{ id: 'call_2', name: 'list_records', input: {} }] }, { text: 'Worker 0.' }],
        })
        const call = { model, tools, prompt: 'What stands out?', stopWhen: ai.stepCountIs(5) }
        const { steps } = await ai.generateText({ ...call, prepareStep: headroomPrepareStep({ headroom, tools }) })
        const sent = received[2]!.body.toString()
        expect(MARKED.test(sent)).toBe(tools !== listing)
        expect(sent).toContain('# headroom json')
        expectPrefixes({ format: 'openai' }, received)
        expect(steps.flatMap(({ toolResults }) => toolResults.map(({ output }) => output))).toEqual([ROWS, ROWS])
      }
    })

    it('is called by one of your own, with what messages it likes', async () => {
      const { model, received } = await scripted(major, 'openai', { says: [list, { text: 'None.' }] })
      const smaller = headroomPrepareStep()
      const prepareStep = async ({ messages, stepNumber }: { messages: ModelMessage[]; stepNumber: number }) => {
        if (stepNumber === 0) return undefined
        const asked: ModelMessage[] = [...messages, { role: 'user', content: 'Be brief.' }]
        return { ...(await smaller({ messages: asked })), toolChoice: 'none' as const }
      }
      const call = { model, tools: listing, prompt: 'What is there?', prepareStep }
      await ai.generateText({ ...call, stopWhen: ai.stepCountIs(3) })
      const [first, second] = received.map(
        ({ json }) => json as { messages: { content: string }[]; tool_choice: string },
      )
      expect([first!.tool_choice, second!.tool_choice]).toEqual(['auto', 'none'])
      expect(second!.messages.at(-1)!.content).toBe('Be brief.')
      expect(second!.messages.at(-2)!.content).toMatch(/^# headroom json/)
    })

    it('goes well with a model that has Headroom, too', async () => {
      const headroom = createHeadroom()
      const { model, received } = await scripted(major, 'openai', {
        says: [
          list,
          ({ body }) => ({ calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }] }),
          { text: 'Worker 0.' },
        ],
      })
      const call = {
        model: withHeadroom(withHeadroom(model, { headroom })),
        tools: listing,
        prompt: 'What stands out?',
      }
      const prepareStep = headroomPrepareStep({ headroom, level: 'exact' })
      const { text } = await ai.generateText({ ...call, prepareStep, stopWhen: ai.stepCountIs(3) })
      expect(text).toBe('Worker 0.')
      expectPrefixes({ format: 'openai' }, received)
    })
  })
})

describe('compressModelMessages', () => {
  const result = (output: unknown) => ({ type: 'tool-result', toolCallId: 'call_1', toolName: 'list_records', output })
  const messages = [
    { role: 'user', content: 'What stands out?' },
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'list_records', input: {} }] },
    { role: 'tool', content: [result({ type: 'json', value: ROWS, providerOptions: { own: { a: 1 } } })] },
  ] as ModelMessage[]

  it('is lossless, leaves all else the same objects, and changes nothing the second time', async () => {
    const first = await compressModelMessages(messages, { model: 'gpt-4o' })
    expect(first).toMatchObject({ compressed: true, transformsApplied: ['json:lossless'], ccrHashes: [] })
    expect(first.messages.slice(0, 2).every((message, index) => message === messages[index])).toBe(true)
    const output = {
      type: 'text',
      value: expect.stringMatching(/^# headroom json/),
      providerOptions: { own: { a: 1 } },
    }
    expect(first.messages[2]).toEqual({ role: 'tool', content: [result(output)] })
    const second = await compressVercelMessages(first.messages, { model: 'gpt-4o' })
    expect(second.compressed).toBe(false)
    expect(second.messages).toBe(first.messages)
  })

  it('leaves out what the tool among the tools fetches, and changes nothing the second time', async () => {
    const headroom = createHeadroom()
    const options = { model: 'gpt-4o', headroom, tools: headroomTools({ headroom }) }
    const first = await compressModelMessages(messages, options)
    expect(first.transformsApplied).toEqual(['json:recoverable'])
    expect(await headroom.handleToolCall({ hash: first.ccrHashes[0]! })).toBe(ROWS_TEXT)
    expect((await compressModelMessages(first.messages, options)).messages).toBe(first.messages)
    expect((await compressModelMessages(messages, { ...options, tools: listing })).ccrHashes).toEqual([])
  })

  it('compresses words of others only if it is told to', async () => {
    const words = [{ role: 'user' as const, content: [{ type: 'text' as const, text: ROWS_TEXT }] }]
    expect((await compressModelMessages(words)).compressed).toBe(false)
    const { messages } = await compressModelMessages(words, { roles: ['user'] })
    expect(messages[0]!.content[0]!.text).toMatch(/^# headroom json/)
  })

  it('leaves results of the provider’s own tools, if it knows the tools', async () => {
    const tools = { list_records: { type: 'provider', id: 'x.y' } }
    expect((await compressModelMessages(messages, { tools })).compressed).toBe(false)
  })
})
