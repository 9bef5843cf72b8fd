// A provider's API in your own server: requests go on to the provider by a `fetch` that compresses and settles retrieval.
import { createHeadroom, defaultProviders, defaultWires, HASH, type Headroom } from '@headroom/core'
import {
  CREDENTIAL_HEADERS,
  createHeadroomFetch,
  type HeadroomFetchOptions,
  shownCredential,
} from '@headroom/core/clients'
import { MAXIMUM_BODY_BYTES } from './compress-body.ts'
import { readUpTo } from './compress-request.ts'

export type FetchHandler = (request: Request) => Promise<Response>

export interface HandlerOptions extends HeadroomFetchOptions {
  /** Base URL of the provider; the rest of the request's path is appended to it. */
  upstream: string
  /** The beginning of the request's path that is this server's own, and is left out upstream. @default none */
  prefix?: string
  /** Headers that go upstream in place of the caller's. With a key of yours, none of the caller's goes. */
  headers?: Record<string, string> | ((request: Request) => Record<string, string>)
  /**
   * Longer bodies are not held in memory to be read; they go on as they came.
   * @default 33554432 (32 MiB, the most that Anthropic takes)
   */
  maximumBodyBytes?: number
}

export interface RetrieveOptions {
  headroom: Headroom
  /** Whose originals may be fetched. @default what the request shows to a provider: its key or bearer token */
  credential?: HeadroomFetchOptions['credential']
}

// https://www.rfc-editor.org/rfc/rfc9110#field.connection, and what speaks to this server only.
const STAY_HERE = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'host', 'content-length', 'expect', 'accept-encoding', 'cookie'],
]
// `fetch` has undone the encoding, and the length goes with it.
const STAY_THERE = ['connection', 'keep-alive', 'transfer-encoding', 'content-encoding', 'content-length']

/**
 * A handler that forwards requests to a provider with tool results made smaller, and settles retrieval in the answer,
 * streamed or not. Mount it on the paths that callers may use: with a key of yours in `headers`, they act in your name.
 * @example
 * app.post('/v1/chat/completions', (c) => handler(c.req.raw))
 */
export function createHandler(options: HandlerOptions): FetchHandler {
  const { headroom = createHeadroom(options), onResult } = options
  const send = sender(options)

  return async (request) => {
    const url = targetOf(request, options)
    if (url === undefined) return providerError(request, 404, `${new URL(request.url).pathname} is not forwarded`)
    const said: [string, string][] = []
    const compressing = createHeadroomFetch({
      ...options,
      headroom,
      fetch: (input, init) => send(request, input, init),
      onResult(result) {
        if (result.tokensSaved > 0) {
          said.push(['x-headroom-compressed', 'true'], ['x-headroom-tokens-saved', String(result.tokensSaved)])
        }
        onResult?.(result)
      },
    })
    try {
      const { method, headers, signal } = request
      const body = await bodyOf(request, options.maximumBodyBytes ?? MAXIMUM_BODY_BYTES)
      return answer(await compressing(url, { method, headers, signal, body, duplex: 'half' } as RequestInit), said)
    } catch (error) {
      if (request.signal.aborted) return new Response(null, { status: 499 })
      const why = error instanceof Error ? (error.cause instanceof Error ? error.cause : error).message : String(error)
      return providerError(request, 502, `no answer from ${new URL(url).origin}: ${why}`)
    }
  }
}

/**
 * A handler for `GET /v1/retrieve/:hash[?query=]`: what a marker stands for, as `{ hash, original_content }`, to the
 * credential that it came in with.
 * @example
 * app.get('/v1/retrieve/:hash', (c) => retrieve(c.req.raw))
 */
export function createRetrieveHandler({ headroom, credential = shownCredential }: RetrieveOptions): FetchHandler {
  return async ({ url, headers }) => {
    const { pathname, searchParams } = new URL(url)
    const hash = pathname.split('/').at(-1)!
    if (!HASH.test(hash)) return ownError(400, 'the path must end in a hash: 24 lowercase hex digits')
    const query = searchParams.get('query') ?? undefined
    const found = await headroom.retrieve(hash, { query, credential: credential({ url, headers }) })
    if (!found)
      return ownError(404, `nothing is stored under ${hash} for this credential; it has expired, or never was`)
    return Response.json({ hash, original_content: found.text })
  }
}

/** Undefined for a path outside the prefix: what is left must be a path, or it could name another host. */
function targetOf(request: Request, { upstream, prefix = '' }: HandlerOptions): string | undefined {
  const { pathname, search } = new URL(request.url)
  const own = prefix.replace(/\/$/, '')
  const rest = pathname.slice(own.length)
  if (!pathname.startsWith(own) || !/^(\/|$)/.test(rest)) return undefined
  return upstream.replace(/\/$/, '') + rest + search
}

/** Bytes where they may be compressed, else the stream as it comes. */
async function bodyOf({ body, method, headers }: Request, maximumBytes: number) {
  const isJson = method === 'POST' && /\bjson\b/i.test(headers.get('content-type') ?? '')
  const isShort = Number(headers.get('content-length') ?? 0) <= maximumBytes
  return body && isJson && isShort ? readUpTo(body, maximumBytes) : body
}

// The caller's headers give way only here, so that its originals belong to it and not to the server's key.
function sender({ fetch = globalThis.fetch, headers: own = {} }: HandlerOptions) {
  return (request: Request, input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const headers = new Headers(init?.headers)
    for (const name of [...headers.keys()]) {
      if (STAY_HERE.includes(name) || name.startsWith('x-headroom-')) headers.delete(name)
    }
    const given = new Headers(typeof own === 'function' ? own(request) : own)
    // With a key of the server's, what the caller has shown was meant for the server alone.
    if (CREDENTIAL_HEADERS.some((name) => given.has(name))) for (const name of CREDENTIAL_HEADERS) headers.delete(name)
    for (const [name, value] of given) headers.set(name, value)
    // A key must not follow a redirection to another host.
    return fetch(input, { ...init, headers, redirect: 'manual' })
  }
}

function answer({ status, statusText, headers, body }: Response, said: [string, string][]): Response {
  const shown = new Headers(headers)
  for (const name of STAY_THERE) shown.delete(name)
  for (const [name, value] of said) shown.set(name, value)
  return new Response(body, { status, statusText, headers: shown })
}

/** An error as the provider whose API this is would say it. */
function providerError({ url }: Request, status: number, message: string): Response {
  const path = new URL(url).pathname
  const wire = defaultWires.find((candidate) => candidate.matches({ path, body: undefined }))?.name ?? ''
  const provider = defaultProviders.find(({ wires }) => wires.includes(wire)) ?? defaultProviders[0]!
  return Response.json(provider.error(status, `Headroom: ${message}`), { status })
}

function ownError(status: number, message: string): Response {
  return Response.json({ error: { type: 'invalid_request_error', message } }, { status })
}
