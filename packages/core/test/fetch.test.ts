// What a `fetch` with Headroom in it leaves alone, and how a client with a session keeps its books.
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { type ProviderScript, type Received, startProvider } from '../../../test/support/local-provider.ts'
import { CHAT, hashIn, openaiRequest } from '../../../test/support/requests.ts'
import { createHeadroomFetch, HeadroomClient, withHeadroom } from '../src/clients/index.ts'
import { createHeadroom, HeadroomError } from '../src/index.ts'

async function provide(script: ProviderScript = {}, format: 'openai' | 'anthropic' = 'openai') {
  const provider = await startProvider(format, script)
  onTestFinished(() => provider.close())
  return provider
}
const json = { 'content-type': 'application/json', authorization: 'Bearer sk-test' }
const small = (received: Received) => received.body.length < JSON.stringify(openaiRequest()).length / 2

describe('createHeadroomFetch', () => {
  it('takes a body in every form that can be read here, and the request otherwise as it is', async () => {
    const provider = await provide()
    const text = JSON.stringify(openaiRequest())
    const bytes = new TextEncoder().encode(text)
    const url = `${provider.url}/v1/chat/completions`
    const send = createHeadroomFetch()
    const init = { method: 'POST', headers: { ...json, 'x-own': 'kept' } }
    await send(url, { ...init, body: text })
    await send(new URL(url), { ...init, body: bytes })
    await send(url, { ...init, body: bytes.buffer as ArrayBuffer })
    await send(new Request(url, { ...init, body: text }))
    await send(url, { ...init, method: 'post', body: new DataView(bytes.buffer as ArrayBuffer) })
    expect(provider.received.map(small)).toEqual([true, true, true, true, true])
    expect(new Set(provider.received.map(({ body }) => body.toString())).size).toBe(1)
    for (const { headers, body } of provider.received) {
      expect(headers).toMatchObject({ 'x-own': 'kept', authorization: 'Bearer sk-test' })
      expect(Number(headers['content-length'])).toBe(body.length)
    }
  })

  it('lets everything else through untouched', async () => {
    const provider = await provide()
    const text = JSON.stringify(openaiRequest())
    const send = createHeadroomFetch()
    const chat = `${provider.url}/v1/chat/completions`
    await send(`${provider.url}/v1/embeddings`, { method: 'POST', headers: json, body: text })
    await send(chat, { method: 'PUT', headers: json, body: text })
    await send(chat, { method: 'POST', headers: { ...json, 'content-encoding': 'identity' }, body: text })
    await send(chat, { method: 'POST', headers: { ...json, 'x-headroom-bypass': 'true' }, body: text })
    await send(chat, { method: 'POST', headers: json, body: new Blob([text]) })
    await send(chat, { method: 'POST', headers: json, body: '{"messages": [' })
    await send(chat, { method: 'POST', headers: json })
    await send(chat)
    const bodies = provider.received.map(({ body }) => body.toString())
    expect(bodies).toEqual([text, text, text, text, text, '{"messages": [', '', ''])
    expect(provider.received[3]!.headers).not.toHaveProperty('x-headroom-bypass')
  })

  it('gives answers that are none, and answers in which nothing was settled, back as they came', async () => {
    const answers: [number, string, string][] = [
      [200, 'application/json', '{ "choices":[ ],  "odd" : 1.0 }'],
      [502, 'text/html', '<h1>Bad gateway</h1>'],
      [200, 'application/json', 'no json'],
      [429, 'application/json', '{"error":{"message":"slow down"}}'],
      [204, 'application/json', ''],
    ]
    const provider = await provide({
      respond(_, response) {
        const [status, type, body] = answers[provider.received.length - 1]!
        response.writeHead(status, { 'content-type': type, 'x-request-id': 'req_7' })
        response.end(body)
        return true
      },
    })
    const send = createHeadroomFetch()
    const url = `${provider.url}/v1/chat/completions`
    for (const [status, type, body] of answers) {
      const response = await send(url, { method: 'POST', headers: json, body: JSON.stringify(openaiRequest()) })
      expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
        status,
        type,
        body,
      ])
      expect([response.headers.get('x-request-id'), response.url]).toEqual(['req_7', url])
    }
  })

  it('rejects just as the fetch that it is given', async () => {
    const failure = new TypeError('no route to host')
    const send = createHeadroomFetch({ fetch: () => Promise.reject(failure) })
    const asked = send('http://127.0.0.1:9/v1/messages', { method: 'POST', body: JSON.stringify(openaiRequest()) })
    await expect(asked).rejects.toBe(failure)
  })

  it('sends the same bytes when a client tries again', async () => {
    const provider = await provide(
      {
        respond(_, response) {
          if (provider.received.length > 2) return false
          response.writeHead(529, { 'content-type': 'application/json', 'retry-after-ms': '1' })
          response.end('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}')
          return true
        },
        says: [{ text: 'There.' }],
      },
      'anthropic',
    )
    const client = withHeadroom(new Anthropic({ apiKey: 'sk', baseURL: provider.url, maxRetries: 2 }))
    await client.messages.create(CHAT.anthropic.request() as unknown as Anthropic.MessageCreateParamsNonStreaming)
    expect(new Set(provider.received.map(({ body }) => body.toString())).size).toBe(1)
    expect(provider.received).toHaveLength(3)
  })

  it('tells its listener, who cannot harm the request', async () => {
    const provider = await provide()
    const seen: number[] = []
    const onResult = ({ tokensSaved }: { tokensSaved: number }) => {
      seen.push(tokensSaved)
      throw new Error('planted')
    }
    const client = withHeadroom(new OpenAI({ apiKey: 'sk', baseURL: `${provider.url}/v1` }), { onResult })
    const { choices } = await client.chat.completions.create(openaiRequest() as never)
    expect(choices[0]!.message.content).toBe('Hello.')
    expect(seen[0]).toBeGreaterThan(1000)
  })

  it('keeps what one key has brought from any other', async () => {
    const provider = await provide()
    const headroom = createHeadroom()
    const send = createHeadroomFetch({ headroom })
    const init = { method: 'POST', headers: json, body: JSON.stringify(openaiRequest()) }
    await send(`${provider.url}/v1/chat/completions`, init)
    const hash = hashIn(provider.received[0]!.body)
    expect(await headroom.retrieve(hash)).toBeUndefined()
    expect(await headroom.retrieve(hash, { credential: 'authorization Bearer sk-test' })).toBeDefined()
  })
})

