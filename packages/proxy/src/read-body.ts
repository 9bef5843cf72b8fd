// Reads a request's body, counting while reading: neither a missing length nor a bomb of zeros gets past the bound.
import type { IncomingMessage } from 'node:http'
import { Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
  constructor(maximumBytes: number) {
    super(`the request body has more than ${maximumBytes} bytes`)
  }
}

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** The body's bytes as they were sent. Throws `BodyTooLarge` as soon as there are more than allowed. */
export async function readBody(incoming: IncomingMessage, maximumBytes: number): Promise<Uint8Array> {
  return collect(incoming, maximumBytes)
}

/**
 * Bytes without their content encoding; undefined if the encoding is not known here or the bytes are not encoded so.
 * Throws `BodyTooLarge` if they unfold to more than allowed.
 */
export async function decodeBody(
  bytes: Uint8Array,
  encoding: string | undefined,
  maximumBytes: number,
): Promise<Uint8Array | undefined> {
  if (!encoding || encoding === 'identity') return bytes
  const decoder = DECODERS[encoding.trim().toLowerCase()]?.()
  if (!decoder) return undefined
  try {
    return await collect(Readable.from([bytes]).pipe(decoder), maximumBytes)
  } catch (error) {
    if (error instanceof BodyTooLarge) throw error
    return undefined
  }
}

async function collect(source: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    length += chunk.length
    if (length > maximumBytes) throw new BodyTooLarge(maximumBytes)
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)
}
