// UTF-8 in two speeds with one result: the runtime's own where it has a fast one, else the standard decoder.

interface NodeBuffer {
  Buffer: {
    from(buffer: ArrayBufferLike, offset: number, length: number): { toString(encoding: 'utf8'): string }
  }
  isUtf8(bytes: Uint8Array): boolean
}

const node = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process?.getBuiltinModule?.(
  'node:buffer',
) as NodeBuffer | undefined

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** The text of UTF-8 bytes, a byte order mark included. Undefined if they are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (node) {
    if (!node.isUtf8(bytes)) return undefined
    return node.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  }
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** The UTF-8 bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  // Writing into an array that is about large enough is twice as fast as having one made, and most texts are mostly ASCII.
  const bytes = new Uint8Array(text.length + (text.length >> 3) + 64)
  const { read, written } = encoder.encodeInto(text, bytes)
  return read === text.length ? bytes.subarray(0, written) : encoder.encode(text)
}
