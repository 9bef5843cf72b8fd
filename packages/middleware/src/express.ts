// @headroom/middleware/express: for Express 4 and 5, before or behind `express.json()`.
import {
  type BodyCompressor,
  createBodyCompressor,
  type HeadroomResult,
  type MiddlewareOptions,
} from './compress-body.ts'
import { compressUnread, headOf, middleware, type NodeMiddleware } from './node.ts'
import { likeParsed } from './node-body.ts'
import type { NodeRequest } from './node-handler.ts'

export type { HeadroomResult, MiddlewareOptions } from './compress-body.ts'
export type { HandlerOptions, RetrieveOptions } from './handler.ts'
export { headroomHandler, type NodeMiddleware, type NodeRequest, retrieveHandler } from './node.ts'

declare global {
  namespace Express {
    interface Request {
      /** What was done to this request's body; undefined if it is not one to work on. */
      headroom?: HeadroomResult
    }
  }
}

/**
 * Middleware: tool results in provider-shaped request bodies get smaller before the handler sees them. What a parser has
 * put into `request.body` is replaced there; a body that nobody has read is replaced in the stream.
 * @example
 * app.post('/v1/chat/completions', express.json({ limit: '32mb' }), headroom(), handler)
 */
export function headroom(options?: MiddlewareOptions): NodeMiddleware {
  const compressor = createBodyCompressor(options)
  return middleware((request) =>
    isParsed(request) ? compressParsed(request, compressor) : compressUnread(request, compressor),
  )
}

async function compressParsed(request: NodeRequest, compressor: BodyCompressor): Promise<HeadroomResult | undefined> {
  const head = headOf(request)
  if (!compressor.wants(head)) return undefined
  const worked = await compressor.compress(head, request.body)
  if (worked?.changed) request.body = likeParsed(request.body, worked.body)
  return worked?.result
}

// Parsers of other content types leave an empty object behind.
function isParsed({ body, readableDidRead }: NodeRequest): boolean {
  if (readableDidRead) return true
  if (typeof body !== 'object' || body === null) return body !== undefined && body !== null
  return body instanceof Uint8Array || Object.keys(body).length > 0
}
