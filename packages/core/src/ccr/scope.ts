import { hexToBytes } from '@noble/hashes/utils.js'
import { sha256Hex } from '../hash.ts'
import type { Scope } from '../types.ts'

const scopes = new Map<string, Scope>()
const REMEMBERED = 1000

/**
 * The scope of a credential. Both its name and its key are derived from the credential, so the same credential finds
 * its originals in any process, and no other does. Without a credential there is one scope, that of the local user.
 */
export function scopeOf(credential = ''): Scope {
  let scope = scopes.get(credential)
  if (!scope) {
    const id = sha256Hex(`headroom scope\0${credential}`).slice(0, 32)
    scope = { id, key: hexToBytes(sha256Hex(`headroom key\0${credential}`)) }
    if (scopes.size >= REMEMBERED) scopes.clear()
    scopes.set(credential, scope)
  }
  return scope
}
