// OpenAI's agent library sends by a client of its own library; one with Headroom in it is all that its agents need.
import { withHeadroom } from '@headroom/core/clients'
import { Agent, OpenAIChatCompletionsModel, Runner, tool } from '@openai/agents'
import OpenAI from 'openai'
import { z } from 'zod'

const client = withHeadroom(new OpenAI())

const listOrders = tool({
  name: 'list_orders',
  description: 'Lists all orders.',
  parameters: z.object({}),
  execute: () =>
    JSON.stringify(
      Array.from({ length: 300 }, (_, index) => ({
        id: 7000 + index,
        status: index === 211 ? 'lost in transit' : 'shipped',
        total_eur: 20 + ((index * 37) % 400),
      })),
    ),
})
const agent = new Agent({
  name: 'Clerk',
  model: new OpenAIChatCompletionsModel(client, 'gpt-4o'),
  tools: [listOrders],
})

const result = await new Runner({ tracingDisabled: true }).run(agent, 'Which order needs attention?')
console.log(result.finalOutput)
console.log('Calls that the agent saw:', result.newItems.filter(({ type }) => type === 'tool_call_item').length)
