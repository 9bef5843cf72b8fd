import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { CHAT } from '../../../test/support/requests.ts'
import { post, startPair } from './setup.ts'

const VENDORS = ['openai', 'anthropic'] as const

describe.each(VENDORS)('what goes through to %s', (vendor) => {
  const { path, headers } = CHAT[vendor]

  it('is the same bytes where there is nothing to compress, and so is the answer', async () => {
    const { proxy, provider } = await startPair(vendor)
    const body = `{ "messages" : [{"role":"user","content":"h\\u0069 \\/ 😀", "x":1.0e0 }],\n"model":"m","temperature":1.00,"model":"gpt-4o","big":12345678901234567890 }`
    const answer = await post(proxy.url + path, body, headers)
    const direct = await post(provider.url + path, body, headers)
    expect(provider.received[0]!.body.toString()).toBe(body)
    expect((await answer.text()).replace('_1"', '_2"').replace('-1"', '-2"')).toBe(await direct.text())
    expect(answer.headers.get('x-request-id')).toBe('req_1')
  })

  it.each([
    ['no JSON', 'hello'],
    ['half of it', '{"messages":[{"role":"us'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a byte order mark', '\ufeff{"messages":[]}'],
    ['nothing', ''],
    ['another shape', '{"messages":"hi","prompt":[1,2]}'],
    ['messages of odd types', '{"messages":[null,1,"x",[],{"role":7,"content":{"a":1}}]}'],
  ])('is the same bytes if the body is %s', async (_, body) => {
    const { proxy, provider } = await startPair(vendor)
    await post(proxy.url + path, body, headers)
    expect(provider.received[0]!.body.equals(Buffer.from(body))).toBe(true)
  })

  it('is the same bytes with the bypass header, which goes no further', async () => {
    const { proxy, provider } = await startPair(vendor)
    const body = JSON.stringify(CHAT[vendor].request())
    await post(proxy.url + path, body, { ...headers, 'x-headroom-bypass': 'true', 'X-Headroom-Other': '1' })
    expect(provider.received[0]!.body.toString()).toBe(body)
    expect(Object.keys(provider.received[0]!.headers).filter((name) => name.startsWith('x-headroom'))).toEqual([])
  })

  it('keeps credentials and the caller’s headers, and drops those of the connection', async () => {
    const { proxy, provider } = await startPair(vendor)
    await post(proxy.url + path, CHAT[vendor].request(), { ...headers, 'x-custom': 'yes', te: 'trailers' })
    const received = provider.received[0]!.headers
    expect(received).toMatchObject({ ...headers, 'x-custom': 'yes' })
    expect(received.te).toBeUndefined()
    expect(received['content-length']).toBe(String(provider.received[0]!.body.length))
  })

  it('is decompressed to be read, and sent as it came if nothing changes', async () => {
    const { proxy, provider } = await startPair(vendor)
    const packed = gzipSync(JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] }))
    await post(proxy.url + path, packed, { ...headers, 'content-encoding': 'gzip' })
    expect(provider.received[0]!.body.equals(packed)).toBe(true)
    expect(provider.received[0]!.headers['content-encoding']).toBe('gzip')
    await post(proxy.url + path, gzipSync(JSON.stringify(CHAT[vendor].request())), {
      ...headers,
      'content-encoding': 'gzip',
    })
    expect(provider.received[1]!.headers['content-encoding']).toBeUndefined()
    expect(JSON.stringify(provider.received[1]!.json)).toContain('headroom_retrieve')
  })

  it.each([
    [429, 'application/json', '{"error":{"type":"rate_limit_error","message":"slow down"}}', { 'retry-after': '7' }],
    [403, 'text/html', '<html>blocked</html>', {}],
    [500, 'application/json', '{ "error" : null }', {}],
    [529, 'text/plain', 'overloaded', {}],
  ])('brings an error %i back verbatim, after one try', async (status, type, body, more) => {
    const { proxy, provider } = await startPair(vendor, {
      respond(_, response) {
        response.writeHead(status, { 'content-type': type, ...more }).end(body)
        return true
      },
    })
    const answer = await post(proxy.url + path, CHAT[vendor].request({ stream: true }), headers)
    expect([answer.status, await answer.text()]).toEqual([status, body])
    for (const [name, value] of Object.entries(more)) expect(answer.headers.get(name)).toBe(value)
    expect(provider.received).toHaveLength(1)
  })

  it('is refused in the vendor’s own shape if the provider cannot be reached', async () => {
    const { proxy, provider } = await startPair(vendor)
    await provider.close()
    const answer = await post(proxy.url + path, CHAT[vendor].request(), headers)
    expect(answer.status).toBe(502)
    const { error, type } = (await answer.json()) as { error: { message: string; type: string }; type?: string }
    expect(type).toBe(vendor === 'anthropic' ? 'error' : undefined)
    expect(error.message).toMatch(/refused the connection.*not sent again/)
    expect(proxy.stats().requests.unreachable).toBe(1)
  })

  it('breaks off at the caller if the provider breaks off, without a second try', async () => {
    const { proxy, provider } = await startPair(vendor, {
      respond(_, response) {
        response.socket!.destroy()
        return true
      },
    })
    const answer = await post(proxy.url + path, CHAT[vendor].request(), headers)
    expect(answer.status).toBe(502)
    expect(provider.received).toHaveLength(1)
  })

  it('is bounded, counted while it is read', async () => {
    const { proxy, provider } = await startPair(vendor, {}, { maximumBodyBytes: 5000 })
    const large = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(6000) }] })
    const bomb = gzipSync(JSON.stringify({ messages: [{ role: 'user', content: '0'.repeat(1_000_000) }] }))
    const chunked = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1000))
      },
    })
    const init = { method: 'POST', body: chunked, duplex: 'half', headers } as RequestInit
    for (const answer of [
      await post(proxy.url + path, large, headers),
      await post(proxy.url + path, bomb, { ...headers, 'content-encoding': 'gzip' }),
      await fetch(proxy.url + path, init),
    ]) {
      expect(answer.status).toBe(413)
      expect(JSON.stringify(await answer.json())).toContain('more than 5000 bytes')
    }
    expect(provider.received).toHaveLength(0)
  })
})

