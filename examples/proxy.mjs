// Starts the proxy in this process and sends a chat request through it, as any client does that has its base URL changed.
import { createServer } from 'node:http'
import { startProxy } from '@headroom/proxy'

// Stands in for the provider here: says how large the request was that reached it.
const provider = createServer(async (request, response) => {
  let length = 0
  for await (const chunk of request) length += chunk.length
  const message = { role: 'assistant', content: `${length} bytes have arrived.` }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }] }))
})
await new Promise((resolve) => provider.listen(0, '127.0.0.1', resolve))

const proxy = await startProxy({
  port: 0,
  stateless: true,
  openaiUpstream: `http://127.0.0.1:${provider.address().port}`,
})

const time = (second) => new Date(1_767_225_600_000 + second * 1000).toISOString()
const log = Array.from({ length: 400 }, (_, i) =>
  i === 250
    ? `${time(i)} ERROR payments: card declined for order 4711`
    : `${time(i)} INFO payments: charged order ${4400 + i} in ${20 + ((i * 7) % 50)} ms`,
).join('\n')
const body = JSON.stringify({
  model: 'gpt-4o',
  tools: [{ type: 'function', function: { name: 'get_logs', parameters: { type: 'object', properties: {} } } }],
  messages: [
    { role: 'user', content: 'Why did order 4711 fail?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'get_logs', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: log },
  ],
})

const reply = await fetch(`${proxy.url}/v1/chat/completions`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer your-key' },
  body,
})
console.log(`${body.length} bytes were sent.`, (await reply.json()).choices[0].message.content)
console.log('tokens saved:', proxy.stats().tokens.saved)

await proxy.close()
provider.close()
