// The places at which Headroom gets into an application, and what it does there when something goes wrong.
import { type Compressor, createHeadroom, createMemoryStore, HeadroomError, type Trace } from '@headroom/core'
import type { LanguageModelMiddleware } from 'ai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Say } from '../../../test/support/local-provider.ts'
import { hashIn, ROWS_TEXT } from '../../../test/support/requests.ts'
import { type HeadroomModelOptions, headroomMiddleware, withHeadroom } from '../src/index.ts'
import { agentOf, MAJORS, type Major, type Model, scripted } from './majors.ts'

const list: Say = { calls: [{ id: 'call_1', name: 'list_records', input: {} }] }
const says: NonNullable<Parameters<typeof scripted>[2]>['says'] = [
  list,
  ({ body }) => ({ calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }] }),
  { text: 'Worker 0.' },
]

/** Asks an agent with one tool, and gives what it said. */
async function ask({ ai }: Major, model: Model | string): Promise<string> {
  const tools = { list_records: ai.tool({ inputSchema: z.object({}), execute: async () => ROWS_TEXT }) }
  const call = { model, tools, prompt: 'What stands out?', maxRetries: 0 }
  return (await ai.generateText({ ...call, stopWhen: ai.stepCountIs(3) })).text
}

describe.each(MAJORS)('$name', (major) => {
  const { ai } = major
  const custom = (model: Model) => ai.customProvider({ languageModels: { main: model } })

  it.each<[string, (model: Model, options?: HeadroomModelOptions) => Model | string]>([
    ['wrapLanguageModel', (model) => ai.wrapLanguageModel({ model, middleware: headroomMiddleware() })],
    ['withHeadroom(model)', (model) => withHeadroom(model)],
    ['withHeadroom(withHeadroom(model))', (model) => withHeadroom(withHeadroom(model))],
    ['withHeadroom(custom provider)', (model) => withHeadroom(custom(model)).languageModel('main')],
    [
      'withHeadroom(registry)',
      (model) => withHeadroom(ai.createProviderRegistry({ mine: custom(model) })).languageModel('mine:main'),
    ],
    [
      'wrapProvider',
      (model) =>
        ai
          .wrapProvider({ provider: custom(model), languageModelMiddleware: headroomMiddleware() })
          .languageModel('main'),
    ],
    [
      'createProviderRegistry',
      (model) => {
        const languageModelMiddleware = headroomMiddleware()
        return ai
          .createProviderRegistry({ mine: custom(model) }, { languageModelMiddleware })
          .languageModel('mine:main')
      },
    ],
    [
      'a name, by the default provider',
      (model) => {
        const scope = globalThis as { AI_SDK_DEFAULT_PROVIDER?: unknown }
        scope.AI_SDK_DEFAULT_PROVIDER = withHeadroom(custom(model))
        onTestFinished(() => {
          scope.AI_SDK_DEFAULT_PROVIDER = undefined
        })
        return 'main'
      },
    ],
  ])('has Headroom by %s', async (_, wrapped) => {
    const { model, received } = await scripted(major, 'openai', { says })
    expect(await ask(major, wrapped(model))).toBe('Worker 0.')
    expect(received[1]!.body.toString()).toMatch(/<<ccr:[0-9a-f]{24}/)
    expect(received).toHaveLength(3)
  })

  it('has Headroom in every language model of a provider, and nothing in what else it makes', async () => {
    const openai = major.createOpenAI({ apiKey: 'sk-test' })
    const provider = withHeadroom(openai)
    const kinds: ((from: typeof openai) => Model)[] = [
      (from) => from('gpt-4o'),
      (from) => from.chat('gpt-4o'),
      (from) => from.languageModel('gpt-4o'),
    ]
    for (const kind of kinds) {
      const [wrapped, plain] = [kind(provider), kind(openai)]
      const { specificationVersion, provider: vendor, modelId, supportedUrls } = plain
      expect(wrapped).toMatchObject({ specificationVersion, provider: vendor, modelId, supportedUrls })
      expect(wrapped.doGenerate).not.toBe(plain.doGenerate)
    }
    expect(provider.embedding('text-embedding-3-small').constructor).toBe(openai.embedding('x').constructor)
    expect(provider.tools).toBe(openai.tools)
  })

  it('stands where it is put among other middleware', async () => {
    const seen: Record<string, string[]> = { before: [], behind: [] }
    const looking = (where: string) =>
      ({
        specificationVersion: 'v3',
        async wrapGenerate({ params, doGenerate }) {
          const result = await doGenerate()
          seen[where]!.push(JSON.stringify([params.prompt, result.content]))
          return result
        },
      }) satisfies LanguageModelMiddleware
    const { model } = await scripted(major, 'openai', { says })
    const middleware = [looking('before'), headroomMiddleware(), looking('behind')]
    expect(await ask(major, ai.wrapLanguageModel({ model, middleware }))).toBe('Worker 0.')
    const { before, behind } = seen as { before: string[]; behind: string[] }
    expect([before.length, behind.length]).toEqual([2, 3])
    expect(before[1]).not.toMatch(/<<ccr:|headroom_retrieve/)
    expect(behind[1]).toMatch(/<<ccr:.*headroom_retrieve/)
  })

  it('lets requests through as they are where a compressor, a store or a hook fails', async () => {
    const fail = () => {
      throw new Error('broken')
    }
    const broken: Compressor = { name: 'broken', version: 1, bid: () => 1, compress: fail }
    const cases: [HeadroomModelOptions, RegExp][] = [
      [{ compressors: [broken] }, /\\"region\\":\\"eu-west-1\\"/],
      [{ hooks: { preCompress: fail, computeBiases: fail } }, /<<ccr:[0-9a-f]{24}/],
      [{ store: { ...createMemoryStore(), set: fail } }, /# headroom json/],
      [{ store: { get: fail, set: fail, delete: fail } }, /region/],
    ]
    for (const [options, sent] of cases) {
      const traces: Trace[] = []
      const { model, received } = await scripted(major, 'openai', { says: [list, { text: 'Worker 0.' }] })
      expect(await ask(major, withHeadroom(model, { ...options, onTrace: (trace) => traces.push(trace) }))).toBe(
        'Worker 0.',
      )
      expect(received[1]!.body.toString()).toMatch(sent)
      expect(traces.at(-1)!.failures).not.toEqual([])
    }
  })

  it('tells what it has done, when the answer is complete', async () => {
    const traces: Trace[] = []
    const { model } = await scripted(major, 'openai', { says })
    await ask(major, withHeadroom(model, { onTrace: (trace) => traces.push(trace) }))
    const { tokens, usage, retrievals, model: name, wire } = traces[1]!
    expect([traces.length, name, wire, retrievals.length]).toEqual([2, 'gpt-4o', 'ai-sdk', 1])
    expect(tokens.exact && tokens.after < tokens.before / 2).toBe(true)
    expect(usage).toEqual({ inputTokens: 72, outputTokens: 20, cacheReadTokens: 128, cacheWriteTokens: 0 })
  })

  it('keeps several conversations at once apart, and parties by their names', async () => {
    const headroom = createHeadroom()
    const ask = async (credential: string) => {
      const { model, received } = await scripted(major, 'openai', {
        says: [...says!, { text: 'Yes.' }],
      })
      const smaller = withHeadroom(model, { headroom, credential })
      const listRecords = () => ROWS_TEXT.replaceAll('worker', `worker of ${credential}`)
      const agent = agentOf(major, 'generateText', smaller, { url: '', plain: false, listRecords })
      await agent.ask('What stands out?')
      await agent.ask('Sure?')
      return received.map(({ body }) => body.toString())
    }
    const sent = await Promise.all(['a', 'b', 'c', 'a'].map(ask))
    sent.forEach((bodies, index) => {
      const [own, others] = ['abca'[index]!, 'abc'.replace('abca'[index]!, '')]
      expect(bodies[3]).toContain(`worker of ${own}`)
      expect(bodies.join('')).not.toMatch(new RegExp(`worker of [${others}]`))
      expect(bodies[3]!.startsWith(bodies[2]!.slice(0, bodies[2]!.indexOf('],"tools"')))).toBe(true)
    })
    const hashes = sent.map((bodies) => hashIn(bodies[1]!))
    expect(hashes[0]).toBe(hashes[3])
    expect(new Set(hashes).size).toBe(3)
    const redeem = (credential: string) => headroom.handleToolCall({ hash: hashes[0]! }, { credential })
    expect(await redeem('a')).toContain('worker of a')
    expect(await redeem('b')).toContain('Nothing is stored')
  })
})

it('says what to do with what is no model', () => {
  const models: unknown[] = ['openai/gpt-4o', {}, { specificationVersion: 'v1', doGenerate() {}, doStream() {} }]
  for (const model of models) expect(() => withHeadroom(model as object)).toThrow(HeadroomError)
  expect(() => withHeadroom('openai/gpt-4o' as unknown as object)).toThrow(/"openai\/gpt-4o".*gateway\(name\)/)
  expect(() => headroomMiddleware({ level: 'maximal' as 'lossy' })).toThrow(/"level" is "maximal"/)
})
