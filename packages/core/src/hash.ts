// SHA-256 in two speeds with one result: the runtime's own where it offers one synchronously, else portable code.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

interface RuntimeHash {
  update(data: Uint8Array | string): RuntimeHash
  digest(encoding: 'hex'): string
}
interface RuntimeCrypto {
  /** In one step; newer than the rest. */
  hash?(name: 'sha256', data: string | Uint8Array, encoding: 'hex'): string
  createHash(name: 'sha256'): RuntimeHash
  createHmac(name: 'sha256', key: Uint8Array): RuntimeHash
}

// Asking the running process for a module is not an import: bundles for other runtimes stay free of Node.
const runtime = (
  globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
).process?.getBuiltinModule?.('node:crypto') as RuntimeCrypto | undefined

/** SHA-256 of a text's UTF-8 bytes, or of bytes, as 64 lowercase hex digits. */
export function sha256Hex(data: string | Uint8Array): string {
  if (runtime) return runtime.hash?.('sha256', data, 'hex') ?? runtime.createHash('sha256').update(data).digest('hex')
  return bytesToHex(portableSha256(typeof data === 'string' ? utf8ToBytes(data) : data))
}

/** HMAC-SHA-256 as 64 lowercase hex digits. */
export function hmacSha256Hex(key: Uint8Array, data: string | Uint8Array): string {
  if (runtime) return runtime.createHmac('sha256', key).update(data).digest('hex')
  return bytesToHex(hmac(portableSha256, key, typeof data === 'string' ? utf8ToBytes(data) : data))
}
