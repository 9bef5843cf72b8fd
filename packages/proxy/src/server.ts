// Starts the proxy, and ends it without cutting off what is under way.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHeadroom, type Headroom, tokenCounter } from '@headroom/core'
import { createCodeCompressor } from '@headroom/core/code'
import { createWorkerThread } from '@headroom/core/worker'
import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { openStore } from './open-store.ts'
import { type ProxySettings, resolveSettings, SettingsError } from './settings.ts'
import { createStats, type StatsReport } from './stats.ts'
import { createUpstream } from './upstream.ts'

// Longer than clients and load balancers keep theirs: who closes first must not be us, or a request may meet a closed door.
const KEEP_ALIVE_MS = 75_000
const IDLE_CHECK_MS = 50

export interface RunningProxy {
  /** Where it listens, such as `http://127.0.0.1:8787`. */
  url: string
  headroom: Headroom
  stats(): StatsReport
  /** Takes no new requests, lets those in flight end, at most for the drain time, then stops. */
  close(): Promise<void>
}

/** The default settings, with some of them set. Throws a `SettingsError` for a value that cannot be meant. */
export function proxySettings(some: Partial<ProxySettings> = {}): ProxySettings {
  return resolveSettings({ flags: {}, environment: {}, file: some }).settings
}

/**
 * Starts a proxy.
 * @example
 * const proxy = await startProxy({ port: 0, stateless: true })
 * const client = new OpenAI({ baseURL: `${proxy.url}/v1` })
 */
export async function startProxy(some: Partial<ProxySettings> = {}): Promise<RunningProxy> {
  const settings = proxySettings(some)
  const log = pino({ level: settings.logLevel, base: null }, pino.destination(2))
  const stats = createStats()
  const opened = openStore(settings.stateless ? undefined : settings.store, (message) => log.warn(message))
  const { level, profile, mode, ttlSeconds } = settings
  const offload = createWorkerThread()
  const headroom = createHeadroom({
    store: opened.store,
    level,
    profile,
    mode,
    ttlSeconds,
    offload,
    onTrace: stats.book,
  })
  if (settings.code) headroom.use(await loadedCodeCompressor())
  const upstream = createUpstream(settings)
  let draining = false
  const condition = () => ({ draining, troubles: [opened.trouble() ?? []].flat() })
  const app = createApp({ settings, headroom, upstream, stats, log, condition })

  // The vocabulary takes a moment to load; the first request need not wait for it.
  await tokenCounter('gpt-4o')
  void offload.warmUp().catch(() => undefined)
  const server = await listen(app, settings)
  const { port } = server.address() as AddressInfo

  async function drain(): Promise<void> {
    draining = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // A connection whose request ends now would else be kept for a next one.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
    const cut = setTimeout(() => server.closeAllConnections(), settings.drainSeconds * 1000)
    await closed
    clearInterval(idle)
    clearTimeout(cut)
    await upstream.close()
    await offload.close()
    await opened.store.close?.()
  }
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= drain()
    return closing
  }
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return { url: `http://${host}:${port}`, headroom, stats: stats.report, close }
}

/** Its grammars are loaded before the first request, and a missing package is told now, not then. */
async function loadedCodeCompressor() {
  const code = createCodeCompressor()
  await code.load().catch((error: unknown) => {
    throw new SettingsError(`--code: ${error instanceof Error ? error.message : String(error)}`)
  })
  return code
}

function listen(app: ReturnType<typeof createApp>, { host, port }: ProxySettings): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port, overrideGlobalObjects: false }, () =>
      resolve(server),
    ) as Server
    server.keepAliveTimeout = KEEP_ALIVE_MS
    server.once('error', reject)
  })
}
