// @headroom/middleware/fetch: for any host whose requests are those of the `fetch` standard.
import type { MiddlewareOptions } from './compress-body.ts'
import { createRequestCompressor } from './compress-request.ts'

export type { HeadroomResult, MiddlewareOptions } from './compress-body.ts'
export {
  createHandler as headroomHandler,
  createRetrieveHandler as retrieveHandler,
  type FetchHandler,
  type HandlerOptions,
  type RetrieveOptions,
} from './handler.ts'

/**
 * Gives requests with tool results made smaller; every request that there is nothing to do for is the very one given.
 * @example
 * const compress = headroom()
 * export default { fetch: async (request) => handle(await compress(request)) }
 */
export function headroom(options?: MiddlewareOptions): (request: Request) => Promise<Request> {
  const compress = createRequestCompressor(options)
  return async (request) => (await compress(request)).request
}
