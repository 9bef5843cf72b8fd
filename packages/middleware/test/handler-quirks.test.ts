import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync } from 'node:zlib'
import { createHeadroom } from '@headroom/core'
import compression from 'compression'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ProviderScript, startProvider } from '../../../test/support/local-provider.ts'
import { hashIn, openaiRequest, ROWS_TEXT } from '../../../test/support/requests.ts'
import * as onExpress from '../src/express.ts'
import { headroomHandler, type MiddlewareOptions, retrieveHandler } from '../src/fetch.ts'
import { HOSTS } from './servers.ts'

const CHAT = '/llm/v1/chat/completions'

async function providerWith(script: ProviderScript = {}) {
  const provider = await startProvider('openai', script)
  onTestFinished(() => provider.close())
  return provider
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('headroomHandler()', () => {
  it('sends the server’s key in place of the caller’s, and keeps at home what is not for the provider', async () => {
    const provider = await providerWith()
    const headers = { authorization: 'Bearer of-the-server' }
    const handler = headroomHandler({ upstream: `${provider.url}/base/`, prefix: '/llm/', headers })
    const sent = {
      authorization: 'Bearer of-a-caller',
      cookie: 'session=1',
      'x-headroom-mode': 'passthrough',
      'x-own': 'y',
    }
    await handler(post(`http://host${CHAT}?a=1`, openaiRequest(), sent))
    const { path, headers: got, body } = provider.received[0]!
    expect(path).toBe('/base/v1/chat/completions?a=1')
    expect(got).toMatchObject({ authorization: 'Bearer of-the-server', 'x-own': 'y' })
    expect(Object.keys(got).filter((name) => /cookie|x-headroom/.test(name))).toEqual([])
    expect(body.toString()).toBe(JSON.stringify(openaiRequest()))
  })

  it('sends no key of the caller’s beside the server’s, and the caller’s where the server has none', async () => {
    const provider = await providerWith()
    const sent = { authorization: 'Bearer for-the-server', 'x-api-key': 'own' }
    for (const headers of [{ 'X-Api-Key': 'of-the-server' }, { 'x-more': '1' }] as Record<string, string>[]) {
      await headroomHandler({ upstream: provider.url, headers })(post('http://host/v1/messages', openaiRequest(), sent))
    }
    const shown = provider.received.map(({ headers }) => [
      headers.authorization,
      headers['x-api-key'],
      headers['x-more'],
    ])
    expect(shown).toEqual([
      [undefined, 'of-the-server', undefined],
      ['Bearer for-the-server', 'own', '1'],
    ])
  })

  it('keeps the callers of one key apart', async () => {
    const provider = await providerWith()
    const headroom = createHeadroom()
    const options = { headroom, upstream: provider.url, headers: { authorization: 'Bearer of-the-server' } }
    const handler = headroomHandler(options)
    await handler(post('http://host/v1/chat/completions', openaiRequest(), { authorization: 'Bearer one' }))
    const hash = hashIn(provider.received[0]!.body)
    expect((await headroom.retrieve(hash, { credential: 'authorization Bearer one' }))?.original).toBe(ROWS_TEXT)
    for (const credential of [undefined, 'authorization Bearer two', 'authorization Bearer of-the-server']) {
      expect(await headroom.retrieve(hash, { credential })).toBeUndefined()
    }

    const ofSession = ({ headers }: { headers: Headers }) => headers.get('cookie') ?? undefined
    const bySession = headroomHandler({ ...options, credential: ofSession })
    await bySession(post('http://host/v1/chat/completions', openaiRequest(), { cookie: 'session=1' }))
    const own = hashIn(provider.received[1]!.body)
    expect((await headroom.retrieve(own, { credential: 'session=1' }))?.original).toBe(ROWS_TEXT)
  })

  it.each(['/llm@evil.example/v1', '/llmevil', '/v1/chat/completions', '/'])(
    'forwards nothing from %s',
    async (path) => {
      const provider = await providerWith()
      const handler = headroomHandler({ upstream: provider.url, prefix: '/llm' })
      const response = await handler(post(`http://host${path}`, openaiRequest()))
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('is not forwarded') } })
      expect(provider.received).toEqual([])
    },
  )

  it('follows no redirection, so that no key follows it', async () => {
    const provider = await providerWith({
      respond(_, response) {
        response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end()
        return true
      },
    })
    const response = await headroomHandler({ upstream: provider.url })(
      post('http://host/v1/chat/completions', openaiRequest()),
    )
    expect([response.status, response.headers.get('location')]).toEqual([307, 'http://127.0.0.1:1/elsewhere'])
  })

  it.each([
    ['/v1/chat/completions', { error: { type: 'api_error' } }],
    ['/v1/messages', { type: 'error', error: { type: 'api_error' } }],
  ])('says in the provider’s shape that nobody answered: %s', async (path, shape) => {
    const response = await headroomHandler({ upstream: 'http://127.0.0.1:1' })(
      post(`http://host${path}`, openaiRequest()),
    )
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject(shape)
  })

  it('undoes what the provider has encoded for it, and passes on several cookies', async () => {
    const provider = await providerWith({
      respond(_, response) {
        response.setHeader('set-cookie', ['a=1', 'b=2'])
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'br' })
        response.end(brotliCompressSync('{"id":1}'))
        return true
      },
    })
    for (const host of HOSTS) {
      const url = await host.withHandler({ upstream: provider.url })
      const response = await fetch(post(url + CHAT, openaiRequest()))
      expect(await response.text()).toBe('{"id":1}')
      expect(response.headers.get('content-encoding')).toBeNull()
      expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    }
  })

  it('says in the answer’s headers what was saved', async () => {
    const provider = await providerWith()
    const handler = headroomHandler({ upstream: provider.url })
    const ask = async (body: unknown) => (await handler(post('http://host/v1/chat/completions', body))).headers
    expect(Number((await ask(openaiRequest())).get('x-headroom-tokens-saved'))).toBeGreaterThan(1000)
    expect((await ask(openaiRequest({ messages: [] }))).has('x-headroom-compressed')).toBe(false)
  })
})

