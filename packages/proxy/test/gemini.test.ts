// What only Gemini has: responses that are objects, calls without names, streams that are one array, keys in URLs.
import { FunctionCallingConfigMode } from '@google/genai'
import { describe, expect, it } from 'vitest'
import type { Received, Say } from '../../../test/support/local-provider.ts'
import { CHAT, geminiRequest, hashIn, ROWS, ROWS_TEXT } from '../../../test/support/requests.ts'
import { ASK, geminiClient } from './clients.ts'
import { type Pair, post, startPair } from './setup.ts'

const { path, streamPath, headers, result, user } = CHAT.gemini
const ask = ASK.gemini
const begun = geminiRequest().contents
const arrayPath = streamPath.replace('?alt=sse', '')

const retrieves =
  (say: Say = {}, id = 'ours_1') =>
  ({ body }: Received): Say => ({
    ...say,
    calls: [{ id, name: 'headroom_retrieve', input: { hash: hashIn(body) } }, ...(say.calls ?? [])],
  })
const contents = ({ provider }: Pair) => provider.received.map(({ json }) => json.contents as Record<string, unknown>[])

/** A request whose function has given this response. */
function withResponse(response: unknown, more: Record<string, unknown> = {}) {
  const functionResponse = { name: 'list_records', response }
  const call = { functionCall: { name: 'list_records', args: { limit: 200 } }, thoughtSignature: 'sig_0' }
  return geminiRequest({
    contents: [
      user('What stands out?'),
      { role: 'model', parts: [call] },
      { role: 'user', parts: [{ functionResponse }] },
    ],
    ...more,
  })
}
const responseIn = ({ json }: Received) =>
  (json.contents as { parts: { functionResponse: { response: Record<string, unknown> } }[] }[])[2]!.parts[0]!
    .functionResponse.response

describe.each([false, true])('a chat of Google’s client, streamed: %s', (streamed) => {
  it('goes on with what the provider has said, whatever of it the client was shown', async () => {
    const pair = await startPair('gemini', {
      says: [retrieves({ text: 'Let me look.', thinking: 'Hm.' }), { text: 'Worker 0 failed.' }, { text: 'Sure.' }],
    })
    const { systemInstruction, tools } = geminiRequest()
    const history = begun.slice(0, 2) as never
    const chat = geminiClient(pair.proxy.url).chats.create({
      model: 'gemini-2.5-pro',
      history,
      config: { systemInstruction, tools: tools as never },
    })
    const send = async (message: unknown): Promise<string> => {
      if (!streamed) return (await chat.sendMessage({ message: message as string })).text ?? ''
      let text = ''
      for await (const chunk of await chat.sendMessageStream({ message: message as string })) text += chunk.text ?? ''
      return text
    }
    expect(await send(begun[2]!.parts)).toBe('Let me look.\n\nWorker 0 failed.')
    expect(await send('Sure?')).toBe('Sure.')
    const [, second, third] = contents(pair)
    expect(third!.slice(0, second!.length)).toEqual(second)
    expect(third).toHaveLength(second!.length + 2)
  })
})

