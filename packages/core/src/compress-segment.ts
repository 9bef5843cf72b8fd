// Runs one compressor on one segment, and accepts its result only if it is what the laws ask for.
import { hashesIn, markerText } from './ccr/marker.ts'
import { type Original, originalOf } from './ccr/originals.ts'
import type { Exchange } from './exchange.ts'
import type { Outcome } from './memo.ts'
import { digestOf } from './text-digest.ts'
import type { TokenCounter } from './tokens/counter.ts'
import { type Compressed, type Compressor, type Decision, LEVELS, type Segment } from './types.ts'

type Compress = Extract<Decision, { action: 'compress' }>
export type Ready = Pick<Exchange, 'scope' | 'biases'> & { count: TokenCounter }

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
    segment.isJson,
    segment.toolName,
    digestOf(segment.query),
    digestOf((typeof segment.toolInput === 'string' ? segment.toolInput : JSON.stringify(segment.toolInput)) ?? ''),
  ])
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
  return accepted(segment, compressed, {
    compressor: compressor.name,
    count,
    originals: hashes.map((hash) => dropped.get(hash)!),
  })
}

/** The result as an edit, if it saves enough tokens to be one. */
export function accepted(
  segment: Segment,
  { text, level, dropped, summary }: Compressed,
  { compressor, count, originals = [] }: { compressor: string; count: TokenCounter; originals?: readonly Original[] },
): Outcome {
  const tokensBefore = count(segment.text)
  // A value becomes a string inside JSON, and is paid for as it is spelled there.
  const tokensAfter = count(segment.isJson ? JSON.stringify(text) : text)
  if (!pays(tokensBefore, tokensAfter))
    return { reason: `${compressor}: ${tokensBefore} → ${tokensAfter} tokens saves too little`, originals: [] }
  const hashes = originals.map(({ hash }) => hash)
  return { edit: { text, compressor, level, tokensBefore, tokensAfter, dropped, hashes, summary }, originals }
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
