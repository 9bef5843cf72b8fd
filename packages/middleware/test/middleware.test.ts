import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createHeadroom } from '@headroom/core'
import OpenAI from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expectPrefixes } from '../../../test/support/host-contract.ts'
import { type LocalProvider, type ProviderScript, startProvider } from '../../../test/support/local-provider.ts'
import { anthropicRequest, openaiRequest, ROWS_TEXT } from '../../../test/support/requests.ts'
import type { HeadroomResult, MiddlewareOptions } from '../src/fetch.ts'
import { openaiAgent } from './agents.ts'
import { type Handle, HOSTS, type HostServer } from './servers.ts'

const CHAT = '/v1/chat/completions'
const OTHER_TEXT = ROWS_TEXT.replaceAll('eu-west-1', 'us-east-1')

async function providerWith(script: ProviderScript = {}): Promise<LocalProvider> {
  const provider = await startProvider('openai', script)
  onTestFinished(() => provider.close())
  return provider
}

/** A handler as people write it: it sends what it gets to the provider. */
function forwardTo({ url }: LocalProvider): Handle {
  return ({ path, headers, body, signal }) => {
    const kept = ['content-type', 'content-encoding', 'authorization', 'x-api-key', 'anthropic-version']
    const sent = kept.flatMap((name): [string, string][] => (headers.has(name) ? [[name, headers.get(name)!]] : []))
    return fetch(url + path, { method: 'POST', headers: sent, body: body as BodyInit, signal })
  }
}

async function start(host: HostServer, options: MiddlewareOptions | undefined, script: ProviderScript = {}) {
  const provider = await providerWith(script)
  return { provider, url: await host.withMiddleware(options, forwardTo(provider)) }
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const sent = typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body)
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: sent })
}

function inPieces(text: string, size: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= text.length) return controller.close()
      controller.enqueue(Buffer.from(text.slice(at, (at += size))))
    },
  })
}