describe('withHeadroom', () => {
  it('gives a client of the same type, and leaves the one that it was given as it was', async () => {
    const provider = await provide()
    const plain = new OpenAI({ apiKey: 'sk', baseURL: `${provider.url}/v1` })
    const client = withHeadroom(plain)
    expectTypeOf(client).toEqualTypeOf<OpenAI>()
    expect(client).toBeInstanceOf(OpenAI)
    for (const each of [plain, client, client.withOptions({ timeout: 1e4 })]) {
      await each.chat.completions.create(openaiRequest() as never)
    }
    expect(provider.received.map(small)).toEqual([false, true, true])
    const { data, response } = await client.chat.completions.create(openaiRequest() as never).withResponse()
    expect([data.id, response.headers.get('x-request-id')]).toEqual(['chatcmpl-4', 'req_4'])
  })

  it('says what to do for a client that it does not know', () => {
    expect(() => withHeadroom({ ask: () => {} })).toThrowError(HeadroomError)
    expect(() => withHeadroom({ ask: () => {} })).toThrow(/createHeadroomFetch\(\) as its fetch option/)
  })
})

describe('HeadroomClient', () => {
  it('keeps the books, watches where it is told to, and takes options for one request', async () => {
    const provider = await provide()
    const headroom = new HeadroomClient({ client: new OpenAI({ apiKey: 'sk', baseURL: `${provider.url}/v1` }) })
    expectTypeOf(headroom.chat).toEqualTypeOf<OpenAI['chat']>()
    expectTypeOf(headroom.messages).toEqualTypeOf<undefined>()
    const ask = (more = {}) => headroom.chat.completions.create({ ...openaiRequest(), ...more } as never)
    await ask()
    await ask({ headroomMode: 'audit' })
    await ask({ headroomToolProfiles: { 'list_*': 'exact' } })
    await ask({ headroomLevel: 'lossless' })
    const [optimized, audited, exact, lossless] = provider.received.map(({ body }) => body.toString())
    expect(audited).toBe(JSON.stringify(openaiRequest()))
    expect(exact, 'nothing can be left out, so no tool to fetch it back').toBe(audited)
    expect(lossless!.length).toBeGreaterThan(optimized!.length)
    expect(lossless).not.toMatch(/<<ccr:|headroom_retrieve/)
    for (const body of [audited, exact, lossless]) expect(body).not.toContain('headroomL')

    await expect.poll(() => headroom.getStats().audit.wouldSave).toBeGreaterThan(1000)
    expect(headroom.getStats()).toMatchObject({ requestsTotal: 4, requestsOptimized: 2, requestsAudit: 1 })
    expect(headroom.getStats().usage.inputTokens).toBeGreaterThan(0)
    await headroom.close()
  })

  it('tells what would become of a request, without sending it', async () => {
    const provider = await provide({}, 'anthropic')
    const headroom = new HeadroomClient({ client: new Anthropic({ apiKey: 'sk', baseURL: provider.url }) })
    const { tokensSaved, ccrHashes, messagesOptimized } = await headroom.simulate(CHAT.anthropic.request())
    expect(tokensSaved).toBeGreaterThan(1000)
    expect([ccrHashes.length, messagesOptimized]).toEqual([1, 1])
    expect(await headroom.headroom.retrieve(ccrHashes[0]!)).toBeUndefined()
    expect(provider.received).toEqual([])
    expect(headroom.getStats().requestsTotal).toBe(0)
  })

  it('finds what is wrong with a setup', async () => {
    const client = new OpenAI({ apiKey: 'sk' })
    expect(await new HeadroomClient({ client }).validateSetup()).toEqual({
      valid: true,
      provider: 'openai',
      storage: true,
      issues: [],
    })
    const store = {
      get: () => undefined,
      set: () => {},
      delete: () => {},
    }
    const forgetful = await new HeadroomClient({ client, store }).validateSetup()
    expect(forgetful).toMatchObject({ valid: false, storage: false })
    expect(forgetful.issues[0]).toContain('does not give back')
    expect(() => new HeadroomClient({ client, level: 'all' as never })).toThrowError(/option "level"/)
  })
})
