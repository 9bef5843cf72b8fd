// LiteLLM's `completion` in TypeScript: the prefix names the provider. What tools have said goes out smaller, and what was left
// out the model fetches back unseen.
import { createCompletion } from '@headroom/litellm'

const completion = createCompletion({
  onResult: ({ tokensBefore, tokensAfter }) => console.log(`(${tokensBefore} → ${tokensAfter} tokens)`),
})

const orders = Array.from({ length: 300 }, (_, index) => ({
  id: 7000 + index,
  status: index === 211 ? 'lost in transit' : 'shipped',
  total_eur: 20 + ((index * 37) % 400),
}))
const tools = [{ type: 'function', function: { name: 'list_orders', parameters: { type: 'object', properties: {} } } }]
const messages = [{ role: 'user', content: 'Which order needs attention?' }]

for (;;) {
  const { choices } = await completion({ model: 'openai/gpt-4o', messages, tools })
  const { message } = choices[0]
  messages.push(message)
  if (!message.tool_calls) {
    console.log(message.content)
    break
  }
  for (const { id } of message.tool_calls) {
    messages.push({ role: 'tool', tool_call_id: id, content: JSON.stringify(orders) })
  }
}
