// The one grammar of markers: `<<ccr:HASH words>>`, HASH being 24 lowercase hex digits.
import { hmacSha256Hex } from '../hash.ts'
import type { Scope } from '../types.ts'

/** Finds markers; the first group is the hash. */
export const MARKER = /<<ccr:([0-9a-f]{24})\b[^>]*>>/g
export const HASH = /^[0-9a-f]{24}$/

const DIGEST_DIGITS = 16
const LONGEST_WORDS = 400
const MOST_MARKERS = 1000

/**
 * The hash of an original: 16 digits of a keyed digest of its bytes, and 8 that vouch for those 16. Only who has the
 * scope's key can make one, so text that merely looks like a marker is told apart without asking any store.
 */
export function hashOf(scope: Scope, original: Uint8Array): string {
  const digest = hmacSha256Hex(scope.key, original).slice(0, DIGEST_DIGITS)
  return digest + voucher(scope, digest)
}

/** True if the hash was made with this scope's key. */
export function isGenuine(scope: Scope, hash: string): boolean {
  return HASH.test(hash) && voucher(scope, hash.slice(0, DIGEST_DIGITS)) === hash.slice(DIGEST_DIGITS)
}

function voucher(scope: Scope, digest: string): string {
  return hmacSha256Hex(scope.key, `marker ${digest}`).slice(0, 24 - DIGEST_DIGITS)
}

/** The text that stands where bytes were dropped. */
export function markerText(hash: string, words: string): string {
  const safe = words
    .replace(/[<>\p{Cc}]+/gu, ' ')
    .slice(0, LONGEST_WORDS)
    .toWellFormed()
    .trim()
  return `<<ccr:${hash}${safe === '' ? '' : ` ${safe}`}>>`
}

/** The distinct hashes of all markers in a text, in order. */
export function hashesIn(text: string): string[] {
  if (!text.includes('<<ccr:')) return []
  return [...new Set(Array.from(text.matchAll(MARKER), (match) => match[1]!))]
}

/** True if a marker that this scope's key has made is among the first thousand in the text. */
export function holdsGenuineMarker(scope: Scope, text: string): boolean {
  if (!text.includes('<<ccr:')) return false
  let looked = 0
  for (const match of text.matchAll(MARKER)) {
    if (isGenuine(scope, match[1]!)) return true
    if (++looked === MOST_MARKERS) break
  }
  return false
}
