// @headroom/middleware/hono
import type { Context, Handler, MiddlewareHandler } from 'hono'
import { type HeadroomResult, headersOf, type MiddlewareOptions } from './compress-body.ts'
import { createRequestCompressor } from './compress-request.ts'
import { createHandler, createRetrieveHandler, type HandlerOptions, type RetrieveOptions } from './handler.ts'

export type { HeadroomResult, MiddlewareOptions } from './compress-body.ts'
export type { HandlerOptions, RetrieveOptions } from './handler.ts'

/** Variables that the middleware sets: `new Hono<{ Variables: HeadroomVariables }>()`. */
export interface HeadroomVariables {
  /** What was done to this request; undefined if it is not one to work on. */
  headroom?: HeadroomResult
}

/**
 * Middleware: tool results in provider-shaped request bodies get smaller before the handler sees them.
 * @example
 * app.use('/v1/*', headroom())
 */
export function headroom(options?: MiddlewareOptions): MiddlewareHandler<{ Variables: HeadroomVariables }> {
  const compress = createRequestCompressor(options)
  return async function headroom(context, next) {
    const { request, result } = await compress(context.req.raw, () => context.req.arrayBuffer())
    if (request !== context.req.raw) {
      context.req.raw = request
      context.req.bodyCache = {}
    }
    if (result) context.set('headroom', result)
    await next()
    if (result?.compressed) context.res = saying(headersOf(result), context)
  }
}

/** The answer with more headers, in a response of its own: those of a forwarded one cannot be changed. */
function saying(more: [string, string][], context: Context): Response {
  const { status, statusText, headers, body } = context.res
  // Or the new response would be merged into the old one.
  context.res = undefined
  return new Response(body, { status, statusText, headers: [...headers, ...more] })
}

/** A handler that forwards to a provider, with retrieval settled in the answer. */
export function headroomHandler(options: HandlerOptions): Handler {
  const handler = createHandler(options)
  return (context) => handler(context.req.raw)
}

/** A handler for `GET /v1/retrieve/:hash`. */
export function retrieveHandler(options: RetrieveOptions): Handler {
  const handler = createRetrieveHandler(options)
  return (context) => handler(context.req.raw)
}
