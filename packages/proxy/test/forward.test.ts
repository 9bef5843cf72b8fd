import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { CHAT, type Chat } from '../../../test/support/requests.ts'
import { FORMATS, post, postStream, startPair } from './setup.ts'

describe.each(FORMATS)('what goes through as %s', (vendor) => {
  const { path, headers, list, request: chatRequest }: Chat = CHAT[vendor]

  it('is the same bytes where there is nothing to compress, and so is the answer', async () => {
    const { proxy, provider } = await startPair(vendor)
    const body = `{ "${list}" : [{"role":"user","content":"h\\u0069 \\/ 😀", "x":1.0e0 }],\n"model":"m","temperature":1.00,"model":"gpt-4o","big":12345678901234567890 }`
    const answer = await post(proxy.url + path, body, headers)
    const direct = await post(provider.url + path, body, headers)
    expect(provider.received[0]!.body.toString()).toBe(body)
    const second = (await answer.text())
      .replaceAll('_1"', '_2"')
      .replaceAll('-1"', '-2"')
      .replace(/(?<=000000)1/, '2')
    expect(second).toBe(await direct.text())
    expect(answer.headers.get('x-request-id')).toBe('req_1')
  })

  it.each([
    ['no JSON', 'hello'],
    ['half of it', `{"${list}":[{"role":"us`],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a byte order mark', `\ufeff{"${list}":[]}`],
    ['nothing', ''],
    ['another shape', `{"${list}":"hi","prompt":[1,2],"tools":7}`],
    ['messages of odd types', `{"${list}":[null,1,"x",[],{"role":7,"content":{"a":1},"parts":3,"type":[]}]}`],
  ])('is the same bytes if the body is %s', async (_, body) => {
    const { proxy, provider } = await startPair(vendor)
    await post(proxy.url + path, body, headers)
    expect(provider.received[0]!.body.equals(Buffer.from(body))).toBe(true)
  })

  it('is the same bytes with the bypass header, which goes no further', async () => {
    const { proxy, provider } = await startPair(vendor)
    const body = JSON.stringify(chatRequest())
    await post(proxy.url + path, body, { ...headers, 'x-headroom-bypass': 'true', 'X-Headroom-Other': '1' })
    expect(provider.received[0]!.body.toString()).toBe(body)
    expect(Object.keys(provider.received[0]!.headers).filter((name) => name.startsWith('x-headroom'))).toEqual([])
  })

  it('keeps credentials and the caller’s headers, and drops those of the connection', async () => {
    const { proxy, provider } = await startPair(vendor)
    await post(proxy.url + path, chatRequest(), { ...headers, 'x-custom': 'yes', te: 'trailers' })
    const received = provider.received[0]!.headers
    expect(received).toMatchObject({ ...headers, 'x-custom': 'yes' })
    expect(received.te).toBeUndefined()
    expect(received['content-length']).toBe(String(provider.received[0]!.body.length))
  })

  it('is decompressed to be read, and sent as it came if nothing changes', async () => {
    const { proxy, provider } = await startPair(vendor)
    const packed = gzipSync(JSON.stringify({ [list]: [{ role: 'user', content: 'hi' }] }))
    await post(proxy.url + path, packed, { ...headers, 'content-encoding': 'gzip' })
    expect(provider.received[0]!.body.equals(packed)).toBe(true)
    expect(provider.received[0]!.headers['content-encoding']).toBe('gzip')
    await post(proxy.url + path, gzipSync(JSON.stringify(chatRequest())), {
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
    const answer = await postStream(proxy.url, vendor)
    expect([answer.status, await answer.text()]).toEqual([status, body])
    for (const [name, value] of Object.entries(more)) expect(answer.headers.get(name)).toBe(value)
    expect(provider.received).toHaveLength(1)
  })

  it('is refused in the vendor’s own shape if the provider cannot be reached', async () => {
    const { proxy, provider } = await startPair(vendor)
    await provider.close()
    const answer = await post(proxy.url + path, chatRequest(), headers)
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
    const answer = await post(proxy.url + path, chatRequest(), headers)
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
    ['GET', '/v1/responses/resp_1?stream=true', undefined],
    ['POST', '/v1/responses/input_tokens', '{"input":[]}'],
    ['POST', '/v1/responses/compact', '{"input":[ ]}'],
    ['GET', '/v1beta/models?pageSize=2&key=k', undefined],
    ['POST', '/v1beta/models/gemini-2.5-pro:countTokens', '{ "contents":[] }'],
    ['POST', '/v1beta/models/gemini-embedding-001:embedContent?key=k', '{"content":{}}'],
    ['POST', '/v1beta/models/gemini-2.5-pro:batchGenerateContent', '{"batch":{}}'],
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
    const [openai, anthropic, gemini] = [
      (await startPair('openai')).provider,
      (await startPair('anthropic')).provider,
      (await startPair('gemini')).provider,
    ]
    const upstreams = { openaiUpstream: openai.url, anthropicUpstream: anthropic.url, geminiUpstream: gemini.url }
    const { proxy } = await startPair('openai', {}, upstreams)
    const get = (path: string, headers: Record<string, string> = {}) => fetch(proxy.url + path, { headers })
    await get('/v1/models', { authorization: 'Bearer sk' })
    await get('/v1/models/ft:gpt-4o:us:countries', { authorization: 'Bearer sk' })
    await get('/v1/models?key=k', { authorization: 'Bearer sk' })
    expect(openai.received).toHaveLength(3)
    await get('/v1/models', { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' })
    await get('/v1/messages/batches', { authorization: 'Bearer sk-ant' })
    expect(anthropic.received).toHaveLength(2)
    await get('/v1/models', { 'x-goog-api-key': 'k' })
    await get('/v1/models?key=k')
    await get('/v1beta/models', { authorization: 'Bearer ya29' })
    await get('/v1/projects/p/locations/l/publishers/google/models/m', { authorization: 'Bearer ya29' })
    await post(`${proxy.url}/v1/models/gemini-2.5-pro:countTokens`, {}, { authorization: 'Bearer ya29' })
    await post(`${proxy.url}/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent`, {})
    expect(gemini.received).toHaveLength(6)
    expect([openai.received.length, anthropic.received.length]).toEqual([3, 2])
  })

  it('is refused over WebSocket, so that clients go on over HTTP', async () => {
    const { proxy, provider } = await startPair('responses')
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    const [status, body] = await new Promise<[number | undefined, string]>((resolve, reject) => {
      const sent = request(`${proxy.url}/v1/responses`, { headers }, async (response) => {
        resolve([response.statusCode, await text(response)])
      })
      sent.on('error', reject).end()
    })
    expect(status).toBe(426)
    expect(body).toMatch(/WebSocket is not carried here/)
    expect(provider.received).toHaveLength(0)
  })

  it('keeps a path that the upstream has of its own', async () => {
    const { provider } = await startPair('openai')
    const { proxy } = await startPair('openai', {}, { openaiUpstream: `${provider.url}/gateway/` })
    await post(`${proxy.url}/v1/chat/completions`, { messages: [] })
    expect(provider.received[0]!.path).toBe('/gateway/v1/chat/completions')
  })
})
