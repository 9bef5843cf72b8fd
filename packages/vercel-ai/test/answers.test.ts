// What comes back: an answer of several rounds looks like one of the model's, whole and streamed.
import type { ModelMessage } from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { expectPrefixes } from '../../../test/support/host-contract.ts'
import type { Received, Say } from '../../../test/support/local-provider.ts'
import { hashIn, ROWS_TEXT } from '../../../test/support/requests.ts'
import { withHeadroom } from '../src/index.ts'
import { MAJORS, type Major, type Model, scripted } from './majors.ts'

const CASES = MAJORS.flatMap((major) =>
  (['openai', 'anthropic'] as const).flatMap((format) =>
    (['generateText', 'streamText'] as const).map((way) => ({ major, format, way })),
  ),
)

const list: Say = { calls: [{ id: 'call_1', name: 'list_records', input: {} }] }
const retrieve = (id: string, { body }: Received, more: object = {}) => ({
  id,
  name: 'headroom_retrieve',
  input: { hash: hashIn(body), ...more },
})

interface Asking {
  major: Major
  way: 'generateText' | 'streamText'
}

/** Asks with a tool that lists records; what is common to the results of both ways. */
async function ask({ major: { ai }, way }: Asking, model: Model, more: object = {}) {
  const tools = { list_records: ai.tool({ inputSchema: z.object({}), execute: async () => ROWS_TEXT }) }
  const messages: ModelMessage[] = [{ role: 'user', content: 'What stands out?' }]
  const call = { model, tools, messages, maxRetries: 0, stopWhen: ai.stepCountIs(5), onError: () => {}, ...more }
  const result = way === 'generateText' ? await ai.generateText(call) : ai.streamText(call)
  const { text, steps, finishReason, totalUsage } = result
  const all = { text: await text, steps: await steps, finishReason: await finishReason, usage: await totalUsage }
  const calls = all.steps.flatMap(({ toolCalls }) => toolCalls.map(({ toolName }) => toolName))
  const { responseMessages } = result as { responseMessages?: ModelMessage[] | PromiseLike<ModelMessage[]> }
  // where `ai` 7 has the messages of all steps
  const said = (await responseMessages) ?? all.steps.at(-1)!.response.messages
  return { ...all, calls, messages: [...call.messages, ...said] }
}

type Message = { role: string; content: unknown; tool_calls?: { id: string }[]; tool_call_id?: string }
const messagesOf = ({ json }: Received) => json.messages as Message[]

/** Ids of the calls that an assistant's message makes, and of those that a message answers. */
const called = ({ content, tool_calls }: Message) =>
  tool_calls?.map(({ id }) => id) ?? blocks(content, 'tool_use').map(({ id }) => id)
const answered = ({ content, tool_call_id }: Message) =>
  tool_call_id ? [tool_call_id] : blocks(content, 'tool_result').map((block) => block.tool_use_id)
const blocks = (content: unknown, type: string) =>
  (Array.isArray(content) ? (content as Record<string, unknown>[]) : []).filter((block) => block.type === type)

