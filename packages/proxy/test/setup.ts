import { afterEach } from 'vitest'
import { type LocalProvider, type ProviderScript, startProvider } from '../../../test/support/local-provider.ts'
import { type ProxySettings, type RunningProxy, startProxy } from '../src/index.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

/** Ends something when the test does. */
export function closing<Part extends { close(): Promise<void> }>(part: Part): Part {
  open.push(part)
  return part
}

export interface Pair {
  proxy: RunningProxy
  provider: LocalProvider
}

/** A provider of a vendor, and a proxy in front of it that keeps nothing on disk. */
export async function startPair(
  vendor: 'openai' | 'anthropic',
  script: ProviderScript = {},
  settings: Partial<ProxySettings> = {},
): Promise<Pair> {
  const provider = closing(await startProvider(vendor, script))
  const upstreams = { openaiUpstream: provider.url, anthropicUpstream: provider.url }
  const proxy = closing(
    await startProxy({ port: 0, stateless: true, drainSeconds: 1, logLevel: 'silent', ...upstreams, ...settings }),
  )
  return { proxy, provider }
}

export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
  })
}
