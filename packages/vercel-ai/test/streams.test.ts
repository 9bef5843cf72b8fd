// Streams of parts as a model gives them, with a retrieval inside.
import type { LanguageModelMiddleware } from 'ai'
import { describe, expect, it } from 'vitest'
import type { Received, Say } from '../../../test/support/local-provider.ts'
import { hashIn, ROWS_TEXT } from '../../../test/support/requests.ts'
import { withHeadroom } from '../src/index.ts'
import { called, MAJORS, type Model, scripted } from './majors.ts'

type Part = { type: string; id?: string; delta?: string; [field: string]: unknown }
type Params = Parameters<NonNullable<LanguageModelMiddleware['wrapStream']>>[0]['params']

/** A call of a model in the middle of an agent's work, as all specifications spell it. */
const params = (more: Partial<Params> = {}): Params => ({
  prompt: [
    { role: 'user', content: [{ type: 'text', text: 'What stands out?' }] },
    ...(called(ROWS_TEXT) as Params['prompt']),
  ],
  tools: [{ type: 'function', name: 'list_records', inputSchema: { type: 'object', properties: {} } }],
  ...more,
})

const stream = async (model: Model, more?: Partial<Params>) =>
  (await model.doStream(params(more))).stream as ReadableStream<Part>

async function partsOf(model: Model, more?: Partial<Params>): Promise<Part[]> {
  const parts: Part[] = []
  for await (const part of await stream(model, more)) parts.push(part)
  return parts
}

const retrieve = ({ body }: Received): NonNullable<Say['calls']>[number] => ({
  id: 'ours_1',
  name: 'headroom_retrieve',
  input: { hash: hashIn(body) },
})

const twoRounds: ((request: Received) => Say)[] = [
  (request) => ({ thinking: 'Which?', text: 'Let me look.', calls: [retrieve(request)] }),
  () => ({
    thinking: 'Worker 0.',
    text: 'Worker 0 failed.',
    calls: [{ id: 'call_2', name: 'list_records', input: {} }],
  }),
]

const texts = (parts: readonly Part[], kind: string) =>
  parts.flatMap(({ type, delta }) => (type === `${kind}-delta` ? [delta] : [])).join('|')

describe.each(MAJORS.flatMap((major) => (['openai', 'anthropic'] as const).map((format) => ({ major, format }))))(
  'a stream of $major.name, $format',
  ({ major, format }) => {
    it('starts once, ends once, and has every id once', async () => {
      const { model } = await scripted(major, format, { says: twoRounds })
      const parts = await partsOf(withHeadroom(model))
      const types = parts.map(({ type }) => type)
      expect([types[0], types.at(-1)]).toEqual(['stream-start', 'finish'])
      for (const type of ['stream-start', 'finish']) expect(types.filter((other) => other === type)).toHaveLength(1)
      for (const kind of ['text', 'reasoning', 'tool-input']) {
        const ids = (what: string) => parts.filter(({ type }) => type === `${kind}-${what}`).map(({ id }) => id)
        expect(ids('end')).toEqual(ids('start'))
        expect(new Set(ids('start')).size).toBe(ids('start').length)
        for (const id of ids('delta')) expect(ids('start')).toContain(id)
      }
      expect(texts(parts, 'text').replaceAll('|', '')).toBe('Let me look.Worker 0 failed.')
      expect(parts.flatMap(({ type, toolName }) => (type === 'tool-call' ? [toolName] : []))).toEqual(['list_records'])
      expect(JSON.stringify(parts)).not.toContain('headroom_retrieve')
    })

    it('is the very stream of the model where nothing is retrieved', async () => {
      const says: Say[] = [
        { thinking: 'Hm.', text: 'Hello there.', calls: [{ id: 'call_2', name: 'list_records', input: {} }] },
      ]
      const plain = await scripted(major, format, { says })
      const ours = await scripted(major, format, { says })
      const stamped = (parts: Part[]) => parts.map(({ timestamp: _, ...part }) => part)
      expect(stamped(await partsOf(withHeadroom(ours.model)))).toEqual(stamped(await partsOf(plain.model)))
    })

    it('shows what comes before a retrieval while the retrieval is under way', async () => {
      let goOn = () => {}
      const waits = new Promise<void>((resolve) => {
        goOn = resolve
      })
      const { model, received } = await scripted(major, format, {
        says: twoRounds,
        respond: async () => {
          if (received.length === 2) await waits
          return false
        },
      })
      let shown = ''
      for await (const { type, delta } of await stream(withHeadroom(model))) {
        if (type === 'text-delta') shown += delta
        if (shown === 'Let me look.') goOn()
      }
      expect(shown).toBe('Let me look.Worker 0 failed.')
    })

    it('has the raw chunks of all rounds if they are asked for', async () => {
      const { model } = await scripted(major, format, { says: twoRounds })
      const raw = (await partsOf(withHeadroom(model), { includeRawChunks: true })).filter(({ type }) => type === 'raw')
      const says = JSON.stringify(raw)
      for (const words of ['Let me ', 'Worker ']) expect(says).toContain(words)
    })

    it.each([1, 2])('is aborted in round %i as without us', async (round) => {
      const script = await scripted(major, format, {
        says: twoRounds,
        // Never answers this one.
        respond: () => script.received.length === round,
      })
      const controller = new AbortController()
      const failed = (async () => {
        for await (const { type, error } of await stream(withHeadroom(script.model), {
          abortSignal: controller.signal,
        }))
          if (type === 'error') throw error
      })().catch(({ name }: Error) => name)
      await expect.poll(() => script.received.length).toBe(round)
      controller.abort()
      expect(await failed).toBe('AbortError')
      await expect.poll(() => script.received.at(-1)!.aborted).toBe(true)
    })

    it('stops the provider when it is cancelled in a later round', async () => {
      const { model, received } = await scripted(major, format, { says: twoRounds, pace: 10 })
      const reader = (await stream(withHeadroom(model))).getReader()
      for (let shown = ''; !shown.includes('Worker'); ) shown += (await reader.read()).value?.delta ?? ''
      await reader.cancel()
      await expect.poll(() => received[1]!.aborted).toBe(true)
    })
  },
)

describe.each(MAJORS)('$name with thoughts that are signed', (major) => {
  it.each(['doGenerate', 'doStream'] as const)('gives them back to the provider within the answer, %s', async (how) => {
    const { model, received } = await scripted(major, 'anthropic', { says: twoRounds })
    const smaller = withHeadroom(model)
    if (how === 'doStream') await partsOf(smaller)
    else await smaller.doGenerate(params())
    const [, , , said] = received[1]!.json.messages as { content: unknown[] }[]
    expect(said!.content).toEqual([
      { type: 'thinking', thinking: 'Which?', signature: 'sig_1' },
      { type: 'text', text: 'Let me look.' },
      expect.objectContaining({ type: 'tool_use', id: 'ours_1' }),
    ])
  })
})
