// What is Mastra's own, beyond the contract of hosts.
import { createOpenAI } from '@ai-sdk/openai-v4'
import { createHeadroom } from '@headroom/core'
import { Agent, type AgentConfig } from '@mastra/core/agent'
import type { InputProcessor, ProcessInputStepArgs } from '@mastra/core/processors'
import { createTool } from '@mastra/core/tools'
import type { InputProcessor as OldestProcessor } from '@mastra/core-v1.0/processors'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { type ProviderScript, startProvider } from '../../../test/support/local-provider.ts'
import { hashIn, ROWS } from '../../../test/support/requests.ts'
import { headroomProcessor } from '../src/index.ts'

const list = createTool({
  id: 'list_records',
  description: 'Lists records.',
  inputSchema: z.object({}),
  execute: async () => ROWS,
})
const says: NonNullable<ProviderScript['says']> = [
  { calls: [{ id: 'call_1', name: 'list_records', input: {} }] },
  ({ body }) => ({ calls: [{ id: 'ours_1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }] }),
  { text: '{"worker":0}' },
]

async function agentWith(inputProcessors: AgentConfig['inputProcessors'], script: ProviderScript = { says }) {
  const provider = await startProvider('openai', script)
  onTestFinished(() => provider.close())
  const model = createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'sk-test' }).chat(
    'gpt-4o',
  ) as AgentConfig['model']
  const tools = { list_records: list }
  const agent = new Agent({ id: 'agent', name: 'Agent', instructions: '', model, tools, inputProcessors })
  return { agent, received: provider.received }
}

describe('headroomProcessor', () => {
  it('fits the processors of the lowest and the highest version', () => {
    expectTypeOf(headroomProcessor()).toExtend<InputProcessor>()
    expectTypeOf(headroomProcessor()).toExtend<OldestProcessor>()
  })

  it('serves several agents with one Headroom, and their results stay objects', async () => {
    const headroom = createHeadroom()
    const processor = headroomProcessor({ headroom })
    const results = await Promise.all(
      [1, 2, 3].map(async () => {
        const { agent, received } = await agentWith([processor])
        const { text, toolResults, totalUsage, steps } = await agent.generate('What stands out?')
        expect([text, toolResults[0]!.payload.result, steps.length]).toEqual(['{"worker":0}', ROWS, 2])
        expect(totalUsage).toMatchObject({ inputTokens: 300, outputTokens: 30 })
        return received.map(({ body }) => body.toString())
      }),
    )
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  it('retrieves before an answer that is an object', async () => {
    const { agent, received } = await agentWith([headroomProcessor()])
    const schema = z.object({ worker: z.number() })
    const { object } = await agent.generate('What stands out?', { structuredOutput: { schema } })
    expect(object).toEqual({ worker: 0 })
    expect(received).toHaveLength(3)
  })

  it('shows other processors results as they are, whichever stands first', async () => {
    const seen: string[] = []
    const looking = (id: string) => ({
      id,
      processInputStep({ messages }: ProcessInputStepArgs) {
        seen.push(JSON.stringify(messages))
        return undefined
      },
    })
    const { agent, received } = await agentWith([looking('a'), headroomProcessor(), looking('b')])
    await agent.generate('What stands out?')
    expect(seen).toHaveLength(4)
    expect(seen.join('')).not.toMatch(/<<ccr:|headroom_retrieve/)
    expect(received[1]!.body.toString()).toMatch(/<<ccr:[0-9a-f]{24}/)
  })

  it('leaves models of AI SDK 4 as they are', () => {
    const model = { specificationVersion: 'v1', doGenerate() {}, doStream() {} }
    expect(headroomProcessor().processInputStep({ model })).toEqual({})
  })
})
