// Keeps originals before a marker names them, and gives them back byte for byte.
import type { Scope, Store } from '../types.ts'
import { hashOf } from './marker.ts'

const encoder = new TextEncoder()
const UTF8 = 0
const UTF16 = 1

/** A text that a marker stands for, by its hash. */
export interface Original {
  hash: string
  text: string
}

/** Names a text by the hash of the bytes that it will be stored as. */
export function originalOf(scope: Scope, text: string): Original {
  return { hash: hashOf(scope, writeOriginal(text)), text }
}

/** Bytes that give back the same text, lone surrogates included. */
function writeOriginal(text: string): Uint8Array {
  return text.isWellFormed() ? withTag(UTF8, encoder.encode(text)) : withTag(UTF16, utf16Bytes(text))
}

function withTag(tag: number, bytes: Uint8Array): Uint8Array {
  const tagged = new Uint8Array(bytes.length + 1)
  tagged[0] = tag
  tagged.set(bytes, 1)
  return tagged
}

function utf16Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes[i * 2] = code & 0xff
    bytes[i * 2 + 1] = code >> 8
  }
  return bytes
}

function readOriginal(bytes: Uint8Array): string {
  const body = bytes.subarray(1)
  if (bytes[0] === UTF8) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)
  const pieces: string[] = []
  for (let at = 0; at < body.length; at += 8192) {
    const codes: number[] = []
    for (let i = at; i < Math.min(at + 8192, body.length); i += 2) codes.push(body[i]! | (body[i + 1]! << 8))
    pieces.push(String.fromCharCode(...codes))
  }
  return pieces.join('')
}

const keyOf = (scope: Scope, hash: string) => `original:${scope.id}:${hash}`

/**
 * Stores originals, or renews their TTL if they are there. Rejects if one cannot be stored, or if its key is taken by
 * other bytes: then nothing may be emitted that names it.
 */
export async function keepOriginals(
  store: Store,
  scope: Scope,
  { originals, ttlSeconds }: { originals: readonly Original[]; ttlSeconds: number },
): Promise<void> {
  for (const { hash, text } of originals) {
    const key = keyOf(scope, hash)
    const present = await store.get(key)
    const bytes = writeOriginal(text)
    if (present !== undefined && !sameBytes(present, bytes))
      throw new Error(`hash ${hash} stands for other bytes already`)
    if (present === undefined) await store.set(key, bytes, { ttlSeconds })
    else await renew(store, key, { text, ttlSeconds })
  }
}

/** Renews the TTL of originals that this process has stored before, and stores again what is gone since. */
export async function renewOriginals(
  store: Store,
  scope: Scope,
  { originals, ttlSeconds }: { originals: readonly Original[]; ttlSeconds: number },
): Promise<void> {
  for (const { hash, text } of originals) {
    await renew(store, keyOf(scope, hash), { text, ttlSeconds })
  }
}

async function renew(store: Store, key: string, { text, ttlSeconds }: { text: string; ttlSeconds: number }) {
  if (!(await store.touch?.(key, { ttlSeconds }))) await store.set(key, writeOriginal(text), { ttlSeconds })
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The original that a hash stands for in this scope, its TTL renewed; undefined if it is not, or no longer, there. */
export async function fetchOriginal(
  store: Store,
  scope: Scope,
  { hash, ttlSeconds }: { hash: string; ttlSeconds: number },
): Promise<string | undefined> {
  const key = keyOf(scope, hash)
  const bytes = await store.get(key)
  if (bytes === undefined) return undefined
  await store.touch?.(key, { ttlSeconds })
  return readOriginal(bytes)
}
