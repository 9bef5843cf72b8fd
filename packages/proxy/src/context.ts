import type { Headroom } from '@headroom/core'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Logger } from 'pino'
import type { ProxySettings } from './settings.ts'
import type { Stats } from './stats.ts'
import type { Upstream } from './upstream.ts'

/** What all routes share. */
export interface ProxyParts {
  settings: ProxySettings
  headroom: Headroom
  upstream: Upstream
  stats: Stats
  log: Logger
  condition(): Condition
}

/** How the proxy is. */
export interface Condition {
  /** True once it was told to stop. */
  draining: boolean
  /** What is not as the settings want it, though requests are served. */
  troubles: string[]
}

export type ProxyEnvironment = { Bindings: HttpBindings }
export type ProxyContext = Context<ProxyEnvironment>

/** An error in the shape that our own endpoints use. */
export function ownError(
  context: ProxyContext,
  status: 400 | 401 | 403 | 404 | 413 | 421 | 426 | 500,
  message: string,
): Response {
  const type =
    status >= 500 ? 'api_error' : status === 401 || status === 403 ? 'authentication_error' : 'invalid_request_error'
  return context.json({ error: { type, message } }, status)
}
