// Digests of texts that come again with every turn, worked out once.
import { createBoundedCache } from './bounded-cache.ts'
import { sha256Hex } from './hash.ts'

const digests = createBoundedCache<string>(32 << 20)
const SHORT = 80

/** The text itself if it is short, else its SHA-256 as 64 hex digits. */
export function digestOf(text: string): string {
  if (text.length <= SHORT) return text
  let digest = digests.get(text)
  if (digest === undefined) {
    digest = sha256Hex(text)
    digests.set(text, digest, text.length)
  }
  return digest
}
