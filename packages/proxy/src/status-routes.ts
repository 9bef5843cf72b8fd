import type { ProxyContext, ProxyParts } from './context.ts'
import { version } from './version.ts'

/** `/livez`: the process runs. */
export function livez(context: ProxyContext): Response {
  return context.json({ service: 'headroom', status: 'alive', alive: true, version })
}

/** `/readyz`: 200 while requests are served, 503 once the proxy was told to stop. */
export function readyz(context: ProxyContext, { condition }: ProxyParts): Response {
  const { draining, troubles } = condition()
  return context.json({ service: 'headroom', status: draining ? 'draining' : 'ready', troubles }, draining ? 503 : 200)
}

/** `/health`: how the proxy is, for people; always 200. */
export function health(context: ProxyContext, { condition, stats, settings }: ProxyParts): Response {
  const { draining, troubles } = condition()
  const { uptime_seconds, requests } = stats.report()
  return context.json({
    service: 'headroom',
    version,
    status: draining ? 'draining' : 'ready',
    troubles,
    uptime_seconds,
    requests,
    store: settings.stateless ? 'memory' : 'sqlite',
    upstreams: {
      openai: settings.openaiUpstream,
      anthropic: settings.anthropicUpstream,
      gemini: settings.geminiUpstream,
    },
  })
}

/** `/stats`: what the proxy has done since it started. */
export function statsRoute(context: ProxyContext, { stats }: ProxyParts): Response {
  return context.json(stats.report())
}
