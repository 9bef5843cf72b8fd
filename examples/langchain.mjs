// An agent of LangChain with one tool. `headroomMiddleware` is the one line: what the tool says reaches the model smaller, the
// agent's state keeps it whole, and what was left out the model fetches back unseen.
import { headroomMiddleware } from '@headroom/langchain/middleware'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { createAgent } from 'langchain'
import { z } from 'zod'

const orders = Array.from({ length: 300 }, (_, index) => ({
  id: 7000 + index,
  status: index === 211 ? 'lost in transit' : 'shipped',
  total_eur: 20 + ((index * 37) % 400),
}))
const listOrders = tool(async () => JSON.stringify(orders), {
  name: 'list_orders',
  description: 'Lists the orders of this month.',
  schema: z.object({}),
})

const agent = createAgent({
  model: new ChatOpenAI({ model: 'gpt-4o' }),
  tools: [listOrders],
  middleware: [
    headroomMiddleware({
      onResult: ({ tokensBefore, tokensAfter }) => console.log(`(${tokensBefore} → ${tokensAfter} tokens)`),
    }),
  ],
})

const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'Which order needs attention?' }] })
console.log(messages.at(-1).text)
console.log(`The tool's result is kept here as it was: ${messages.at(-2).text === JSON.stringify(orders)}`)