describe.each(CASES)('$major.name, $format, $way', ({ major, format, way }) => {
  const asking = { major, way }

  it('ends as one answer, and has used what all rounds have used', async () => {
    const plain = await scripted(major, format, { says: [{ text: 'Hello.' }] })
    const one = await ask(asking, plain.model)
    const { model } = await scripted(major, format, {
      says: [
        list,
        (request) => ({ text: 'Let me look.', calls: [retrieve('ours_1', request)] }),
        { text: 'Worker 0.' },
      ],
    })
    const { steps, finishReason, calls } = await ask(asking, withHeadroom(model))
    expect([steps.length, finishReason, calls]).toEqual([2, 'stop', ['list_records']])
    expect(numbersIn(steps[1]!.usage)).toEqual(numbersIn(one.steps[0]!.usage).map(([path, value]) => [path, 2 * value]))
    expect(steps[1]!.text.replaceAll('\n', '')).toBe('Let me look.Worker 0.')
    expect(JSON.stringify(steps.map(({ content, response }) => [content, response.messages]))).not.toContain('ours_1')
  })

  it('answers several calls of ours at once, each as it asks', async () => {
    const { model, received } = await scripted(major, format, {
      says: [
        list,
        (request) => ({
          calls: [
            retrieve('ours_1', request),
            retrieve('ours_2', request, { query: 'rows 78-78' }),
            retrieve('ours_3', request, { hash: 'nonsense' }),
          ],
        }),
        { text: 'Worker 0.' },
      ],
    })
    const { text } = await ask(asking, withHeadroom(model))
    expect(text).toBe('Worker 0.')
    const sent = received[2]!.body.toString()
    expect(sent).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
    expect(sent).toContain('is no hash')
    expectPrefixes({ format }, received)
  })

  it('gives the caller its own call of a mixed turn, and answers ours with it', async () => {
    const { model, received } = await scripted(major, format, {
      says: [
        list,
        (request) => ({
          text: 'Both.',
          calls: [retrieve('ours_1', request), { id: 'call_2', name: 'list_records', input: {} }],
        }),
        { text: 'Worker 0.' },
        { text: 'The same.' },
      ],
    })
    const smaller = withHeadroom(model)
    const first = await ask(asking, smaller)
    expect([first.calls, first.text]).toEqual([['list_records', 'list_records'], 'Worker 0.'])
    expect(first.steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'tool-calls', 'stop'])
    expect(JSON.stringify(first.messages)).not.toContain('headroom_retrieve')
    const [, mixed, ...results] = messagesOf(received[2]!).slice(-(format === 'openai' ? 4 : 3))
    expect(called(mixed!)).toEqual(['ours_1', 'call_2'])
    expect(JSON.stringify(results)).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
    expect(results.flatMap(answered)).toEqual(['ours_1', 'call_2'])
    const messages = [...first.messages, { role: 'user', content: 'And the others?' }]
    await ask(asking, smaller, { messages })
    expectPrefixes({ format }, received)
  })

  it('says again in later turns what the caller never saw, wherever the caller has its breakpoints', async () => {
    const { model, received } = await scripted(major, format, {
      says: [list, (request) => ({ calls: [retrieve('ours_1', request)] }), { text: 'Worker 0.' }, { text: 'Yes.' }],
    })
    const smaller = withHeadroom(model)
    const providerOptions = {
      anthropic: { cacheControl: { type: 'ephemeral' } },
      bedrock: { cachePoint: { type: 'x' } },
    }
    const question = (content: string): ModelMessage => ({ role: 'user', content })
    const first = await ask(asking, smaller, { messages: [{ ...question('What stands out?'), providerOptions }] })
    const [, ...said] = first.messages
    await ask(asking, smaller, {
      messages: [question('What stands out?'), ...said, { ...question('Sure?'), providerOptions }],
    })
    expect(received[3]!.body.toString()).toContain('ours_1')
    expectPrefixes({ format }, received)
  })

  it('ends after three rounds, without a call that the caller would not know', async () => {
    let count = 0
    const { model, received } = await scripted(major, format, {
      says: [list, (request) => ({ text: `${++count}.`, calls: [retrieve(`ours_${count}`, request)] })],
    })
    const { text, finishReason, calls } = await ask(asking, withHeadroom(model))
    expect([text.replaceAll('\n', ''), finishReason, calls, received.length]).toEqual([
      '1.2.3.4.',
      'stop',
      ['list_records'],
      5,
    ])
  })

  it('fails as the provider does where a retrieval cannot go on', async () => {
    const fail = (received: readonly Received[]) => received.length === 3
    const script = await scripted(major, format, {
      says: [list, (request) => ({ calls: [retrieve('ours_1', request)] })],
      respond: (_, response) => {
        if (!fail(script.received)) return false
        response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"busy","type":"x"}}')
        return true
      },
    })
    const errors: unknown[] = []
    const asked = ask(asking, withHeadroom(script.model), {
      onError: ({ error }: { error: unknown }) => errors.push(error),
    })
    const thrown = await asked.then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(errors[0] ?? thrown).toMatchObject({ name: 'AI_APICallError', statusCode: 503 })
  })
})

/** The numbers in a record of usage, with the way to each. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${path}.${key}`))
}
