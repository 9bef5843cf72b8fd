import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anthropicRequest, hashIn, openaiRequest, ROWS_TEXT } from '../../../test/support/requests.ts'
import { startProxy } from '../src/index.ts'
import { closing, post, startPair } from './setup.ts'

interface Answer {
  messages: Record<string, unknown>[]
  tokens_before: number
  tokens_after: number
  tokens_saved: number
  compression_ratio: number
  transforms_applied: string[]
  transforms_summary: Record<string, number>
  ccr_hashes: string[]
  warnings: string[]
  error?: { type: string; message: string }
}

async function compress(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await post(`${url}/v1/compress`, body, headers)
  return { status: response.status, ...((await response.json()) as Answer) }
}

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('POST /v1/compress', () => {
  it('gives messages back smaller, with figures and the hashes of what is left out', async () => {
    const { proxy } = await startPair('openai')
    const { messages } = openaiRequest()
    const answer = await compress(proxy.url, { messages, model: 'gpt-4o' })
    expect(answer.messages.slice(0, 3)).toEqual(messages.slice(0, 3))
    expect(answer.tokens_saved).toBe(answer.tokens_before - answer.tokens_after)
    expect(answer.compression_ratio).toBeCloseTo(answer.tokens_after / answer.tokens_before)
    expect(answer.compression_ratio).toBeLessThan(0.3)
    expect(answer.transforms_applied).toEqual(['json:recoverable'])
    expect(answer.transforms_summary).toEqual({ 'json:recoverable': 1 })
    expect(answer.ccr_hashes).toEqual([hashIn(JSON.stringify(answer.messages))])
    expect(JSON.stringify(answer.messages)).toContain('failed')
  })

  it('does without a model, and with Anthropic messages', async () => {
    const { proxy } = await startPair('anthropic')
    const { messages } = anthropicRequest()
    for (const headers of [{}, { 'x-headroom-format': 'anthropic' }] as Record<string, string>[]) {
      const answer = await compress(proxy.url, { messages }, headers)
      expect(answer.ccr_hashes).toHaveLength(1)
      expect(answer.messages.slice(0, 2)).toEqual(messages.slice(0, 2))
    }
  })

  it('keeps the spelling of everything that it does not compress', async () => {
    const { proxy } = await startPair('openai')
    const text = '{"messages": [ {"role":"user", "content":"\\u0068i", "n":1.0, "big":12345678901234567890} ]}'
    const answer = await post(`${proxy.url}/v1/compress`, text)
    expect(await answer.text()).toContain(
      '[ {"role":"user", "content":"\\u0068i", "n":1.0, "big":12345678901234567890} ]',
    )
  })

  it('goes no further than it is told', async () => {
    const { proxy } = await startPair('openai')
    const { messages } = openaiRequest()
    const lossless = await compress(proxy.url, { messages, config: { level: 'lossless' } })
    expect([lossless.ccr_hashes, lossless.transforms_applied]).toEqual([[], ['json:lossless']])
    const exact = await compress(proxy.url, { messages, config: { level: 'exact' } })
    expect(exact.messages).toEqual(messages)
    const bypassed = await compress(proxy.url, { messages }, { 'x-headroom-bypass': 'true' })
    expect([bypassed.messages, bypassed.compression_ratio]).toEqual([messages, 1])
  })

  it('says which settings have no effect, and does without those that it cannot read', async () => {
    const { proxy } = await startPair('openai')
    const { messages } = openaiRequest()
    const answer = await compress(proxy.url, { messages, config: { level: 7, protect_recent: 4, nope: 1 } })
    expect(answer.warnings.join()).toMatch(/config\.level must be one of.*config\.protect_recent has no effect/)
    expect(answer.ccr_hashes).toHaveLength(1)
    for (const config of [null, 'x', [], 5]) expect((await compress(proxy.url, { messages, config })).status).toBe(200)
  })

  it('gives zeros for no messages', async () => {
    const { proxy } = await startPair('openai')
    expect(await compress(proxy.url, { messages: [] })).toMatchObject({
      messages: [],
      tokens_before: 0,
      compression_ratio: 1,
    })
  })

  it.each(['hello', '', 'null', '[]', '{"messages":"hi"}', '{"model":"x"}', Buffer.from([0x7b, 0xff, 0x7d])])(
    'refuses %j in words',
    async (body) => {
      const { proxy } = await startPair('openai')
      const answer = await compress(proxy.url, body)
      expect(answer.status).toBe(400)
      expect(answer.error).toMatchObject({
        type: 'invalid_request_error',
        message: expect.stringMatching(/JSON|messages/),
      })
    },
  )
})

