// A provider's prompt cache as its public documentation describes it: what of a prompt is read from it, and what written.
import { sha256Hex } from '../hash.ts'
import type { Billed, CacheRules, ModelPrices } from '../types.ts'

/** A piece of a prompt as the provider caches them, in the order tools, system, messages. */
export interface PromptBlock {
  /** Tells the block from any other; equal blocks have equal ones. */
  digest: string
  tokens: number
  /** Seconds for which the caller wants everything up to here kept, if there is a breakpoint on it. */
  breakpoint?: number
}

export interface CacheSimulation {
  /**
   * Sends a prompt through the cache.
   * @param at seconds since any fixed moment; entries expire by it. Left out, nothing ever expires
   * @param sharedTokens for caches that know no blocks: how many tokens of the first block that differs from the last prompt's
   *   are the same
   */
  request(blocks: readonly PromptBlock[], options?: { at?: number; sharedTokens?: number }): Billed
}

/** Where an hour begins: longer breakpoints are billed at the long price. */
const LONG_SECONDS = 3600

/**
 * An empty cache.
 * @example
 * const cache = simulateCache(rules)
 * const { read, write, fresh } = cache.request(blocks)
 */
export function simulateCache(rules: CacheRules): CacheSimulation {
  if (rules.kind === 'breakpoints') return byBreakpoints(rules)
  return rules.kind === 'automatic'
    ? automatically(rules)
    : { request: (blocks) => ({ ...NOTHING, fresh: total(blocks) }) }
}

const NOTHING: Billed = { fresh: 0, read: 0, write: 0, writeLong: 0 }

/** US dollars for a request: its prompt as billed, and what the model has said. */
export function costOf({ fresh, read, write, writeLong }: Billed, outputTokens: number, prices: ModelPrices): number {
  const { input, output, cacheRead, cacheWrite, cacheWriteLong } = prices
  const millionths =
    fresh * input + read * cacheRead + write * cacheWrite + writeLong * cacheWriteLong + outputTokens * output
  return millionths / 1e6
}

// https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching
function byBreakpoints(rules: CacheRules): CacheSimulation {
  /** When the beginning that ends with a block expires, by the chained digest of all blocks up to it. */
  const entries = new Map<string, { until: number; seconds: number }>()

  return {
    request(blocks, { at } = {}) {
      const chain = chained(blocks)
      const points = blocks.flatMap(({ breakpoint }, index) => (breakpoint === undefined ? [] : [index]))
      const marked = points
        .filter((index) => chain[index]!.tokens >= rules.minimumTokens)
        .slice(0, rules.mostBreakpoints)
      const read = longestEntry(marked, chain, at)
      const billed = { ...NOTHING, read }
      let from = read
      for (const index of marked) {
        const { digest, tokens } = chain[index]!
        const seconds = blocks[index]!.breakpoint!
        if (tokens > from) {
          billed[seconds >= LONG_SECONDS ? 'writeLong' : 'write'] += tokens - from
          from = tokens
        }
        entries.set(digest, { until: (at ?? 0) + seconds, seconds })
      }
      return { ...billed, fresh: total(blocks) - from }
    },
  }

  /** Tokens of the longest beginning that is kept, looked for from each breakpoint backwards. */
  function longestEntry(marked: readonly number[], chain: readonly Link[], at: number | undefined): number {
    for (const point of [...marked].reverse()) {
      const first = Math.max(0, point - rules.lookbackBlocks + 1)
      for (let index = point; index >= first; index--) {
        const { digest, tokens } = chain[index]!
        const entry = entries.get(digest)
        if (!entry || (at !== undefined && entry.until < at)) continue
        // To read is to keep for as long again.
        entry.until = (at ?? 0) + entry.seconds
        return tokens
      }
    }
    return 0
  }
}

// https://platform.openai.com/docs/guides/prompt-caching
function automatically(rules: CacheRules): CacheSimulation {
  /** When each beginning that was ever sent was last used. */
  const used = new Map<string, number>()

  return {
    request(blocks, { at = 0, sharedTokens = 0 } = {}) {
      const chain = chained(blocks)
      const isKept = ({ digest }: Link) => {
        const last = used.get(digest)
        return last !== undefined && last + rules.ttlSeconds >= at
      }
      const same = chain.findLastIndex(isKept)
      const whole = (chain[same]?.tokens ?? 0) + (same < chain.length - 1 && used.size > 0 ? sharedTokens : 0)
      for (const { digest } of chain) used.set(digest, at)
      const read = whole >= rules.minimumTokens ? whole - (whole % rules.stepTokens) : 0
      const all = total(blocks)
      // What is new is kept as well, at the price of the provider's choice.
      const isKeptNow = all >= rules.minimumTokens
      return isKeptNow ? { ...NOTHING, read, write: all - read } : { ...NOTHING, fresh: all }
    },
  }
}

interface Link {
  /** Of this block and all before it. */
  digest: string
  /** Of this block and all before it. */
  tokens: number
}

function chained(blocks: readonly PromptBlock[]): Link[] {
  let digest = ''
  let tokens = 0
  return blocks.map((block) => {
    digest = sha256Hex(`${digest} ${block.digest}`).slice(0, 32)
    tokens += block.tokens
    return { digest, tokens }
  })
}

const total = (blocks: readonly PromptBlock[]) => blocks.reduce((sum, { tokens }) => sum + tokens, 0)
