import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { CHAT, openaiRequest } from '../../../test/support/requests.ts'
import { startProxy } from '../src/index.ts'
import { post, startPair } from './setup.ts'

/** A GET under any Host header, which fetch does not allow. */
function getAs(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('the guard', () => {
  it('answers under loopback names only, so that no web page can be led here under its own', async () => {
    const { proxy } = await startPair('openai')
    for (const host of ['localhost', 'localhost:8787', '127.0.0.1:1', '[::1]:8787'])
      expect(await getAs(`${proxy.url}/livez`, { host })).toBe(200)
    for (const host of ['evil.example', '127.0.0.1.evil.example', '192.168.0.7:8787', 'localhost.']) {
      expect(await getAs(`${proxy.url}/livez`, { host }), host).toBe(421)
    }
    const named = await startPair('openai', {}, { allowedHosts: ['proxy.internal'] })
    expect(await getAs(`${named.proxy.url}/livez`, { host: 'Proxy.Internal:80' })).toBe(200)
  })

  it('refuses web pages of other origins', async () => {
    const { proxy, provider } = await startPair('openai')
    expect(await getAs(`${proxy.url}/livez`, { origin: 'https://evil.example' })).toBe(403)
    expect(await getAs(`${proxy.url}/livez`, { origin: 'null' })).toBe(403)
    expect(await getAs(`${proxy.url}/livez`, { origin: 'http://localhost:3000' })).toBe(200)
    expect(provider.received).toHaveLength(0)
  })

  it('asks for the token on every path but those that tell whether it lives, and sends it to nobody', async () => {
    const token = 'secret-token'
    const { proxy, provider } = await startPair('openai', {}, { token })
    const { path, headers } = CHAT.openai
    expect((await fetch(`${proxy.url}/livez`)).status).toBe(200)
    const refused = await post(proxy.url + path, openaiRequest(), headers)
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { error: { type: 'authentication_error', message: expect.stringContaining('x-headroom-proxy-token') } },
    ])
    for (const wrong of ['secret-tokem', 'secret', '']) {
      expect(
        (await post(proxy.url + path, openaiRequest(), { ...headers, 'x-headroom-proxy-token': wrong })).status,
      ).toBe(401)
    }
    expect((await post(proxy.url + path, openaiRequest(), { authorization: `Bearer ${token}` })).status).toBe(401)
    expect(provider.received).toHaveLength(0)
    expect(
      (await post(proxy.url + path, openaiRequest(), { ...headers, 'x-headroom-proxy-token': token })).status,
    ).toBe(200)
    expect(JSON.stringify(provider.received[0]!.headers)).not.toContain(token)
    const { messages } = openaiRequest()
    expect((await post(`${proxy.url}/v1/compress`, { messages }, { authorization: `Bearer ${token}` })).status).toBe(
      200,
    )
  })

  it('does not let the proxy be opened to other machines without a token', async () => {
    await expect(startProxy({ host: '0.0.0.0', port: 0 })).rejects.toThrow(/--token/)
  })

  it('sends a request nowhere but to the upstream of the settings', async () => {
    const { proxy, provider } = await startPair('openai')
    await post(proxy.url + CHAT.openai.path, openaiRequest(), { 'x-headroom-base-url': 'http://evil.example' })
    expect(provider.received).toHaveLength(1)
  })
})