describe.each(HOSTS)('headroomHandler() on $name', (host) => {
  it('forwards files and answers without a body, byte for byte', async () => {
    const provider = await providerWith({
      respond({ method }, response) {
        response.writeHead(method === 'DELETE' ? 204 : 200, { 'x-kept': 'yes' }).end()
        return true
      },
    })
    const url = await host.withHandler({ upstream: provider.url })
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(300_000).fill(7)]), 'a.bin')
    const sent = await fetch(`${url}/llm/v1/files`, { method: 'POST', body: form })
    expect([sent.status, sent.headers.get('x-kept')]).toEqual([200, 'yes'])
    expect(provider.received[0]!.body.length).toBeGreaterThan(300_000)
    expect(provider.received[0]!.body.includes(Buffer.alloc(300_000, 7))).toBe(true)
    expect((await fetch(`${url}/llm/v1/files/1`, { method: 'DELETE' })).status).toBe(204)
    expect((await fetch(`${url}/llm/v1/models`)).status).toBe(200)
    expect(provider.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/files',
      'DELETE /v1/files/1',
      'GET /v1/models',
    ])
  })

  it('breaks the provider’s stream off when the caller goes away', async () => {
    const provider = await providerWith({
      respond(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: {"choices":[]}\n\n')
        return true
      },
    })
    const url = await host.withHandler({ upstream: provider.url })
    const controller = new AbortController()
    const response = await fetch(post(url + CHAT, openaiRequest({ stream: true })), { signal: controller.signal })
    const reader = response.body!.getReader()
    await reader.read()
    controller.abort()
    await expect(reader.read()).rejects.toThrow()
    await expect.poll(() => provider.received[0]!.aborted).toBe(true)
  })
})

describe('behind compression() in Express', () => {
  it.each(['headroomHandler', 'headroom'])('%s passes every event on at once', async (how) => {
    let goOn = () => {}
    const first = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const provider = await providerWith({
      async respond(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: {"choices":[]}\n\n')
        await first
        response.end('data: [DONE]\n\n')
        return true
      },
    })
    const app = express()
    app.use(compression({ threshold: 0 }))
    if (how === 'headroom') {
      app.post(CHAT, express.json({ limit: '9mb' }), onExpress.headroom(), async (request, response) => {
        const answer = await fetch(post(provider.url + CHAT, request.body))
        response.type('text/event-stream')
        for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
          response.write(chunk)
          response.flush()
        }
        response.end()
      })
    } else app.post(CHAT, onExpress.headroomHandler({ upstream: provider.url, prefix: '/llm' }))
    const server = createServer(app).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close().closeAllConnections())
    await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const response = await fetch(post(url + CHAT, openaiRequest({ stream: true }), { 'accept-encoding': 'gzip' }))
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toContain('choices')
    goOn()
    let rest = ''
    for (let read = await reader.read(); !read.done; read = await reader.read()) rest += read.value
    expect(rest).toBe('data: [DONE]\n\n')
    expect(JSON.stringify(provider.received[0]!.json).length).toBeLessThan(ROWS_TEXT.length)
  })
})

describe('retrieveHandler()', () => {
  it('gives an original to the credential that it came in with, and to nobody else', async () => {
    const headroom = createHeadroom()
    const options: MiddlewareOptions = { headroom, retrieval: 'host' }
    const authorization = 'Bearer one'
    const { ccrHashes } = await headroom.prepare({
      body: openaiRequest(),
      credential: `authorization ${authorization}`,
      retrieval: options.retrieval,
    })
    const retrieve = retrieveHandler({ headroom })
    const get = async (path: string, headers: Record<string, string> = { authorization }) => {
      const response = await retrieve(new Request(`http://host/v1/retrieve/${path}`, { headers }))
      return [response.status, await response.json()] as const
    }
    const [hash] = ccrHashes
    expect(await get(hash!)).toEqual([200, { hash, original_content: ROWS_TEXT }])
    const [, part] = await get(`${hash}?query=failed`)
    expect(part.original_content).toContain('1 of 200 rows match')
    for (const [path, headers, status] of [
      [hash!, {}, 404],
      [hash!, { authorization: 'Bearer two' }, 404],
      [hash!.replace(/^./, (digit) => (digit === '0' ? '1' : '0')), { authorization }, 404],
      ['x', { authorization }, 400],
      [hash!.toUpperCase().replace(/^\d+$/, 'A'), { authorization }, 400],
      ['', { authorization }, 400],
    ] as [string, Record<string, string>, number][]) {
      const [got, body] = await get(path, headers)
      expect([path, got]).toEqual([path, status])
      expect(body.error.type).toBe('invalid_request_error')
    }
  })
})
