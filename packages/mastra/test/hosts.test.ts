// Agents of Mastra, as people write them, over each way in which they come by a model.
import { createAnthropic } from '@ai-sdk/anthropic-v4'
import { createOpenAI as createOpenAI2 } from '@ai-sdk/openai-v2'
import { createOpenAI as createOpenAI3 } from '@ai-sdk/openai-v3'
import { createOpenAI as createOpenAI4 } from '@ai-sdk/openai-v4'
import { withHeadroom } from '@headroom/vercel-ai'
import { Agent, type AgentConfig } from '@mastra/core/agent'
import { createTool } from '@mastra/core/tools'
import { z } from 'zod'
import { type HostConversation, type HostSetup, testHost } from '../../../test/support/host-contract.ts'
import { headroomProcessor } from '../src/index.ts'

type Way = 'generate' | 'stream'
type Model = AgentConfig['model']

function agentOf(
  config: Pick<AgentConfig, 'model' | 'inputProcessors'>,
  way: Way,
  { listRecords }: HostSetup,
): HostConversation {
  const list = createTool({
    id: 'list_records',
    description: 'Lists records.',
    inputSchema: z.object({ limit: z.number().optional() }),
    execute: async (input) => listRecords!(input),
  })
  const tools: Record<string, typeof list> = listRecords ? { list_records: list } : {}
  const agent = new Agent({ id: 'agent', name: 'Agent', instructions: 'Be brief.', tools, maxRetries: 0, ...config })
  const messages: unknown[] = []
  return {
    async ask(question, options) {
      messages.push({ role: 'user', content: question })
      const settings = { maxSteps: 5, abortSignal: options?.signal, modelSettings: { maxRetries: 0 } }
      const result =
        way === 'generate'
          ? await agent.generate(messages as never, settings)
          : await (await agent.stream(messages as never, settings)).getFullOutput()
      if (result.error) throw result.error
      if (options?.signal?.aborted) throw new Error('aborted')
      messages.push(...(result.response.messages ?? []))
      const calls = result.toolCalls.map(({ payload }) => payload.toolName)
      return { text: result.text, calls, state: messages }
    },
  }
}

const MODELS: Record<string, (url: string) => Model> = {
  'specification v2': (url) => createOpenAI2({ baseURL: `${url}/v1`, apiKey: 'sk-test' }).chat('gpt-4o') as Model,
  'specification v3': (url) => createOpenAI3({ baseURL: `${url}/v1`, apiKey: 'sk-test' }).chat('gpt-4o') as Model,
  'specification v4': (url) => createOpenAI4({ baseURL: `${url}/v1`, apiKey: 'sk-test' }).chat('gpt-4o') as Model,
  'the model router': (url) => ({ id: 'openai/gpt-4o', url: `${url}/v1`, apiKey: 'sk-test' }),
}
for (const way of ['generate', 'stream'] as const) {
  for (const [name, model] of Object.entries(MODELS)) {
    testHost({
      name: `@mastra/core 1, ${way}, processor, ${name}`,
      format: 'openai',
      start: (setup) =>
        agentOf({ model: model(setup.url), inputProcessors: setup.plain ? [] : [headroomProcessor()] }, way, setup),
    })
  }
  testHost({
    name: `@mastra/core 1, ${way}, processor, anthropic`,
    format: 'anthropic',
    start(setup) {
      const model = createAnthropic({ baseURL: `${setup.url}/v1`, apiKey: 'sk-ant-test' })('claude-sonnet-5') as Model
      return agentOf({ model, inputProcessors: setup.plain ? [] : [headroomProcessor()] }, way, setup)
    },
  })
  testHost({
    name: `@mastra/core 1, ${way}, withHeadroom(model)`,
    format: 'openai',
    start(setup) {
      const model = createOpenAI4({ baseURL: `${setup.url}/v1`, apiKey: 'sk-test' }).chat('gpt-4o')
      return agentOf({ model: (setup.plain ? model : withHeadroom(model)) as Model }, way, setup)
    },
  })
}
