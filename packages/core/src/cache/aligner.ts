// The CacheAligner reads system text and warns of what changes from request to request: each such place ends the
// prefix that a provider can cache. It never changes the prompt.
import { createBoundedCache } from '../bounded-cache.ts'

export type VolatileKind =
  | 'uuid'
  | 'timestamp'
  | 'date'
  | 'jwt'
  | 'hex hash'
  | 'unix time'
  | 'request id'
  | 'clock time'

/** A token that looks different in every request. */
export interface VolatileToken {
  kind: VolatileKind
  /** The beginning of the token; never the whole of it, for it may be a secret. */
  excerpt: string
  /** UTF-16 offset in the text. */
  offset: number
  /** 1-based line. */
  line: number
}

// In order of precedence: what an earlier pattern has taken, a later one leaves alone. Repetitions are bounded, so that
// no text takes more than linear time.
const PATTERNS: readonly (readonly [VolatileKind, RegExp])[] = [
  ['jwt', /\beyJ[\w-]{8,900}\.[\w-]{8,900}\.[\w-]{4,900}/g],
  ['uuid', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi],
  ['timestamp', /\b\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?/g],
  ['hex hash', /\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b/gi],
  [
    'request id',
    /\b(?:req|request|trace|session|sess|run|msg|conv|thread|chatcmpl|turn)[_-](?=[a-z_-]{0,40}\d)\w{6,80}\b/gi,
  ],
  ['date', /\b\d{4}-[01]\d-[0-3]\d\b/g],
  ['unix time', /\b1[5-9]\d{8}(?:\d{3})?\b/g],
  ['clock time', /\b[0-2]?\d:[0-5]\d:[0-5]\d\b/g],
]

const LONGEST_TEXT = 400_000
const MOST_TOKENS = 20
const EXCERPT = 10

const seen = createBoundedCache<readonly VolatileToken[]>(4 << 20)

/**
 * Finds volatile tokens in a system text: at most 20, in order of their place.
 * @example
 * findVolatile('Now: 2026-01-02T03:04:05Z') // [{ kind: 'timestamp', excerpt: '2026-01-02…', offset: 5, line: 1 }]
 */
export function findVolatile(text: string): readonly VolatileToken[] {
  let tokens = seen.get(text)
  if (!tokens) {
    tokens = scan(text.slice(0, LONGEST_TEXT))
    seen.set(text, tokens, text.length)
  }
  return tokens
}

function scan(text: string): VolatileToken[] {
  const found: { kind: VolatileKind; value: string; offset: number }[] = []
  for (const [kind, pattern] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const offset = match.index
      const end = offset + match[0].length
      if (!found.some((other) => offset < other.offset + other.value.length && other.offset < end)) {
        found.push({ kind, value: match[0], offset })
      }
      if (found.length >= MOST_TOKENS * PATTERNS.length) break
    }
  }
  found.sort((a, b) => a.offset - b.offset)
  return found.slice(0, MOST_TOKENS).map(({ kind, value, offset }) => ({
    kind,
    excerpt: value.length > EXCERPT ? `${value.slice(0, EXCERPT)}…` : value,
    offset,
    line: text.slice(0, offset).split('\n').length,
  }))
}
