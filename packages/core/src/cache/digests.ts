// The digest of a prefix is the conversation's identity at that point; no session id is asked for or guessed.
import { createBoundedCache } from '../bounded-cache.ts'
import { sha256Hex } from '../hash.ts'
import type { RequestView, Scope } from '../types.ts'

const DIGITS = 32
const LONG_TEXT = 200
const textDigests = createBoundedCache<string>(16 << 20)

/**
 * The chain of digests: the first is that of scope, model, system and tools, each further one adds a message, so there
 * is one more than there are messages. `cache_control` is left out, for callers move their breakpoints from turn to turn.
 */
export function prefixDigests(scope: Scope, view: RequestView, version: string): string[] {
  const head = JSON.stringify([version, scope.id, view.model, view.system, view.tools], essential)
  const digests = [sha256Hex(head).slice(0, DIGITS)]
  for (const message of view.messages) {
    const next = sha256Hex(`${digests.at(-1)}${JSON.stringify(message, essential)}`)
    digests.push(next.slice(0, DIGITS))
  }
  return digests
}

// Long texts stand in for themselves by their digest, which is worked out once and not on every turn.
function essential(key: string, value: unknown): unknown {
  if (key === 'cache_control') return undefined
  return typeof value === 'string' && value.length > LONG_TEXT ? { text: digestOf(value) } : value
}

function digestOf(text: string): string {
  let digest = textDigests.get(text)
  if (digest === undefined) {
    digest = sha256Hex(text)
    textDigests.set(text, digest, text.length)
  }
  return digest
}
