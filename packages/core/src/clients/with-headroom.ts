import { HeadroomError } from '../errors.ts'
import { createHeadroomFetch, type Fetch, type HeadroomFetchOptions } from './fetch.ts'

/** A client that can be copied with another `fetch`: those of `openai` and `@anthropic-ai/sdk`. */
interface CopyableClient {
  withOptions(options: { fetch: Fetch }): unknown
  fetch?: Fetch
}

/** The part of a `@google/genai` client that says by what it sends. */
interface GoogleClient {
  apiClient: { clientOptions: { httpOptions?: { fetch?: Fetch } } }
}

/**
 * A client whose requests are made smaller on their way: all of its methods, streamed or not, with retries and parsing as
 * before. Clients of `openai` and `@anthropic-ai/sdk` are copied; one of `@google/genai` offers no way to do so, and is
 * changed and given back.
 * @param client of `openai`, `@anthropic-ai/sdk` or `@google/genai`, or any with `withOptions({ fetch })`
 * @throws HeadroomError for a client that has no such place; pass `createHeadroomFetch()` as its `fetch` then
 * @example
 * const client = withHeadroom(new OpenAI())
 */
export function withHeadroom<Client extends object>(client: Client, options: HeadroomFetchOptions = {}): Client {
  if (isCopyable(client)) {
    const fetch = createHeadroomFetch({ fetch: client.fetch, ...options })
    return client.withOptions({ fetch }) as Client
  }
  if (isGoogle(client)) {
    const { clientOptions } = client.apiClient
    const fetch = createHeadroomFetch({ fetch: clientOptions.httpOptions?.fetch, ...options })
    clientOptions.httpOptions = { ...clientOptions.httpOptions, fetch }
    return client
  }
  throw new HeadroomError(
    'unknown-client',
    'withHeadroom() got a client without withOptions({ fetch }); give the client createHeadroomFetch() as its fetch option instead',
  )
}

function isCopyable(client: object): client is CopyableClient {
  return 'withOptions' in client && typeof client.withOptions === 'function'
}

function isGoogle(client: object): client is GoogleClient {
  const api = 'apiClient' in client ? (client.apiClient as Partial<GoogleClient['apiClient']> | undefined) : undefined
  return typeof api?.clientOptions === 'object' && api.clientOptions !== null
}
