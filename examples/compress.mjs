// Makes the tool results in a conversation smaller, losslessly, and says what was done.
import { compress, explainTrace } from '@headroom/core'

const orders = Array.from({ length: 120 }, (_, index) => ({
  id: 7000 + index,
  status: index === 41 ? 'failed' : 'shipped',
  warehouse: 'Rotterdam',
  total_eur: 20 + ((index * 37) % 90),
}))

const history = [
  { role: 'user', content: 'Did anything go wrong with the orders?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'list_orders', arguments: '{}' } }],
  },
  { role: 'tool', tool_call_id: 'call_1', content: JSON.stringify(orders) },
]

const { messages, tokensBefore, tokensAfter, trace } = await compress(history, { model: 'gpt-4o' })

console.log(messages.at(-1).content.split('\n').slice(0, 5).join('\n'))
console.log(`… ${tokensBefore} → ${tokensAfter} tokens`)
console.log(explainTrace(trace))
