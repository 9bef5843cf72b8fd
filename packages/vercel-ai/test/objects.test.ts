// Answers that are objects.
import type { ModelMessage } from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Say } from '../../../test/support/local-provider.ts'
import { hashIn, ROWS_TEXT } from '../../../test/support/requests.ts'
import { withHeadroom } from '../src/index.ts'
import { called, MAJORS, scripted } from './majors.ts'

const schema = z.object({ worker: z.number() })
const answer: Say = { text: '{"worker":0}' }
const messages: ModelMessage[] = [{ role: 'user', content: 'What stands out?' }, ...called(ROWS_TEXT)]

describe.each(MAJORS)('$name', (major) => {
  const { ai } = major

  it.each(['generateObject', 'streamObject'] as const)(
    '%s reads smaller results, with nothing left out',
    async (way) => {
      const { model, received } = await scripted(major, 'openai', { says: [answer] })
      const result = await ai[way]({ model: withHeadroom(model), messages, schema })
      if ('partialObjectStream' in result) for await (const _ of result.partialObjectStream);
      expect(await result.object).toEqual({ worker: 0 })
      const { messages: sent, tools, response_format } = received[0]!.json as Record<string, { content: string }[]>
      expect(sent!.at(-1)!.content).toMatch(/^# headroom json/)
      expect(sent!.at(-1)!.content).not.toContain('<<ccr:')
      expect([tools, response_format]).toEqual([undefined, expect.objectContaining({ type: 'json_schema' })])
    },
  )

  it.each(['generateText', 'streamText'] as const)('%s with an output retrieves before it answers', async (way) => {
    const { model, received } = await scripted(major, 'openai', {
      says: [
        { calls: [{ id: 'call_1', name: 'list_records', input: {} }] },
        ({ body }) => ({ calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }] }),
        answer,
      ],
    })
    const tools = { list_records: ai.tool({ inputSchema: z.object({}), execute: async () => ROWS_TEXT }) }
    const output = ai.Output.object({ schema })
    const call = { model: withHeadroom(model), tools, prompt: 'What stands out?', stopWhen: ai.stepCountIs(3) }
    const asked = { ...call, output, experimental_output: output }
    if (way === 'generateText') {
      const result = await ai.generateText(asked)
      expect(result.experimental_output ?? result.output).toEqual({ worker: 0 })
    } else {
      const partial: unknown[] = []
      const { partialOutputStream, experimental_partialOutputStream } = ai.streamText(asked)
      for await (const object of partialOutputStream ?? experimental_partialOutputStream) partial.push(object)
      expect(partial.at(-1)).toEqual({ worker: 0 })
    }
    expect(received).toHaveLength(3)
    expect(received[2]!.json.response_format).toEqual(received[0]!.json.response_format)
  })
})
