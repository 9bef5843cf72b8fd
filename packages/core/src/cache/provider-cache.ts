// A provider's prompt cache as its public documentation describes it: what of a prompt is read from it, and what written.
import { sha256Hex } from '../hash.ts'
import type { Billed, CacheRules, ModelPrices } from '../types.ts'

/** A piece of a prompt as the provider caches them, in the order tools, system, messages. */
export interface PromptBlock {
  /** Tells the block from any other; equal blocks have equal ones. */
  digest: string
  tokens: number
  /** Seconds for which everything up to here is to be kept, if there is a breakpoint on it. */
  breakpoint?: number
}

/** Everything up to and with a block. */
export interface PromptLink {
  digest: string
  tokens: number
}

export interface Prompt {
  /** The beginnings of the prompt, shortest first. It may go on behind the prompt's end. */
  chain: readonly PromptLink[]
  /** How many links of the chain the prompt has. */
  length: number
  /** Breakpoints by the index of their link, ascending. */
  breakpoints: readonly { index: number; seconds: number }[]
  /** For caches that know no blocks: how many tokens of the first block that differs from what is kept are the same. */
  sharedTokens?: number
  /** Seconds since any fixed moment; entries expire by it. Without it, nothing ever expires. */
  at?: number
}

export interface CacheSimulation {
  /** Sends a prompt through the cache. */
  request(prompt: Prompt): Billed
}

/** From here on a breakpoint is billed at the long price. */
const LONG_SECONDS = 3600
const NOTHING: Billed = { fresh: 0, read: 0, write: 0, writeLong: 0 }

/**
 * An empty cache.
 * @example
 * const cache = simulateCache(modelFacts('claude-sonnet-4-5').cache)
 * const { read, write, fresh } = cache.request(promptOf(blocks))
 */
export function simulateCache(rules: CacheRules): CacheSimulation {
  if (rules.kind === 'breakpoints') return byBreakpoints(rules)
  if (rules.kind === 'automatic') return automatically(rules)
  return { request: (prompt) => ({ ...NOTHING, fresh: tokensOf(prompt) }) }
}

/** US dollars for a request: its prompt as billed, and what the model has said. */
export function costOf({ fresh, read, write, writeLong }: Billed, outputTokens: number, prices: ModelPrices): number {
  const { input, output, cacheRead, cacheWrite, cacheWriteLong } = prices
  const millionths =
    fresh * input + read * cacheRead + write * cacheWrite + writeLong * cacheWriteLong + outputTokens * output
  return millionths / 1e6
}

/** A prompt made of blocks. */
export function promptOf(blocks: readonly PromptBlock[], more: Pick<Prompt, 'at' | 'sharedTokens'> = {}): Prompt {
  const chain: PromptLink[] = []
  for (const block of blocks) extendChain(chain, block)
  const breakpoints = blocks.flatMap(({ breakpoint }, index) =>
    breakpoint === undefined ? [] : [{ index, seconds: breakpoint }],
  )
  return { chain, length: chain.length, breakpoints, ...more }
}

/** Adds a block to the end of a chain. */
export function extendChain(chain: PromptLink[], { digest, tokens }: Pick<PromptBlock, 'digest' | 'tokens'>): void {
  const last = chain.at(-1)
  chain.push({
    digest: sha256Hex(`${last?.digest ?? ''} ${digest}`).slice(0, 32),
    tokens: (last?.tokens ?? 0) + tokens,
  })
}

const tokensOf = ({ chain, length }: Prompt): number => chain[length - 1]?.tokens ?? 0

// https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching
function byBreakpoints({ minimumTokens, mostBreakpoints, lookbackBlocks }: CacheRules): CacheSimulation {
  /** When the beginning that ends with a link expires. */
  const entries = new Map<string, { until: number; seconds: number }>()

  /** Tokens of the longest beginning that is kept, looked for from each breakpoint backwards. */
  function longestKept({ chain, at }: Prompt, marked: Prompt['breakpoints']): number {
    for (const { index: point } of [...marked].reverse()) {
      const first = Math.max(0, point - lookbackBlocks + 1)
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

  return {
    request(prompt) {
      const { chain, breakpoints, at } = prompt
      const marked = breakpoints.filter(({ index }) => chain[index]!.tokens >= minimumTokens).slice(0, mostBreakpoints)
      const billed = { ...NOTHING, read: longestKept(prompt, marked) }
      let from = billed.read
      for (const { index, seconds } of marked) {
        const { digest, tokens } = chain[index]!
        if (tokens > from) {
          billed[seconds >= LONG_SECONDS ? 'writeLong' : 'write'] += tokens - from
          from = tokens
        }
        entries.set(digest, { until: (at ?? 0) + seconds, seconds })
      }
      return { ...billed, fresh: tokensOf(prompt) - from }
    },
  }
}

// https://platform.openai.com/docs/guides/prompt-caching
function automatically({ minimumTokens, stepTokens, ttlSeconds }: CacheRules): CacheSimulation {
  /** When each beginning was last used; those of one prompt share the moment, for using it uses all of them. */
  const used = new Map<string, { last: number }>()

  return {
    request(prompt) {
      const { chain, length, at = 0, sharedTokens = 0 } = prompt
      let same = length - 1
      while (same >= 0 && !isKept(chain[same]!, at)) same--
      const moment = used.get(chain[same]?.digest ?? '') ?? { last: at }
      moment.last = at
      for (let index = same + 1; index < length; index++) used.set(chain[index]!.digest, moment)
      const whole = (chain[same]?.tokens ?? 0) + (same < length - 1 ? sharedTokens : 0)
      const read = whole >= minimumTokens ? whole - (whole % stepTokens) : 0
      const all = tokensOf(prompt)
      return all >= minimumTokens ? { ...NOTHING, read, write: all - read } : { ...NOTHING, fresh: all }
    },
  }

  function isKept({ digest }: PromptLink, at: number): boolean {
    const moment = used.get(digest)
    return moment !== undefined && moment.last + ttlSeconds >= at
  }
}
