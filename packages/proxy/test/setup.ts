import { afterEach } from 'vitest'
import {
  type LocalProvider,
  type ProviderScript,
  type Spoken,
  startProvider,
} from '../../../test/support/local-provider.ts'
import { CHAT, type Chat } from '../../../test/support/requests.ts'
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

/** A provider that speaks a format, and a proxy in front of it that keeps nothing on disk. */
export async function startPair(
  format: Spoken,
  script: ProviderScript = {},
  settings: Partial<ProxySettings> = {},
): Promise<Pair> {
  const provider = closing(await startProvider(format, script))
  const upstreams = { openaiUpstream: provider.url, anthropicUpstream: provider.url, geminiUpstream: provider.url }
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

export const FORMATS = Object.keys(CHAT) as Spoken[]

/** Asks for a stream in a format. */
export function postStream(url: string, format: Spoken, more: Record<string, unknown> = {}): Promise<Response> {
  const { streamPath, path, request, headers }: Chat = CHAT[format]
  return post(url + streamPath, request({ ...more, ...(streamPath === path ? { stream: true } : {}) }), headers)
}
