// A real client and a real server, connected in this process and over HTTP streams.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHeadroom } from '@headroom/core'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { ROWS, ROWS_TEXT } from '../../../test/support/requests.ts'
import { type HeadroomMcpOptions, withHeadroom } from '../src/index.ts'

const IMAGE = { type: 'image' as const, data: 'aGk=', mimeType: 'image/png' }

function startServer() {
  const server = new McpServer({ name: 'records', version: '1.0.0' })
  const text = (value: string) => ({ type: 'text' as const, text: value })
  server.registerTool('list_records', { inputSchema: { limit: z.number() } }, () => ({
    content: [{ ...text(ROWS_TEXT), _meta: { own: 1 } }, IMAGE, text('done')],
    _meta: { trace: 'abc' },
  }))
  server.registerTool('typed', { outputSchema: { rows: z.array(z.any()) } }, () => ({
    content: [text(ROWS_TEXT)],
    structuredContent: { rows: ROWS },
  }))
  server.registerTool('fail', {}, () => ({ content: [text(ROWS_TEXT)], isError: true }))
  server.registerTool('Read', {}, () => ({ content: [text(ROWS_TEXT)] }))
  server.registerPrompt('hello', {}, () => ({ messages: [{ role: 'user', content: text('Hello?') }] }))
  return server
}

async function connect(options: HeadroomMcpOptions = {}) {
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  await startServer().connect(theirs)
  const plain = new Client({ name: 'test', version: '1.0.0' })
  const client = withHeadroom(plain, options)
  await client.connect(ours)
  onTestFinished(() => client.close())
  return { plain, client }
}

const call = (client: Client, name: string, input: Record<string, unknown> = {}) =>
  client.callTool({ name, arguments: input }) as Promise<{ content: { type: string; text: string }[] }>
const hashIn = (text: string) => /<<ccr:([0-9a-f]{24})/.exec(text)![1]!

const VERSIONS = {
  '1.23': async () => ({
    ...(await import('sdk-lowest/client/index.js')),
    ...(await import('sdk-lowest/inMemory.js')),
    ...(await import('sdk-lowest/server/mcp.js')),
  }),
  '1.32': async () => ({ Client, InMemoryTransport, McpServer }),
  '2.4': async () => ({
    ...(await import('@modelcontextprotocol/client')),
    ...(await import('@modelcontextprotocol/server')),
  }),
}

describe.each(Object.entries(VERSIONS))('version %s of the library', (_, load) => {
  it('gives results smaller and fetches them back', async () => {
    const library = (await load()) as Awaited<ReturnType<(typeof VERSIONS)['1.32']>>
    const [ours, theirs] = library.InMemoryTransport.createLinkedPair()
    const server = new library.McpServer({ name: 'records', version: '1.0.0' })
    server.registerTool('list_records', {}, () => ({ content: [{ type: 'text', text: ROWS_TEXT }] }))
    await server.connect(theirs)
    const client = withHeadroom(new library.Client({ name: 'test', version: '1.0.0' }))
    await client.connect(ours)
    onTestFinished(() => client.close())
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['list_records', 'headroom_retrieve'])
    const { text } = (await call(client, 'list_records')).content[0]!
    expect(text.length).toBeLessThan(ROWS_TEXT.length / 2)
    const found = await call(client, 'headroom_retrieve', { hash: hashIn(text) })
    expect(found.content[0]!.text).toBe(ROWS_TEXT)
  })
})

