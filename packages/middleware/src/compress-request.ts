// The same for requests of the `fetch` standard.
import { createBodyCompressor, type HeadroomResult, isReadable, type MiddlewareOptions } from './compress-body.ts'

/**
 * Gives the request as the handler is to see it; the very request where nothing was to be done. `reread` gives a body that
 * the host has read before, if it keeps it.
 */
export type RequestCompressor = (
  request: Request,
  reread?: () => Promise<ArrayBuffer>,
) => Promise<{ request: Request; result?: HeadroomResult }>

export function createRequestCompressor(options?: MiddlewareOptions): RequestCompressor {
  const compressor = createBodyCompressor(options)
  return async (request, reread) => {
    if (!compressor.wants(request) || !isReadable(request, compressor)) return { request }
    const body = await bodyOf(request, compressor.maximumBodyBytes, reread)
    if (body === undefined) return { request }
    if (!(body instanceof Uint8Array)) return { request: withBody(request, body) }
    const worked = await compressor.compress(request, body)
    return { request: withBody(request, worked?.body ?? body), result: worked?.result }
  }
}

async function bodyOf(request: Request, maximumBytes: number, reread?: () => Promise<ArrayBuffer>) {
  if (!request.bodyUsed) return request.body ? readUpTo(request.body, maximumBytes) : undefined
  const bytes = await reread?.().catch(() => undefined)
  return bytes && new Uint8Array(bytes)
}

/** All bytes of a body; if there are more than allowed, or it breaks off, a stream that tells it all again. */
export async function readUpTo(
  body: ReadableStream<Uint8Array>,
  maximumBytes: number,
): Promise<Uint8Array | ReadableStream<Uint8Array>> {
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return joined(chunks, length)
      chunks.push(value)
      length += value.length
      if (length > maximumBytes) return again(chunks, reader)
    }
  } catch {
    // The reader says so again to whoever reads on.
    return again(chunks, reader)
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

function again(
  chunks: readonly Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStream<Uint8Array> {
  const waiting = [...chunks]
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = waiting.shift()
        if (chunk) return controller.enqueue(chunk)
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

// Made from the parts: some servers hand out requests that the `Request` constructor does not know as such.
function withBody({ url, method, headers, signal }: Request, body: Uint8Array | ReadableStream<Uint8Array>): Request {
  const sent = new Headers(headers)
  sent.delete('content-length')
  return new Request(url, { method, headers: sent, signal, body: body as BodyInit, duplex: 'half' } as RequestInit)
}
