// The digest of a prefix is the conversation's identity at that point; no session id is asked for or guessed.
import { createBoundedCache } from '../bounded-cache.ts'
import { sha256Hex } from '../hash.ts'
import type { RequestView, Scope } from '../types.ts'

const DIGITS = 32
const LONG_TEXT = 200
const LONG_LIST = 100
const textDigests = createBoundedCache<string>(16 << 20)

/**
 * The chain of digests: the first is that of scope, model, system and tools, each further one adds a message, so there
 * is one more than there are messages. `cache_control` is left out, for callers move their breakpoints from turn to turn.
 */
export function prefixDigests(scope: Scope, view: RequestView, version: string): string[] {
  const digests = [chained('', [version, scope.id, view.model, view.system, view.tools])]
  for (const message of view.identities ?? view.messages) digests.push(chained(digests.at(-1)!, message))
  return digests
}

/** The digest under which it is noted what follows an answer that the provider keeps. */
export function answerDigest(scope: Scope, answer: string): string {
  return chained('answer', [scope.id, answer])
}

function chained(previous: string, value: unknown): string {
  const parts: string[] = [previous]
  spell(value, parts)
  return sha256Hex(parts.join('')).slice(0, DIGITS)
}

// Unlike JSON.stringify with a filter, this calls nothing back. Long texts and lists of data are stood in for by their
// digests, which are worked out once and not on every turn.
function spell(value: unknown, parts: string[]): void {
  if (typeof value === 'string') parts.push('"', value.length > LONG_TEXT ? digestOf(value) : value, '"')
  else if (value === null || typeof value !== 'object') parts.push(String(value))
  else if (ArrayBuffer.isView(value)) parts.push('#', sha256Hex(bytesOf(value)), '#')
  else if (value instanceof URL) parts.push('"', value.href, '"')
  else if (Array.isArray(value) && value.length > LONG_LIST) spell(jsonOf(value), parts)
  else if (Array.isArray(value)) {
    parts.push('[')
    for (const item of value) {
      spell(item, parts)
      parts.push(',')
    }
    parts.push(']')
  } else {
    parts.push('{')
    for (const [key, field] of Object.entries(value)) {
      // A host that stores a conversation as JSON gives it back without fields that are undefined.
      if (key === 'cache_control' || field === undefined) continue
      parts.push(key, ':')
      spell(field, parts)
      parts.push(',')
    }
    parts.push('}')
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength)

function jsonOf(list: readonly unknown[]): string {
  const json = JSON.stringify(list)
  if (!json.includes('"cache_control"')) return json
  return JSON.stringify(list, (key, value: unknown) => (key === 'cache_control' ? undefined : value))
}

function digestOf(text: string): string {
  let digest = textDigests.get(text)
  if (digest === undefined) {
    digest = sha256Hex(text)
    textDigests.set(text, digest, text.length)
  }
  return digest
}
