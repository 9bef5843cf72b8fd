// OpenAI's agent library sends by an `openai` client, so a client with Headroom in it is all that an agent needs.
import {
  Agent,
  type AgentInputItem,
  MemorySession,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  Runner,
  tool,
} from '@openai/agents'
import OpenAI from 'openai7'
import { z } from 'zod'
import { type HostConversation, type HostSetup, testHost } from '../../../test/support/host-contract.ts'
import { withHeadroom } from '../src/clients/index.ts'

type How = 'run' | 'run, streamed' | 'run with a session'
const MODELS = { openai: OpenAIChatCompletionsModel, responses: OpenAIResponsesModel } as const
type Format = keyof typeof MODELS

function agentOf({ url, plain, listRecords }: HostSetup, format: Format, how: How): HostConversation {
  const bare = new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 })
  const client = plain ? bare : withHeadroom(bare)
  const records = tool({
    name: 'list_records',
    description: 'Lists records.',
    parameters: z.object({ limit: z.number() }),
    execute: ({ limit }) => listRecords!({ limit }),
    errorFunction: null,
  })
  const agent = new Agent({
    name: 'Clerk',
    instructions: 'Be brief.',
    // The library brings a client type of its own.
    model: new MODELS[format](client as never, 'gpt-4o'),
    tools: listRecords ? [records] : [],
  })
  const runner = new Runner({ tracingDisabled: true })
  const session = new MemorySession()
  let history: AgentInputItem[] = []
  return {
    async ask(question, { signal } = {}) {
      const input = how === 'run with a session' ? question : [...history, { role: 'user' as const, content: question }]
      const options = { signal, ...(how === 'run with a session' ? { session } : {}) }
      const before = history.length
      const result =
        how === 'run, streamed'
          ? await streamed(await runner.run(agent, input, { ...options, stream: true }))
          : await runner.run(agent, input, options)
      history = how === 'run with a session' ? await session.getItems() : result.history
      const calls = history.slice(before).flatMap((item) => (item.type === 'function_call' ? [item.name] : []))
      return { text: result.finalOutput ?? '', calls, state: history }
    },
  }
}

async function streamed<Run extends { completed: Promise<void>; error?: unknown }>(run: Run): Promise<Run> {
  await run.completed
  if (run.error) throw run.error
  return run
}

for (const format of ['openai', 'responses'] as const) {
  for (const how of ['run', 'run, streamed', 'run with a session'] as const) {
    testHost({
      name: `@openai/agents 0.20, ${format}, ${how}`,
      format,
      start: (setup) => agentOf(setup, format, how),
    })
  }
}
