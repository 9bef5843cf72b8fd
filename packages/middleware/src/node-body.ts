// Reads a body that somebody else is to read after us.
import type { IncomingMessage } from 'node:http'

/**
 * All bytes of a body, which stay in the stream for the next reader. Undefined if there are more than allowed, if the
 * upload breaks off, or if somebody has begun to read it.
 */
export async function peekBody(incoming: IncomingMessage, maximumBytes: number): Promise<Uint8Array | undefined> {
  if (incoming.readableDidRead) return undefined
  // A body that came in with the head is complete by then: asking for more of it would have its end told to nobody.
  await new Promise((resolve) => setImmediate(resolve))
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let length = 0
    const isAtEnd = () => incoming.complete && incoming.readableLength === 0

    function finish(isWhole: boolean) {
      incoming.off('readable', read).off('close', breakOff)
      const bytes = Buffer.concat(chunks, length)
      // In this very tick, or the stream would say that it has ended.
      if (length > 0 && !incoming.destroyed) incoming.unshift(bytes)
      resolve(isWhole && length > 0 ? bytes : undefined)
    }
    function read() {
      for (let chunk: Uint8Array | null; !isAtEnd() && (chunk = incoming.read()) !== null; ) {
        chunks.push(chunk)
        length += chunk.length
        if (length > maximumBytes) return finish(false)
      }
      if (isAtEnd()) finish(true)
    }
    const breakOff = () => finish(false)

    if (incoming.destroyed || isAtEnd()) return finish(false)
    incoming.on('readable', read).on('close', breakOff)
  })
}

/** Puts another body in the place of one that was peeked at. */
export function replaceBody(incoming: IncomingMessage, body: Uint8Array): void {
  if (incoming.destroyed) return
  incoming.read()
  incoming.unshift(body)
  const { headers, rawHeaders } = incoming
  if (headers['content-length'] === undefined) return
  headers['content-length'] = String(body.length)
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.toLowerCase() === 'content-length') rawHeaders[index + 1] = String(body.length)
  }
}

/** A body that a parser has read, in the kind of object that the parser gives: core knows no `Buffer`. */
export function likeParsed(given: unknown, body: unknown): unknown {
  if (!Buffer.isBuffer(given) || !(body instanceof Uint8Array)) return body
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}
