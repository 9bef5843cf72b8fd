// @headroom/middleware/fastify: for Fastify 4 and 5.
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { createBodyCompressor, type HeadroomResult, headersOf, type MiddlewareOptions } from './compress-body.ts'
import { createHandler, createRetrieveHandler, type HandlerOptions, type RetrieveOptions } from './handler.ts'
import { likeParsed } from './node-body.ts'
import { headersFrom, nodeHandler } from './node-handler.ts'

export type { HeadroomResult, MiddlewareOptions } from './compress-body.ts'
export type { HandlerOptions, RetrieveOptions } from './handler.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What was done to this request's body; null if it is not one to work on. */
    headroom: HeadroomResult | null
  }
}

/**
 * Plugin: tool results in provider-shaped request bodies get smaller before the handlers see them. It acts where it is
 * registered, and in all that is registered there.
 * @example
 * await app.register(headroom, { paths: ['/v1/chat/completions'] })
 */
export const headroom: FastifyPluginCallback<MiddlewareOptions> = Object.assign(plugin, {
  // What `fastify-plugin` does: the hook acts on the instance that registers this, not on one of its own.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@headroom/middleware',
})

/**
 * A plugin whose routes forward to a provider, with retrieval settled in the answer.
 * @example
 * await app.register(headroomHandler({ upstream: 'https://api.openai.com' }), { prefix: '/v1/chat/completions' })
 */
export function headroomHandler(options: HandlerOptions): FastifyPluginCallback {
  const handler = nodeHandler(createHandler(options))
  return function headroomHandler(instance, _, done) {
    // Bodies are not parsed, so that every byte goes on as it came.
    instance.removeAllContentTypeParsers()
    instance.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    const forward = (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack()
      handler(request.raw, reply.raw)
    }
    instance.all('/', forward)
    instance.all('/*', forward)
    done()
  }
}

/** A route handler for `GET /v1/retrieve/:hash`. */
export function retrieveHandler(options: RetrieveOptions): (request: FastifyRequest, reply: FastifyReply) => void {
  const handler = nodeHandler(createRetrieveHandler(options))
  return (request, reply) => {
    reply.hijack()
    handler(request.raw, reply.raw)
  }
}

function plugin(instance: FastifyInstance, options: MiddlewareOptions, done: (error?: Error) => void): void {
  const compressor = createBodyCompressor(options)
  instance.decorateRequest('headroom', null)
  instance.addHook('preHandler', async (request, reply) => {
    const { method, originalUrl: url, body, raw } = request
    const head = { method, url, headers: headersFrom(raw) }
    if (body === undefined || body === null || !compressor.wants(head)) return
    const worked = await compressor.compress(head, body)
    if (!worked) return
    if (worked.changed) request.body = likeParsed(body, worked.body)
    request.headroom = worked.result
    // On the raw response, which answers that a handler writes by itself go through, too.
    for (const [name, value] of headersOf(worked.result)) reply.raw.setHeader(name, value)
  })
  done()
}
