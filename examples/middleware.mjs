// Your own server, with two routes. To the callers of the first it is the provider: what tools have said goes on smaller, and
// what was left out the model fetches back unseen. The second has a handler of its own, which gets smaller bodies.
import { headroom, headroomHandler } from '@headroom/middleware/hono'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import OpenAI from 'openai'

const upstream = process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1'

const app = new Hono()
app.post(
  '/v1/chat/completions',
  headroomHandler({ upstream, prefix: '/v1', headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}` } }),
)
app.post('/archive', headroom(), async (c) => c.json({ bytes: (await c.req.text()).length }))

const server = serve({ fetch: app.fetch, port: 0 })
const url = `http://localhost:${server.address().port}`

// A caller of the first route: an agent with one tool, around a client that knows nothing of Headroom.
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'a caller of yours' })
const orders = Array.from({ length: 300 }, (_, index) => ({
  id: 7000 + index,
  status: index === 211 ? 'lost in transit' : 'shipped',
  total_eur: 20 + ((index * 37) % 400),
}))
const tools = [{ type: 'function', function: { name: 'list_orders', parameters: { type: 'object', properties: {} } } }]
const messages = [{ role: 'user', content: 'Which order needs attention?' }]
for (;;) {
  const asked = client.chat.completions.create({ model: 'gpt-4o', messages, tools })
  const { data, response } = await asked.withResponse()
  const saved = response.headers.get('x-headroom-tokens-saved')
  if (saved) console.log(`${saved} tokens saved`)
  const { message } = data.choices[0]
  messages.push(message)
  if (!message.tool_calls) {
    console.log(message.content)
    break
  }
  for (const { id } of message.tool_calls) {
    messages.push({ role: 'tool', tool_call_id: id, content: JSON.stringify(orders) })
  }
}

const body = JSON.stringify({ model: 'gpt-4o', messages })
const archived = await fetch(`${url}/archive`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
})
console.log(`A handler of its own got ${(await archived.json()).bytes} of ${body.length} bytes`)
server.close()