describe('/v1/retrieve', () => {
  it('gives an original back byte for byte, by path and by body, or the parts that a query asks for', async () => {
    const { proxy } = await startPair('openai')
    const { ccr_hashes } = await compress(proxy.url, { messages: openaiRequest().messages })
    const [hash] = ccr_hashes
    const byPath = await (await fetch(`${proxy.url}/v1/retrieve/${hash}`)).json()
    const byBody = await (await post(`${proxy.url}/v1/retrieve`, { hash })).json()
    expect(byPath).toEqual({ hash, original_content: ROWS_TEXT })
    expect(byBody).toEqual(byPath)
    const part = (await (await fetch(`${proxy.url}/v1/retrieve/${hash}?query=failed`)).json()) as {
      original_content: string
    }
    expect(part.original_content).toContain('1 of 200 rows match')
  })

  it('gives nothing to another credential, nor for a forged hash', async () => {
    const { proxy } = await startPair('openai')
    const mine = { authorization: 'Bearer mine' }
    const { ccr_hashes } = await compress(proxy.url, { messages: openaiRequest().messages }, mine)
    const hash = ccr_hashes[0]!
    const status = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${proxy.url}/v1/retrieve/${path}`, { headers })
      expect(((await response.json()) as Answer).error?.message ?? '').toMatch(
        response.status === 200 ? /^$/ : /nothing is stored|must be 24/,
      )
      return response.status
    }
    expect(await status(hash, mine)).toBe(200)
    expect(await status(hash)).toBe(404)
    expect(await status(hash, { authorization: 'Bearer yours' })).toBe(404)
    expect(await status(hash, { 'x-api-key': 'Bearer mine' })).toBe(404)
    const forged = [hash.toUpperCase(), hash.slice(1), `${hash}0`, 'x', '..%2f..%2fetc', '%00', `0${hash.slice(1)}`]
    for (const other of forged.filter((text) => text !== hash)) expect([400, 404]).toContain(await status(other, mine))
  })
})

describe('the store on disk', () => {
  it('keeps originals over a restart, in a file that only its owner can read', async () => {
    const store = join(folder, 'deep', 'originals.db')
    const first = await startProxy({ port: 0, store, logLevel: 'silent' })
    const { messages } = openaiRequest()
    const before = await compress(first.url, { messages })
    await first.close()
    const second = closing(await startProxy({ port: 0, store, logLevel: 'silent' }))
    const [hash] = before.ccr_hashes
    expect(await (await fetch(`${second.url}/v1/retrieve/${hash}`)).json()).toMatchObject({
      original_content: ROWS_TEXT,
    })
    expect((await compress(second.url, { messages })).messages).toEqual(before.messages)
    expect(statSync(store).mode & 0o077).toBe(0)
  })

  it('is not written with --stateless', async () => {
    const proxy = closing(
      await startProxy({ port: 0, stateless: true, store: join(folder, 'x.db'), logLevel: 'silent' }),
    )
    await compress(proxy.url, { messages: openaiRequest().messages })
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives way to memory, with a warning, where it cannot be opened', async () => {
    writeFileSync(join(folder, 'file'), '')
    const proxy = closing(await startProxy({ port: 0, store: join(folder, 'file', 'x.db'), logLevel: 'silent' }))
    const { ccr_hashes } = await compress(proxy.url, { messages: openaiRequest().messages })
    expect((await fetch(`${proxy.url}/v1/retrieve/${ccr_hashes[0]}`)).status).toBe(200)
    const ready = await fetch(`${proxy.url}/readyz`)
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ troubles: [expect.stringMatching(/will not survive a restart/)] })
  })
})
