// Runs one compressor on one segment, and accepts its result only if it is what the laws ask for.
import { createBoundedCache } from './bounded-cache.ts'
import { hashesIn, markerText } from './ccr/marker.ts'
import { type Original, originalOf } from './ccr/originals.ts'
import type { Exchange } from './exchange.ts'
import { sha256Hex } from './hash.ts'
import type { Outcome } from './memo.ts'
import type { TokenCounter } from './tokens/counter.ts'
import { type Compressed, type Compressor, type Decision, LEVELS, type Segment } from './types.ts'

type Compress = Extract<Decision, { action: 'compress' }>
type Ready = Pick<Exchange, 'scope' | 'biases'> & { count: TokenCounter }

// Providers cache in steps of up to 128 tokens and read what is cached at a quarter of the price, so a shorter prefix may
// round down to one that costs as much as 96 tokens more. Less than that is no saving that anybody could count on.
const LEAST_SAVED_TOKENS = 96
const LEAST_SAVED_SHARE = 0.05

/** Everything but the text that the outcome depends on. */
export function outcomeContext(segment: Segment, decision: Compress, { scope, biases, count }: Ready): string {
  return JSON.stringify([
    scope.id,
    count.key,
    decision.compressor,
    decision.level,
    decision.options,
    biases.get(segment.message),
    segment.role,
    segment.toolName,
    brief(segment.query),
    brief(typeof segment.toolInput === 'string' ? segment.toolInput : JSON.stringify(segment.toolInput)),
  ])
}

const briefs = createBoundedCache<string>(4 << 20)
const SHORT = 80

/** A text, or its digest if it is long. */
function brief(text: string | undefined): string | undefined {
  if (text === undefined || text.length <= SHORT) return text
  let digest = briefs.get(text)
  if (digest === undefined) {
    digest = sha256Hex(text)
    briefs.set(text, digest, text.length)
  }
  return digest
}

/** Throws if the compressor throws, or if it breaks its contract. */
export function compressSegment(
  segment: Segment,
  decision: Compress,
  { exchange, compressors }: { exchange: Ready; compressors: readonly Compressor[] },
): Outcome {
  const { scope, count, biases } = exchange
  const compressor = compressors.find(({ name }) => name === decision.compressor)
  if (!compressor) throw new Error(`there is no compressor "${decision.compressor}"`)
  const dropped = new Map<string, Original>()
  const compressed = compressor.compress(segment, {
    level: decision.level,
    bias: biases.get(segment.message) ?? 1,
    options: decision.options ?? {},
    count,
    drop(text, words) {
      if (!segment.text.includes(text)) throw new Error('what was dropped is not part of the text')
      const original = originalOf(scope, text)
      dropped.set(original.hash, original)
      return markerText(original.hash, words)
    },
  })
  if (!compressed) return { reason: `${compressor.name}: nothing to gain`, originals: [] }
  const hashes = hashesIn(compressed.text).filter((hash) => dropped.has(hash))
  checkLevel(compressed, decision, hashes)
  const tokensBefore = count(segment.text)
  const tokensAfter = count(compressed.text)
  if (!pays(tokensBefore, tokensAfter)) {
    return { reason: `${compressor.name}: ${tokensBefore} → ${tokensAfter} tokens saves too little`, originals: [] }
  }
  const { text, level, summary } = compressed
  const edit = {
    text,
    compressor: compressor.name,
    level,
    tokensBefore,
    tokensAfter,
    dropped: compressed.dropped,
    hashes,
    summary,
  }
  return { edit, originals: hashes.map((hash) => dropped.get(hash)!) }
}

function checkLevel(compressed: Compressed, decision: Compress, hashes: readonly string[]): void {
  const { level, dropped } = compressed
  if (LEVELS.indexOf(level) > LEVELS.indexOf(decision.level))
    throw new Error(`went to ${level} where ${decision.level} was allowed`)
  if (level === 'lossless' && dropped.length > 0) throw new Error('dropped something and called it lossless')
  if (level === 'recoverable' && hashes.length === 0) throw new Error('dropped something without a marker')
}

function pays(before: number, after: number): boolean {
  return before - after >= Math.max(LEAST_SAVED_TOKENS, before * LEAST_SAVED_SHARE)
}
