// An agent of the Vercel AI SDK with one tool. `withHeadroom` is the one line: what the tool says reaches the model smaller,
// the messages keep it whole, and what was left out the model fetches back unseen.
import { openai } from '@ai-sdk/openai'
import { withHeadroom } from '@headroom/vercel-ai'
import { generateText, stepCountIs, tool } from 'ai'
import { z } from 'zod'

const model = withHeadroom(openai.chat('gpt-4o'), {
  onTrace: ({ tokens }) => console.log(`(${tokens.before} → ${tokens.after} tokens)`),
})

const orders = Array.from({ length: 300 }, (_, index) => ({
  id: 7000 + index,
  status: index === 211 ? 'lost in transit' : 'shipped',
  total_eur: 20 + ((index * 37) % 400),
}))

const { text, steps } = await generateText({
  model,
  tools: { list_orders: tool({ inputSchema: z.object({}), execute: () => orders }) },
  stopWhen: stepCountIs(5),
  prompt: 'Which order needs attention?',
})
console.log(text)
console.log(`The tool's result is kept here as it was: ${steps[0].toolResults[0].output === orders}`)
