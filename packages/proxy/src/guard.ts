// Who may talk to the proxy: a page in a browser that was led here by a forged name may not, nor anybody without the token.
import { timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { ownError, type ProxyContext, type ProxyEnvironment } from './context.ts'
import { isLoopback, type ProxySettings } from './settings.ts'

const OPEN_PATHS = new Set(['/livez', '/readyz', '/health'])

/** Refuses requests under a foreign host name, from a foreign page, or without the token if there is one. */
export function guard(settings: ProxySettings): MiddlewareHandler<ProxyEnvironment> {
  const names = new Set([settings.host, ...settings.allowedHosts].map((name) => name.toLowerCase()))
  const known = (name: string) => isLoopback(name) || names.has(name) || names.has('*')

  return async function headroomGuard(context, next) {
    const { headers } = context.env.incoming
    const host = hostName(headers.host ?? '')
    if (!known(host)) {
      return ownError(context, 421, `"${host}" is not a name of this proxy; allow it with --allowed-hosts ${host}`)
    }
    if (headers.origin !== undefined && !known(originName(headers.origin))) {
      return ownError(context, 403, 'requests from web pages are not accepted')
    }
    if (settings.token !== undefined && !OPEN_PATHS.has(context.req.path) && !showsToken(context, settings.token)) {
      return ownError(context, 401, 'send the proxy token in the header x-headroom-proxy-token')
    }
    return next()
  }
}

// Our own endpoints also take the token as a bearer, for gateways that can send nothing else; there it goes no further.
function showsToken(context: ProxyContext, token: string): boolean {
  const { headers } = context.env.incoming
  if (isEqual(headers['x-headroom-proxy-token'], token)) return true
  return isOwnPath(context.req.path) && isEqual(headers.authorization?.replace(/^Bearer /i, ''), token)
}

function isOwnPath(path: string): boolean {
  return path === '/v1/compress' || path === '/v1/retrieve' || path.startsWith('/v1/retrieve/') || path === '/stats'
}

function isEqual(shown: string | string[] | undefined, token: string): boolean {
  if (typeof shown !== 'string') return false
  const [a, b] = [Buffer.from(shown), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}

function originName(origin: string): string {
  try {
    return new URL(origin).hostname.toLowerCase()
  } catch {
    return origin
  }
}
