// A Mastra agent with one tool. `headroomProcessor` is the one line, however the agent comes by its model: what the tool says
// reaches the model smaller, the messages keep it whole, and what was left out the model fetches back unseen.
import { headroomProcessor } from '@headroom/mastra'
import { Agent } from '@mastra/core/agent'
import { createTool } from '@mastra/core/tools'
import { z } from 'zod'

const orders = Array.from({ length: 300 }, (_, index) => ({
  id: 7000 + index,
  status: index === 211 ? 'lost in transit' : 'shipped',
  total_eur: 20 + ((index * 37) % 400),
}))

const agent = new Agent({
  id: 'support',
  name: 'Support',
  instructions: 'You look after orders.',
  model: { id: 'openai/gpt-4o', url: process.env.OPENAI_BASE_URL, apiKey: process.env.OPENAI_API_KEY },
  tools: {
    list_orders: createTool({
      id: 'list_orders',
      description: 'Lists all orders.',
      inputSchema: z.object({}),
      execute: async () => orders,
    }),
  },
  inputProcessors: [
    headroomProcessor({ onTrace: ({ tokens }) => console.log(`(${tokens.before} → ${tokens.after} tokens)`) }),
  ],
})

const { text, toolResults } = await agent.generate('Which order needs attention?')
console.log(text)
console.log(`The tool's result is kept here as it was: ${toolResults[0].payload.result.length === orders.length}`)
