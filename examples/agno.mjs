// Agno agents run in Python. From TypeScript: their messages made smaller, and the lines that point an agent at the proxy.
import { agnoProxyConfig, optimizeMessages } from '@headroom/agno'

// The messages of a run, as `os.sessions.runs('session', { type: 'agent' })` gives them.
const orders = Array.from({ length: 300 }, (_, index) => ({
  id: 7000 + index,
  status: index === 211 ? 'lost in transit' : 'shipped',
  total_eur: 20 + ((index * 37) % 400),
}))
const run = [
  { id: '1', role: 'user', content: 'Which order needs attention?' },
  {
    id: '2',
    role: 'assistant',
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'list_orders', arguments: '{}' } }],
  },
  { id: '3', role: 'tool', tool_call_id: 'call_1', tool_name: 'list_orders', content: JSON.stringify(orders) },
]

const { messages, tokensBefore, tokensAfter } = await optimizeMessages(run, { model: 'gpt-4o' })
console.log(`compressed_content: ${messages[2].compressed_content.slice(0, 200)}…`)
console.log(
  `${tokensBefore} → ${tokensAfter} tokens; content is as it was: ${messages[2].content === run[2].content}\n`,
)

console.log(String(agnoProxyConfig({ url: 'http://127.0.0.1:8787' })))