describe.each(HOSTS)('headroom() on $name', (host) => {
  it.each([false, true])('gives the handler less, losslessly, with every prefix kept; streamed: %s', async (stream) => {
    const { provider, url } = await start(
      host,
      {},
      {
        says: [
          { calls: [{ id: 'call_1', name: 'list_records', input: { limit: 200 } }] },
          { text: 'Worker 0 failed.' },
          { calls: [{ id: 'call_2', name: 'list_records', input: { limit: 3 } }] },
          { text: 'The others are fine.' },
        ],
      },
    )
    const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 })
    const listRecords = ({ limit }: { limit?: number }) => (limit === 3 ? OTHER_TEXT : ROWS_TEXT)
    const agent = openaiAgent(client, { url, plain: false, listRecords }, stream)
    expect((await agent.ask('What stands out?')).text).toBe('Worker 0 failed.')
    const { text, state } = await agent.ask('And the others?')
    expect(text).toBe('The others are fine.')

    expectPrefixes({ format: 'openai' }, provider.received)
    const last = provider.received[3]!.body.toString()
    expect(last).toContain('# headroom json')
    expect(last.length).toBeLessThan(JSON.stringify([ROWS_TEXT, OTHER_TEXT]).length / 2)
    expect(last).not.toMatch(/<<ccr:|headroom_retrieve/)
    expect(JSON.stringify(state)).toContain(JSON.stringify(OTHER_TEXT))
  })

  it('reads Messages, too, on a path of the host’s own, and leaves all else in the body alone', async () => {
    const { provider, url } = await start(host, {})
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } }
    const messages = [{ role: 'user', content: [image, { type: 'unknown', x: 1 }] }, ...anthropicRequest().messages]
    await post(`${url}/api/chat`, anthropicRequest({ messages, metadata: { user_id: 'u' } }))
    const { json } = provider.received[0]!
    const [first, ...rest] = json.messages as { content: { content: string }[] }[]
    expect(first).toEqual(messages[0])
    expect(rest.at(-1)!.content[0]!.content).toMatch(/^# headroom json/)
    expect({ ...json, messages: [] }).toEqual(anthropicRequest({ messages: [], metadata: { user_id: 'u' } }))
  })

  it.runIf(host.keepsBytes)('keeps every byte around what it changes', async () => {
    const { provider, url } = await start(host, {})
    const spelled = `{ "n":1.0, "big" : 12345678901234567890,"messages":[{"role":"user","content":"\\u0068i"},
      {"role":"tool","tool_call_id":"c","content":${JSON.stringify(ROWS_TEXT)}} ] }`
    await post(url + CHAT, spelled)
    const [before, after] = spelled.split(JSON.stringify(ROWS_TEXT)) as [string, string]
    const sent = provider.received[0]!.body.toString()
    expect(sent.startsWith(before)).toBe(true)
    expect(sent.endsWith(after)).toBe(true)
    expect(sent.length).toBeLessThan(spelled.length / 2)
  })

  const long = JSON.stringify(openaiRequest())
  it.each<[string, RequestInit & { path?: string; options?: MiddlewareOptions }]>([
    ['a request with nothing to do', { body: '{"model":"gpt-4o", "messages":[{"role":"user","content":"hi"}]}' }],
    ['JSON that is none', { body: '{"messages": [' }],
    ['JSON of another kind', { body: '[1, 2.0, {"messages": null}]' }],
    ['bytes that are no UTF-8', { body: new Uint8Array([0x7b, 0xff, 0x7d]) as BodyInit }],
    ['an empty body', { body: '' }],
    ['another content type', { body: long, headers: { 'content-type': 'text/plain' } }],
    [
      'a body in a content encoding',
      { body: gzipSync('{"messages":[]}') as BodyInit, headers: { 'content-encoding': 'gzip' } },
    ],
    ['a bypass', { body: long, headers: { 'x-headroom-bypass': 'true' } }],
    ['passthrough', { body: long, headers: { 'x-headroom-mode': 'passthrough' } }],
    [
      'a bypass by a header of one’s own',
      { body: long, headers: { 'x-raw': 'true' }, options: { bypassHeader: 'x-raw' } },
    ],
    ['a path that was not chosen', { body: long, path: '/v1/other', options: { paths: [CHAT, /^\/api/] } }],
    ['a store and compressors that fail', { body: long, options: FAILING }],
    ['a Headroom that was closed', { body: long, options: { headroom: closedHeadroom() } }],
  ])('gives %s as it came', async (_, { path = CHAT, options = {}, ...init }) => {
    const answers: unknown[] = []
    for (const tried of [undefined, options]) {
      const { provider, url } = await start(host, tried)
      const headers = { 'content-type': 'application/json', ...(init.headers as Record<string, string>) }
      const response = await fetch(url + path, { ...init, method: 'POST', headers })
      const said = [...response.headers.keys()].filter((name) => name.startsWith('x-headroom'))
      answers.push([response.status, said, provider.received.map(({ body }) => body.toString('latin1'))])
    }
    expect(answers[1]).toEqual(answers[0])
  })

  it.each(['with a length', 'in chunks'])('lets a long body through as it came, %s', async (how) => {
    const { provider, url } = await start(host, { maximumBodyBytes: 20_000, maximumBytes: 20_000 })
    const messages = Array.from({ length: 20 }, () => openaiRequest().messages).flat()
    const text = JSON.stringify({ model: 'gpt-4o', messages })
    const body = how === 'in chunks' ? inPieces(text, 9999) : text
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url + CHAT, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    expect(response.status).toBe(200)
    // What a parser has read is in memory already; only its text is no longer known to be long.
    if (host.keepsBytes) expect(provider.received[0]!.body.toString()).toBe(text)
    else expect(provider.received).toHaveLength(1)
  })

  it('reads a body that comes in pieces, and goes on after uploads that broke off', async () => {
    const { provider, url } = await start(host, {})
    const { hostname, port } = new URL(url)
    for (const sent of ['', '{"messages"', long.slice(0, 15_000)]) {
      const socket = connect(Number(port), hostname)
      const head = `POST ${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${long.length}\r\n\r\n`
      socket.write(head + sent)
      await once(socket, 'connect')
      socket.destroy()
    }
    const pieces = inPieces(long, 1000)
    const headers = { 'content-type': 'application/json' }
    await fetch(url + CHAT, { method: 'POST', headers, body: pieces, duplex: 'half' } as RequestInit)
    expect(provider.received.at(-1)!.body.toString()).toContain('# headroom json')
  })

  it('passes events on while the provider is still speaking', async () => {
    let goOn = () => {}
    const first = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const { url } = await start(
      host,
      {},
      {
        async respond(_, response) {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          response.write('data: {"first":1}\n\n')
          await first
          response.end('data: [DONE]\n\n')
          return true
        },
      },
    )
    const { body } = await post(url + CHAT, openaiRequest({ stream: true }))
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toContain('first')
    goOn()
    let rest = ''
    for (let read = await reader.read(); !read.done; read = await reader.read()) rest += read.value
    expect(rest).toBe('data: [DONE]\n\n')
  })

  it.runIf(host.name !== 'fetch')('says in the answer’s headers what was saved, where something was', async () => {
    const results: HeadroomResult[] = []
    const { url } = await start(host, { onResult: (result) => results.push(result) })
    for (const stream of [false, true]) {
      const response = await post(url + CHAT, openaiRequest({ stream }))
      expect(response.headers.get('x-headroom-compressed')).toBe('true')
      expect(response.headers.get('x-headroom-tokens-saved')).toBe(String(results[0]!.tokensSaved))
      await response.text()
    }
    const small = await post(url + CHAT, { model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] })
    expect([...small.headers.keys()].filter((name) => name.startsWith('x-headroom'))).toEqual([])
    expect(results.map(({ compressed }) => compressed)).toEqual([true, true, false])
  })

  it('leaves out more where the handler redeems', async () => {
    const headroom = createHeadroom()
    const results: HeadroomResult[] = []
    const { provider, url } = await start(host, {
      headroom,
      retrieval: 'host',
      onResult: (result) => results.push(result),
    })
    await post(url + CHAT, openaiRequest(), { authorization: 'Bearer one' })
    const [hash] = results[0]!.ccrHashes
    expect(provider.received[0]!.body.toString()).toContain(`<<ccr:${hash}`)
    expect(await results[0]!.handleToolCall({ hash: hash! })).toBe(ROWS_TEXT)
    expect(await results[0]!.handleToolCall({ hash: hash!, query: 'failed' })).toContain('1 of 200 rows match')
    expect(await headroom.retrieve(hash!, { credential: 'authorization Bearer two' })).toBeUndefined()
  })

  it('works on, whatever a listener throws', async () => {
    const onResult = () => {
      throw new Error('of the listener')
    }
    const { provider, url } = await start(host, { onResult })
    await post(url + CHAT, openaiRequest())
    expect(provider.received[0]!.body.toString()).toContain('# headroom json')
  })

  it('changes nothing in what it has changed before', async () => {
    const { provider, url } = await start(host, { retrieval: 'host' })
    await post(url + CHAT, openaiRequest())
    const once = provider.received[0]!.body.toString()
    await post(url + CHAT, once)
    expect(provider.received[1]!.body.toString()).toBe(once)
  })

  it('serves several conversations at once', async () => {
    const { provider, url } = await start(host, { retrieval: 'host' })
    const texts = Array.from({ length: 8 }, (_, index) => ROWS_TEXT.replaceAll('worker', `unit${index}`))
    const bodies = texts.map((text) => {
      const { messages, ...rest } = openaiRequest()
      return { ...rest, messages: [...messages.slice(0, -1), { role: 'tool', tool_call_id: 'call_1', content: text }] }
    })
    await Promise.all(bodies.map((body) => post(url + CHAT, body)))
    const sent = provider.received.map(({ body }) => /unit\d/g.exec(body.toString())![0]).sort()
    expect(sent).toEqual(texts.map((_, index) => `unit${index}`))
  })

  it.runIf(host.name !== 'fetch')('hands its own failures to the host, if told to', async () => {
    const { provider, url } = await start(host, { ...FAILING, failOpen: false })
    expect((await post(url + CHAT, openaiRequest())).status).toBe(500)
    expect(provider.received).toEqual([])
  })
})

const FAILING: MiddlewareOptions = {
  retrieval: 'host',
  compressors: [
    {
      name: 'broken',
      version: 1,
      bid: () => 1,
      compress() {
        throw new Error('broken')
      },
    },
  ],
}

function closedHeadroom() {
  const headroom = createHeadroom()
  void headroom.close()
  return headroom
}
