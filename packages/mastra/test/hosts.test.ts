// Agents of Mastra, as people write them, over each way in which they come by a model.
import { createAnthropic } from '@ai-sdk/anthropic-v4'
import { createOpenAI as createOpenAI2 } from '@ai-sdk/openai-v2'
import { createOpenAI as createOpenAI3 } from '@ai-sdk/openai-v3'
import { createOpenAI as createOpenAI4 } from '@ai-sdk/openai-v4'
import { withHeadroom } from '@headroom/vercel-ai'
import * as newestAgent from '@mastra/core/agent'
import * as newestTools from '@mastra/core/tools'
import * as oldestAgent from '@mastra/core-v1.0/agent'
import * as oldestTools from '@mastra/core-v1.0/tools'
import { z } from 'zod'
import { type HostConversation, type HostSetup, testHost } from '../../../test/support/host-contract.ts'
import { headroomProcessor } from '../src/index.ts'

type Config = Pick<newestAgent.AgentConfig, 'model' | 'inputProcessors'>
type Model = Config['model']
type Way = 'generate' | 'stream'

/** The types are those of the newest version: what the tests use of the other is the same. */
interface Version {
  name: string
  Agent: typeof newestAgent.Agent
  createTool: typeof newestTools.createTool
}

const newest: Version = { name: '@mastra/core 1.71', ...newestAgent, ...newestTools }
const oldest = { name: '@mastra/core 1.0', ...oldestAgent, ...oldestTools } as unknown as Version

function agentOf(
  { Agent, createTool }: Version,
  way: Way,
  { listRecords }: HostSetup,
  config: Config,
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

const settings = (url: string) => ({ baseURL: `${url}/v1`, apiKey: 'sk-test' })
const MODELS: Record<string, (url: string) => Model> = {
  'specification v2': (url) => createOpenAI2(settings(url)).chat('gpt-4o') as Model,
  'specification v3': (url) => createOpenAI3(settings(url)).chat('gpt-4o') as Model,
  'specification v4': (url) => createOpenAI4(settings(url)).chat('gpt-4o') as Model,
  'specification v4 of Anthropic': (url) => createAnthropic(settings(url))('claude-sonnet-5') as Model,
  'the model router': (url) => ({ id: 'openai/gpt-4o', url: `${url}/v1`, apiKey: 'sk-test' }),
  'a function': (url) => () => createOpenAI3(settings(url)).chat('gpt-4o') as never,
}

for (const version of [oldest, newest]) {
  for (const way of ['generate', 'stream'] as const) {
    for (const [name, model] of Object.entries(MODELS)) {
      // Version 1.0 of Mastra knows no models of specification v4.
      if (version === oldest && name.includes('v4')) continue
      testHost({
        name: `${version.name}, ${way}, processor on ${name}`,
        format: name.includes('Anthropic') ? 'anthropic' : 'openai',
        start(setup) {
          const inputProcessors = setup.plain ? [] : [headroomProcessor()]
          return agentOf(version, way, setup, { model: model(setup.url), inputProcessors })
        },
      })
    }
    testHost({
      name: `${version.name}, ${way}, withHeadroom(model)`,
      format: 'openai',
      start(setup) {
        const model = createOpenAI3(settings(setup.url)).chat('gpt-4o')
        return agentOf(version, way, setup, { model: (setup.plain ? model : withHeadroom(model)) as Model })
      },
    })
  }
}
