// A tool server, and a client of it with Headroom: results arrive smaller, and what was left out is one more tool away.
import { withHeadroom } from '@headroom/mcp'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'

const client = withHeadroom(new Client({ name: 'my-agent', version: '1.0.0' }), { model: 'gpt-4o' })

const orders = Array.from({ length: 300 }, (_, index) => ({
  id: 7000 + index,
  status: index === 211 ? 'lost in transit' : 'shipped',
  total_eur: 20 + ((index * 37) % 400),
}))
const server = new McpServer({ name: 'shop', version: '1.0.0' })
server.registerTool('list_orders', {}, () => ({ content: [{ type: 'text', text: JSON.stringify(orders) }] }))

const [ours, theirs] = InMemoryTransport.createLinkedPair()
await server.connect(theirs)
await client.connect(ours)

console.log('Tools:', (await client.listTools()).tools.map(({ name }) => name).join(', '))
const { content } = await client.callTool({ name: 'list_orders' })
console.log(`${JSON.stringify(orders).length} → ${content[0].text.length} characters`)

const [, hash] = /<<ccr:([0-9a-f]{24})/.exec(content[0].text)
const found = await client.callTool({ name: 'headroom_retrieve', arguments: { hash, query: 'rows 43-43' } })
console.log(found.content[0].text)
await client.close()
