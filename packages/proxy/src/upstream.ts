// Sends requests to a provider: once, never again, its answer untouched.
import { Readable } from 'node:stream'
import { Agent, type Dispatcher, request } from 'undici'
import { type HeaderList, returnedHeaders } from './headers.ts'

export interface UpstreamAnswer {
  status: number
  headers: HeaderList
  body: Readable
}

export interface UpstreamRequest {
  url: string
  method: string
  headers: HeaderList
  body: Uint8Array | Readable | null
  signal: AbortSignal
}

export interface Upstream {
  send(outgoing: UpstreamRequest): Promise<UpstreamAnswer>
  close(): Promise<void>
}

export interface UpstreamOptions {
  connectTimeoutMs: number
  responseTimeoutMs: number
}

export function createUpstream({ connectTimeoutMs, responseTimeoutMs }: UpstreamOptions): Upstream {
  const agent = new Agent({
    connect: { timeout: connectTimeoutMs },
    headersTimeout: responseTimeoutMs,
    bodyTimeout: responseTimeoutMs,
    connections: 512,
  })
  return {
    async send({ url, method, headers, body, signal }) {
      const answer = await request(url, {
        dispatcher: agent,
        method: method as Dispatcher.HttpMethod,
        headers,
        body,
        signal,
      })
      return { status: answer.statusCode, headers: returnedHeaders(answer.headers as HeaderList), body: answer.body }
    },
    close: () => agent.close(),
  }
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'it broke the connection off',
  UND_ERR_SOCKET: 'it broke the connection off',
  UND_ERR_CONNECT_TIMEOUT: 'it did not accept a connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not begin to answer in time',
}

/** Status and words for a request that got no answer. */
export function describeFailure(error: unknown, url: string): { status: number; message: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = UNREACHABLE[code] ?? (error instanceof Error ? error.message : String(error))
  const status = code === 'UND_ERR_HEADERS_TIMEOUT' ? 504 : 502
  return {
    status,
    message: `Headroom could not get an answer from ${new URL(url).origin}: ${why}. The request was not sent again.`,
  }
}

/** A node stream as the web knows them; cancelling it breaks the connection off. */
export function webStream(body: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(body) as ReadableStream<Uint8Array>
}

/**
 * The same stream for the caller: where the provider breaks off, `breakOff` is called, and nothing is added that the
 * provider has not said.
 */
export function untilBroken(
  bytes: ReadableStream<Uint8Array>,
  breakOff: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = bytes.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          breakOff(error)
          controller.close()
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