describe.each([false, true])('a turn with calls of ours and of the caller’s, streamed: %s', (streamed) => {
  it.each([
    ['with ids', 'a', 'b', 'c'],
    ['without ids', '', '', ''],
  ])('gets all results in the order of the calls, %s', async (_, first, second, third) => {
    const own = (id: string, limit: number) => ({ id, name: 'list_records', input: { limit } })
    const mixed = ({ body }: Received): Say => {
      const input = { hash: hashIn(body) }
      return { calls: [own(first, 1), { id: second, name: 'headroom_retrieve', input }, own(third, 2)] }
    }
    const pair = await startPair('gemini', { says: [mixed, { text: 'All seen.' }] })
    const { calls, echo } = await ask(pair.proxy.url, geminiRequest(), streamed)
    expect(calls).toEqual(['list_records {"limit":1}', 'list_records {"limit":2}'])
    const parts = [first, third].flatMap((id, index) => result(id, 'list_records', `rows ${index}`).parts as unknown[])
    const next = geminiRequest({ contents: [...begun, ...echo, { role: 'user', parts }] })
    expect((await ask(pair.proxy.url, next, streamed)).text).toBe('All seen.')
    const sent = JSON.stringify(contents(pair)[1]!.at(-1))
    expect(sent.match(/rows 0|worker-3|rows 1/g)!.slice(0, 2)).toEqual(['rows 0', 'worker-3'])
  })

  it('is one that the provider takes back as the caller knows it, even if all is forgotten here', async () => {
    const own = { id: 'theirs', name: 'list_records', input: {} }
    const { proxy, provider } = await startPair('gemini', { says: [retrieves({ calls: [own] }), { text: 'Done.' }] })
    const { echo } = await ask(proxy.url, geminiRequest(), streamed)
    const fresh = await startPair('gemini', {}, { geminiUpstream: provider.url })
    const next = geminiRequest({ contents: [...begun, ...echo, result('theirs', 'list_records', 'three')] })
    expect((await ask(fresh.proxy.url, next, streamed)).text).toBe('Done.')
  })
})

