// Every route of the proxy.
import { Hono, type MiddlewareHandler } from 'hono'
import { chat } from './chat-routes.ts'
import { compressRoute, retrieveByBody, retrieveByPath } from './compress-routes.ts'
import { ownError, type ProxyEnvironment, type ProxyParts } from './context.ts'
import { forward } from './forward.ts'
import { guard } from './guard.ts'
import { health, livez, readyz, statsRoute } from './status-routes.ts'
import { GENERATES } from './vendors.ts'

export function createApp(parts: ProxyParts): Hono<ProxyEnvironment> {
  const app = new Hono<ProxyEnvironment>()
  app.use(guard(parts.settings))
  app.use(async function counted(context, next) {
    const end = parts.stats.begin()
    context.env.outgoing.once('close', end)
    await next()
  })

  app.use(httpOnly)

  app.get('/livez', livez)
  app.get('/readyz', (context) => readyz(context, parts))
  app.get('/health', (context) => health(context, parts))
  app.get('/stats', (context) => statsRoute(context, parts))

  app.post('/v1/compress', (context) => compressRoute(context, parts))
  app.post('/v1/retrieve', (context) => retrieveByBody(context, parts))
  app.get('/v1/retrieve/:hash', (context) => retrieveByPath(context, parts))

  app.post('/v1/chat/completions', (context) => chat(context, parts, 'openai'))
  app.post('/v1/responses', (context) => chat(context, parts, 'openai'))
  app.post('/v1/messages', (context) => chat(context, parts, 'anthropic'))
  app.post('*', (context, next) => (GENERATES.test(context.req.path) ? chat(context, parts, 'gemini') : next()))
  app.all('*', (context) => forward(context, parts))

  app.onError((error, context) => {
    parts.log.error({ path: context.req.path, error: error.message }, 'a request failed inside Headroom')
    return ownError(
      context,
      500,
      'Headroom failed on this request; send it with x-headroom-bypass: true to go around it',
    )
  })
  return app
}

/** Refuses WebSockets, with the status on which Codex goes on over HTTP at once. */
const httpOnly: MiddlewareHandler<ProxyEnvironment> = async (context, next) => {
  if (!/websocket/i.test(context.env.incoming.headers.upgrade ?? '')) return next()
  context.header('upgrade', 'HTTP/1.1')
  return ownError(context, 426, 'WebSocket is not carried here; send the same request by POST, and its answer streams')
}
