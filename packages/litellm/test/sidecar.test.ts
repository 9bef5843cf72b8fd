// The contract by which LiteLLM's and Portkey's guardrails call a Headroom: what they send, and what they accept.
import { type ProxySettings, startProxy } from '@headroom/proxy'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openaiRequest, ROWS_TEXT } from '../../../test/support/requests.ts'

const TOKEN = 'proxy-token'

async function sidecar(settings: Partial<ProxySettings> = {}): Promise<string> {
  const proxy = await startProxy({ port: 0, stateless: true, logLevel: 'silent', drainSeconds: 1, ...settings })
  onTestFinished(() => proxy.close())
  return proxy.url
}

/** LiteLLM's request: a bearer if `api_key` is set, the model if it knows one, and nothing else. */
function compress(url: string, body: unknown, { key, bypass }: { key?: string; bypass?: boolean } = {}) {
  return fetch(`${url}/v1/compress`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(key ? { Authorization: `Bearer ${key}` } : {}),
      ...(bypass ? { 'x-headroom-bypass': 'true' } : {}),
    },
    body: JSON.stringify(body),
  })
}

const retrieve = (url: string, hash: string, { query = '', key = '' } = {}) =>
  fetch(`${url}/v1/retrieve/${hash}${query && `?query=${encodeURIComponent(query)}`}`, {
    headers: { 'Content-Type': 'application/json', ...(key ? { Authorization: `Bearer ${key}` } : {}) },
  })

/** What LiteLLM 1.108 sends of a conversation: rows of the assistant, the newest question and system rows stay at home. */
const { messages } = openaiRequest()
const HELD_BACK = [{ role: 'user', content: 'What stands out?' }, messages.at(-1)!]

interface Accepted {
  messages: Record<string, unknown>[]
  ccr_hashes: string[]
  [figure: string]: unknown
}

/** The checks that LiteLLM makes, in its order; a guardrail that fails any of them refuses the caller's request. */
async function accepted(response: Response, sent: readonly object[]): Promise<Accepted> {
  expect(response.status).toBe(200)
  const body = (await response.json()) as Accepted
  expect(body.messages).toHaveLength(sent.length)
  expect(body.messages.map(({ role }) => role)).toEqual(sent.map((message) => (message as { role: string }).role))
  for (const figure of ['tokens_before', 'tokens_after', 'tokens_saved', 'compression_ratio']) {
    expect(body[figure]).toEqual(expect.any(Number))
  }
  expect(body.transforms_applied).toEqual(expect.any(Array))
  for (const hash of body.ccr_hashes) expect(hash).toMatch(/^[a-f0-9]{12,24}$/)
  return body
}

describe('the sidecar contract', () => {
  it.each([{ model: 'gpt-4o' }, { model: 'anthropic/claude-sonnet-5' }, {}])(
    'compresses a conversation: %j',
    async (model) => {
      const url = await sidecar()
      for (const sent of [messages, HELD_BACK]) {
        const body = await accepted(await compress(url, { messages: sent, ...model }), sent)
        expect(body.messages.slice(0, -1)).toEqual(sent.slice(0, -1))
        expect(String(body.messages.at(-1)!.content)).toContain(`<<ccr:${body.ccr_hashes[0]}`)
        expect(body.messages.at(-1)!.tool_call_id).toBe('call_1')
      }
    },
  )

  it('redeems by path, whole or by query, and says 404 where nothing is stored', async () => {
    const url = await sidecar()
    const { ccr_hashes } = await accepted(await compress(url, { messages, model: 'gpt-4o' }), messages)
    const [hash] = ccr_hashes
    expect(await (await retrieve(url, hash!)).json()).toMatchObject({ original_content: ROWS_TEXT })
    const part = (await (await retrieve(url, hash!, { query: 'status failed' })).json()) as { original_content: string }
    expect(part.original_content).toContain('"failed"')
    expect(part.original_content.length).toBeLessThan(ROWS_TEXT.length / 2)
    const missing = await retrieve(url, '0123456789abcdef01234567')
    expect(missing.status).toBe(404)
    expect(await missing.json()).toMatchObject({
      error: { type: 'invalid_request_error', message: expect.any(String) },
    })
  })

  it('takes the bearer that a guardrail shows as the token of the proxy, and as the owner of what it stores', async () => {
    const url = await sidecar({ token: TOKEN })
    for (const key of [undefined, 'another']) expect((await compress(url, { messages }, { key })).status).toBe(401)
    const body = await accepted(await compress(url, { messages }, { key: TOKEN }), messages)
    expect((await retrieve(url, body.ccr_hashes[0]!)).status).toBe(401)
    expect(await (await retrieve(url, body.ccr_hashes[0]!, { key: TOKEN })).json()).toMatchObject({
      original_content: ROWS_TEXT,
    })
  })

  it('keeps the originals of different keys apart', async () => {
    const url = await sidecar()
    const body = await accepted(await compress(url, { messages }, { key: 'one' }), messages)
    expect((await retrieve(url, body.ccr_hashes[0]!, { key: 'one' })).status).toBe(200)
    for (const key of ['two', '']) expect((await retrieve(url, body.ccr_hashes[0]!, { key })).status).toBe(404)
  })

  it('gives messages back as they are where it is told to, and where there is nothing to do', async () => {
    const url = await sidecar()
    const bypassed = await accepted(await compress(url, { messages }, { bypass: true }), messages)
    expect([bypassed.messages, bypassed.tokens_saved, bypassed.ccr_hashes]).toEqual([messages, 0, []])
    const small = [{ role: 'user', content: [{ type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } }] }]
    expect((await accepted(await compress(url, { messages: small }), small)).messages).toEqual(small)
  })

  it('takes what Portkey and older callers add, and refuses what is no conversation in words', async () => {
    const url = await sidecar()
    const config = {
      compress_user_messages: false,
      target_ratio: 0.3,
      protect_recent: 4,
      protect_analysis_context: true,
    }
    await accepted(await compress(url, { messages, model: 'gpt-4o', token_budget: 1000, config }), messages)
    for (const body of [{}, { messages: 'hi' }, []]) {
      const refused = await compress(url, body)
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({ error: { type: expect.any(String), message: expect.any(String) } })
    }
  })
})
