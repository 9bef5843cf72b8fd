// @headroom/middleware/node: for `node:http`, and whatever passes its objects around.
import type { ServerResponse } from 'node:http'
import {
  type BodyCompressor,
  createBodyCompressor,
  type HeadroomResult,
  headersOf,
  isReadable,
  type MiddlewareOptions,
  type RequestHead,
} from './compress-body.ts'
import { createHandler, createRetrieveHandler, type HandlerOptions, type RetrieveOptions } from './handler.ts'
import { peekBody, replaceBody } from './node-body.ts'
import { headersFrom, type NodeRequest, nodeHandler } from './node-handler.ts'

export type { HeadroomResult, MiddlewareOptions } from './compress-body.ts'
export type { HandlerOptions, RetrieveOptions } from './handler.ts'
export { type NodeRequest, nodeHandler } from './node-handler.ts'

export type NodeMiddleware = (request: NodeRequest, response: ServerResponse, next: (error?: unknown) => void) => void

/**
 * Middleware for a request whose body has not been read: it is read up to a limit, made smaller, and put back, so that
 * whoever reads it next finds it there. `next` is always called, once.
 * @example
 * const compress = headroom()
 * createServer((request, response) => compress(request, response, () => handle(request, response)))
 */
export function headroom(options?: MiddlewareOptions): NodeMiddleware {
  const compressor = createBodyCompressor(options)
  return middleware((request) => compressUnread(request, compressor))
}

/** A handler that forwards to a provider, with retrieval settled in the answer. */
export function headroomHandler(options: HandlerOptions): (request: NodeRequest, response: ServerResponse) => void {
  return nodeHandler(createHandler(options))
}

/** A handler for `GET /v1/retrieve/:hash`. */
export function retrieveHandler(options: RetrieveOptions): (request: NodeRequest, response: ServerResponse) => void {
  return nodeHandler(createRetrieveHandler(options))
}

/** Middleware made of what is done to a request. */
export function middleware(work: (request: NodeRequest) => Promise<HeadroomResult | undefined>): NodeMiddleware {
  return (request, response, next) => {
    // Outside of the promise: what the next one throws is not ours to catch.
    const go = (error?: unknown) => queueMicrotask(() => (error === undefined ? next() : next(error)))
    const note = (result: HeadroomResult | undefined) => {
      if (!result) return
      request.headroom = result
      if (!response.headersSent) for (const [name, value] of headersOf(result)) response.setHeader(name, value)
    }
    work(request)
      .then(note)
      .then(() => go(), go)
  }
}

export async function compressUnread(
  request: NodeRequest,
  compressor: BodyCompressor,
): Promise<HeadroomResult | undefined> {
  const head = headOf(request)
  if (!compressor.wants(head) || !isReadable(head, compressor)) return undefined
  const bytes = await peekBody(request, compressor.maximumBodyBytes)
  if (!bytes) return undefined
  const worked = await compressor.compress(head, bytes)
  if (worked?.changed) replaceBody(request, worked.body)
  return worked?.result
}

export function headOf(request: NodeRequest): RequestHead {
  const { method = 'GET', originalUrl, url = '/' } = request
  return { method, url: originalUrl ?? url, headers: headersFrom(request) }
}