describe('a function’s response', () => {
  it('stays an object: a member that is a list becomes a text under its name', async () => {
    const pair = await startPair('gemini', { says: [retrieves(), { text: 'One.' }] })
    await ask(pair.proxy.url, withResponse({ rows: ROWS, total: 200, note: 'all of them' }), false)
    const [first, second] = pair.provider.received
    expect(responseIn(first!)).toEqual({
      rows: expect.stringMatching(/^# headroom json/),
      total: 200,
      note: 'all of them',
    })
    expect(first!.body.length).toBeLessThan(ROWS_TEXT.length / 3)
    expect(JSON.stringify((second!.json.contents as unknown[]).at(-1))).toContain(
      JSON.stringify(ROWS_TEXT).slice(1, -1),
    )
  })

  it('is read as it is spelled, numbers that no parser keeps among it', async () => {
    const rows = ROWS.map((row) => ({ ...row, big: `BIG${row.id}` }))
    const body = JSON.stringify(withResponse({ rows }, { tools: undefined }), null, 2)
    const spelled = body
      .replace(/"BIG(\d+)"/g, '1234567890123456$1')
      .replace(/"latency_ms": (\d+)/g, '"latency_ms": $1.0')
    const pair = await startPair('gemini')
    await post(pair.proxy.url + path, spelled, headers)
    const sent = responseIn(pair.provider.received[0]!).rows as string
    for (const { id, latency_ms } of ROWS) expect(sent).toMatch(new RegExp(`1234567890123456${id}|${latency_ms}\\.0`))
    expect(sent).toContain('12345678901234561077')
    expect(sent).not.toContain('12345678901234561000000')
  })

  it('is left in its shape where the function declares one, and as it came where it tells of an error', async () => {
    const pair = await startPair('gemini')
    const response = { rows: ROWS }
    const declared = { name: 'list_records', responseJsonSchema: { type: 'object' } }
    const shaped = withResponse(response, { tools: [{ functionDeclarations: [declared] }] })
    await post(pair.proxy.url + path, shaped, headers)
    await post(pair.proxy.url + path, withResponse({ error: ROWS_TEXT }), headers)
    expect(pair.provider.received.map(responseIn)).toEqual([response, { error: ROWS_TEXT }])
  })

  it('is read from a server’s list of parts, and in either spelling of the fields', async () => {
    const pair = await startPair('gemini')
    const body = JSON.stringify(
      withResponse({
        content: [
          { type: 'text', text: ROWS_TEXT },
          { type: 'image', data: 'x' },
        ],
      }),
    )
    await post(pair.proxy.url + path, body, headers)
    await post(pair.proxy.url + path, body.replace(/[a-z]+[A-Z]\w+(?=":)/g, snakeCase), headers)
    const [camel, snake] = pair.provider.received.map((received) => received.body.toString())
    expect(camel).toContain('<<ccr:')
    expect(camel).toContain('{"type":"image","data":"x"}')
    expect(snake!.replace(/[a-z]+_\w+(?=":)/g, camelCase)).toBe(camel!.replace(/[a-z]+_\w+(?=":)/g, camelCase))
  })
})

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())

describe('a request', () => {
  it('is counted for the model that its path names, on Vertex too', async () => {
    const pair = await startPair('gemini')
    const before = () => pair.proxy.stats().tokens.before
    await post(pair.proxy.url + path, geminiRequest(), headers)
    const once = before()
    const vertex = '/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent'
    await post(pair.proxy.url + vertex, geminiRequest(), { authorization: 'Bearer ya29' })
    expect(before()).toBe(2 * once)
    await post(`${pair.proxy.url}/v1beta/models/gpt-4o:generateContent`, geminiRequest(), headers)
    expect(before() - 2 * once).toBeLessThan(once)
    expect(pair.proxy.stats().tokens.exact).toBe(false)
    expect(pair.proxy.stats().usage).toEqual({ input: 3 * 36, output: 30, cache_read: 3 * 64, cache_write: 0 })
  })

  it('may show its key in the URL, which is a credential as good as in a header', async () => {
    const pair = await startPair('gemini')
    await post(`${pair.proxy.url}${path}?key=mine`, geminiRequest())
    expect(pair.provider.received[0]!.path).toBe(`${path}?key=mine`)
    const hash = hashIn(pair.provider.received[0]!.body)
    const status = async (query: string, more: Record<string, string> = {}) =>
      (await fetch(`${pair.proxy.url}/v1/retrieve/${hash}${query}`, { headers: more })).status
    expect(await Promise.all([status('?key=mine'), status('', { 'x-goog-api-key': 'mine' })])).toEqual([200, 200])
    expect(await Promise.all([status(''), status('?key=yours'), status('?key=')])).toEqual([404, 404, 404])
  })

  it('keeps its own choice of tools', async () => {
    const pair = await startPair('gemini')
    const config = { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } }
    await post(pair.proxy.url + path, geminiRequest({ toolConfig: config }), headers)
    expect(pair.provider.received[0]!.json.toolConfig).toEqual(config)
    expect(pair.provider.received[0]!.body.toString()).toContain('headroom_retrieve')
  })

  it('gets the tool into the last list of functions, and none beside tools of another sort', async () => {
    const pair = await startPair('gemini')
    const lists = [
      { functionDeclarations: [{ name: 'a' }] },
      { functionDeclarations: [{ name: 'b' }] },
      { codeExecution: {} },
    ]
    await post(pair.proxy.url + path, geminiRequest({ tools: lists }), headers)
    await post(pair.proxy.url + path, geminiRequest({ tools: [{ googleSearch: {} }] }), headers)
    const [first, second] = pair.provider.received.map(({ json }) => json.tools as typeof lists)
    expect([first![0], first![2]]).toEqual([lists[0], lists[2]])
    expect(first![1]!.functionDeclarations!.map(({ name }) => name)).toEqual(['b', 'headroom_retrieve'])
    expect(second).toEqual([{ googleSearch: {} }])
  })
})

describe('a stream that is one array', () => {
  it('goes through as it comes and as it is, for requests that nothing is left out of', async () => {
    let finish = () => {}
    const { proxy, provider } = await startPair('gemini', {
      async respond(_, response) {
        response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).write('[{"candidates": []}\n')
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        response.end(',\r\n{"candidates": [ ]}]')
        return true
      },
    })
    const answer = await post(proxy.url + arrayPath, geminiRequest(), headers)
    const reader = answer.body!.getReader()
    const next = async () => new TextDecoder().decode((await reader.read()).value)
    expect(await next()).toBe('[{"candidates": []}\n')
    finish()
    expect(await next()).toBe(',\r\n{"candidates": [ ]}]')
    expect(provider.received[0]!.body.toString()).not.toMatch(/headroom_retrieve|<<ccr:/)
    expect(provider.received[0]!.body.length).toBeLessThan(ROWS_TEXT.length)
  })
})