describe('an MCP client', () => {
  it('gives results smaller, all else of them as it was, and fetches back what was left out', async () => {
    const { client, plain } = await connect()
    const original = await call(plain, 'list_records', { limit: 1 })
    const { content, ...rest } = await call(client, 'list_records', { limit: 1 })
    expect(content[0]!.text.length).toBeLessThan(ROWS_TEXT.length / 2)
    expect({ ...rest, content: [original.content[0], ...content.slice(1)] }).toEqual(original)
    expect(content[0]).toMatchObject({ _meta: { own: 1 } })
    const hash = hashIn(content[0]!.text)
    expect(await call(client, 'headroom_retrieve', { hash })).toEqual({ content: [{ type: 'text', text: ROWS_TEXT }] })
    const part = await call(client, 'headroom_retrieve', { hash, query: 'rows 5-6' })
    expect(part.content[0]!.text).toContain('"id":1004')
    expect((await call(client, 'headroom_retrieve')).content[0]!.text).toContain('is no hash')
  })

  it('offers the retrieval tool, once, and only if it may', async () => {
    const names = async (client: Client) => (await client.listTools()).tools.map((tool) => tool.name)
    const { client, plain } = await connect()
    expect(await names(client)).toEqual([...(await names(plain)), 'headroom_retrieve'])
    expect(await names(withHeadroom(client))).toEqual(await names(client))
    const lossless = await connect({ retrievalTool: false })
    expect(await names(lossless.client)).toEqual(await names(plain))
    const { content } = await call(lossless.client, 'list_records', { limit: 1 })
    expect(content[0]!.text.length).toBeLessThan(ROWS_TEXT.length)
    expect(content[0]!.text).not.toContain('<<ccr:')
  })

  it('lets several clients share one store', async () => {
    const headroom = createHeadroom()
    const first = await connect({ headroom })
    const second = await connect({ headroom, retrievalTool: false, retrieval: 'host' })
    const { content } = await call(second.client, 'list_records', { limit: 1 })
    const found = await call(first.client, 'headroom_retrieve', { hash: hashIn(content[0]!.text) })
    expect(found.content[0]!.text).toBe(ROWS_TEXT)
  })

  it('leaves errors, exact tools and typed content alone', async () => {
    const { client, plain } = await connect()
    await plain.listTools()
    for (const name of ['fail', 'Read']) expect(await call(client, name)).toEqual(await call(plain, name))
    const { structuredContent } = (await call(client, 'typed')) as unknown as { structuredContent: unknown }
    expect(structuredContent).toEqual({ rows: ROWS })
  })

  it('is otherwise the client that it was', async () => {
    const { client, plain } = await connect()
    expectTypeOf(client).toEqualTypeOf<Client>()
    expect(client).toBeInstanceOf(Client)
    const asked = await Promise.all([
      client.getPrompt({ name: 'hello' }),
      plain.getPrompt({ name: 'hello' }),
      client.ping(),
    ])
    expect(asked[0]).toEqual(asked[1])
    await expect(client.callTool({ name: 'missing' })).resolves.toEqual(await plain.callTool({ name: 'missing' }))
    expect(client.getServerVersion()).toEqual(plain.getServerVersion())
  })

  it('tells its listener of each result', async () => {
    const seen: string[] = []
    const { client } = await connect({
      model: 'gpt-4o',
      onResult: ({ toolName, tokensBefore, tokensAfter, ccrHashes }) =>
        seen.push(`${toolName} ${tokensAfter < tokensBefore} ${ccrHashes.length}`),
    })
    await call(client, 'list_records', { limit: 1 })
    await call(client, 'fail')
    expect(seen).toEqual(['list_records true 1'])
  })

  it('works over HTTP, many calls at once', async () => {
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'session' })
    await startServer().connect(transport)
    const http = createServer((request, response) => transport.handleRequest(request, response))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const client = withHeadroom(new Client({ name: 'test', version: '1.0.0' }))
    const { port } = http.address() as AddressInfo
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)))
    onTestFinished(async () => {
      await client.close()
      http.close()
      http.closeAllConnections()
    })
    const results = await Promise.all(Array.from({ length: 20 }, () => call(client, 'list_records', { limit: 1 })))
    expect(new Set(results.map(({ content }) => content[0]!.text)).size).toBe(1)
    expect(hashIn(results[0]!.content[0]!.text)).toHaveLength(24)
  })
})
