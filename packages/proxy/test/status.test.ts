import { expect, it } from 'vitest'
import { CHAT, openaiRequest } from '../../../test/support/requests.ts'
import { post, startPair } from './setup.ts'

it('tells that it lives, is ready, and how it is', async () => {
  const { proxy } = await startPair('openai')
  const get = async (path: string) => {
    const response = await fetch(proxy.url + path)
    return { code: response.status, ...((await response.json()) as object) }
  }
  expect(await get('/livez')).toMatchObject({ code: 200, service: 'headroom', alive: true })
  expect(await get('/readyz')).toMatchObject({ code: 200, status: 'ready', troubles: [] })
  expect(await get('/health')).toMatchObject({
    code: 200,
    status: 'ready',
    store: 'memory',
    uptime_seconds: expect.any(Number),
  })
})

it('books what it has done, in few figures that agree with each other', async () => {
  const { proxy } = await startPair('openai')
  const { path, headers } = CHAT.openai
  await post(proxy.url + path, openaiRequest(), headers)
  await post(proxy.url + path, openaiRequest({ stream: true }), headers).then((answer) => answer.text())
  await post(proxy.url + path, { model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] }, headers)
  const stats = proxy.stats()
  expect(stats).toEqual(
    await (await fetch(`${proxy.url}/stats`))
      .json()
      .then((report) => ({ ...(report as object), requests: stats.requests, uptime_seconds: stats.uptime_seconds })),
  )
  expect(stats.requests).toMatchObject({ total: 3, through_pipeline: 3, compressed: 2, untouched: 1 })
  expect(stats.tokens.saved).toBe(stats.tokens.before - stats.tokens.after)
  expect(stats.compressors.json).toEqual({ edits: 2, tokens_saved: stats.tokens.saved })
  expect(stats.tokens.exact).toBe(true)
  expect(stats.usage).toEqual({ input: 3 * 36, output: 30, cache_read: 3 * 64, cache_write: 0 })
  expect(stats.schema_version).toBe(1)
})

it('in mode audit, passes requests on as they came and counts what would have been saved', async () => {
  const { proxy, provider } = await startPair('openai', {}, { mode: 'audit' })
  const body = JSON.stringify(CHAT.openai.request())
  await post(`${proxy.url}${CHAT.openai.path}`, body, CHAT.openai.headers)
  expect(provider.received[0]!.body.toString()).toBe(body)
  await expect.poll(() => proxy.stats().audit.requests).toBe(1)
  const { audit, tokens } = proxy.stats()
  expect(audit.would_save).toBeGreaterThan(audit.tokens_before / 2)
  expect(tokens.saved).toBe(0)
})
