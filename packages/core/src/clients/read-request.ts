// Takes a `fetch` call apart, if it is one that could be compressed.
import { encodeUtf8 } from '../body/utf8.ts'

/** The request of a call of `fetch`, with a body that can be read without using it up. */
export interface FetchRequest {
  url: string
  path: string
  headers: Headers
  body: Uint8Array
}

/** Undefined if the call is no POST of JSON that can be read here: then it goes on as it is. */
export async function readRequest(input: RequestInfo | URL, init: RequestInit = {}): Promise<FetchRequest | undefined> {
  const request = input instanceof Request ? input : undefined
  const method = init.method ?? request?.method ?? 'GET'
  if (method.toUpperCase() !== 'POST') return undefined
  const headers = new Headers(init.headers ?? request?.headers)
  const url = request?.url ?? String(input)
  // A body in a content encoding is not JSON yet.
  if (headers.has('content-encoding')) return undefined
  const body = init.body === undefined || init.body === null ? await bytesOfRequest(request) : bytesOf(init.body)
  return body && { url, path: pathOf(url), headers, body }
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (typeof body === 'string') return encodeUtf8(body)
  if (body instanceof Uint8Array) return body
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  return undefined
}

async function bytesOfRequest(request: Request | undefined): Promise<Uint8Array | undefined> {
  if (!request?.body || request.bodyUsed) return undefined
  return new Uint8Array(await request.clone().arrayBuffer())
}

/** The path, with as much of the query as tells what form the answer has: the rest may hold a key. */
function pathOf(url: string): string {
  try {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    return pathname + (searchParams.get('alt') === 'sse' ? '?alt=sse' : '')
  } catch {
    return url
  }
}