describe('everything else of the providers’ APIs', () => {
  it.each([
    ['GET', '/v1/models?limit=2', undefined],
    ['DELETE', '/v1/files/file-1', undefined],
    ['PATCH', '/v1/anything', '{"a":1.0}'],
    ['POST', '/v1/embeddings', '{ "input":"x" }'],
    ['POST', '/v1/messages/count_tokens', '{"messages":[]}'],
    ['OPTIONS', '/v1/chat/completions', undefined],
  ])('goes through: %s %s', async (method, path, body) => {
    const { proxy, provider } = await startPair('openai', {
      respond(_, response) {
        response.writeHead(201, { 'x-a': 'b', 'set-cookie': ['one=1', 'two=2'] }).end('done')
        return true
      },
    })
    const answer = await fetch(proxy.url + path, { method, body, headers: { authorization: 'Bearer sk' } })
    expect([answer.status, await answer.text()]).toEqual([201, 'done'])
    expect(answer.headers.getSetCookie()).toEqual(['one=1', 'two=2'])
    const [received] = provider.received
    expect([received!.method, received!.path, received!.body.toString()]).toEqual([method, path, body ?? ''])
  })

  it('goes to the vendor that its headers and path speak of', async () => {
    const { provider: openai } = await startPair('openai')
    const { provider: anthropic } = await startPair('anthropic')
    const both = await startPair('openai', {}, { openaiUpstream: openai.url, anthropicUpstream: anthropic.url })
    await fetch(`${both.proxy.url}/v1/models`, { headers: { authorization: 'Bearer sk' } })
    await fetch(`${both.proxy.url}/v1/models`, { headers: { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' } })
    await fetch(`${both.proxy.url}/v1/messages/batches`, { headers: { authorization: 'Bearer sk-ant' } })
    expect([openai.received.length, anthropic.received.length]).toEqual([1, 2])
  })

  it('keeps a path that the upstream has of its own', async () => {
    const { provider } = await startPair('openai')
    const { proxy } = await startPair('openai', {}, { openaiUpstream: `${provider.url}/gateway/` })
    await post(`${proxy.url}/v1/chat/completions`, { messages: [] })
    expect(provider.received[0]!.path).toBe('/gateway/v1/chat/completions')
  })
})
