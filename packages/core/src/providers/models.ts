// What models cost and how their prompts are cached, as their vendors' public pages say. Data with a date; a user's own table
// goes before it.
import type { CacheRules, ModelPrices } from '../types.ts'

/** When the table was last compared with the vendors' pages. */
export const MODEL_TABLE_DATE = '2026-11-27'

export interface ModelFacts {
  /** The row that was found: a model's name, or a family's beginning. */
  name: string
  provider: string
  prices: ModelPrices
  cache: CacheRules
  /** False if the model is not in the table and its family, or its vendor's usual model, stands in for it. */
  known: boolean
}

/** A row as it is written: a name fits models that begin with it, prices are input, output and cached input. */
export interface ModelRow {
  name: string
  provider: string
  input: number
  output: number
  cacheRead: number
  /** Tokens under which nothing is cached, where it is not the vendor's usual. */
  minimumTokens?: number
}

const BREAKPOINTS: CacheRules = {
  kind: 'breakpoints',
  minimumTokens: 1024,
  stepTokens: 1,
  ttlSeconds: 300,
  mostBreakpoints: 4,
  lookbackBlocks: 20,
}
const AUTOMATIC: CacheRules = {
  kind: 'automatic',
  minimumTokens: 1024,
  stepTokens: 128,
  ttlSeconds: 600,
  mostBreakpoints: 0,
  lookbackBlocks: 0,
}

/** What all models of a vendor share: cache rules, and what writing to the cache costs in terms of plain input. */
const VENDORS: Readonly<Record<string, { cache: CacheRules; write: number; writeLong: number }>> = {
  anthropic: { cache: BREAKPOINTS, write: 1.25, writeLong: 2 },
  openai: { cache: AUTOMATIC, write: 1, writeLong: 1 },
  google: { cache: { ...AUTOMATIC, stepTokens: 1, ttlSeconds: 300 }, write: 1, writeLong: 1 },
}

const row = (
  provider: string,
  name: string,
  prices: readonly [number, number, number],
  minimumTokens?: number,
): ModelRow => ({
  name,
  provider,
  input: prices[0],
  cacheRead: prices[1],
  output: prices[2],
  ...(minimumTokens === undefined ? {} : { minimumTokens }),
})

/** US dollars for a million tokens: input, cached input, output. The first row of a vendor stands in for its unknown models. */
export const MODEL_TABLE: readonly ModelRow[] = [
  row('anthropic', 'claude-sonnet-4', [3, 0.3, 15]),
  row('anthropic', 'claude-sonnet', [3, 0.3, 15]),
  row('anthropic', 'claude-opus-4-1', [15, 1.5, 75]),
  row('anthropic', 'claude-opus-4-2025', [15, 1.5, 75]),
  row('anthropic', 'claude-opus', [5, 0.5, 25], 4096),
  row('anthropic', 'claude-haiku', [1, 0.1, 5], 4096),
  row('anthropic', 'claude-3-5-haiku', [0.8, 0.08, 4], 2048),
  row('anthropic', 'claude-3-haiku', [0.25, 0.03, 1.25], 2048),
  row('anthropic', 'claude-3-opus', [15, 1.5, 75]),
  row('anthropic', 'claude-3', [3, 0.3, 15]),
  row('openai', 'gpt-5', [1.25, 0.125, 10]),
  row('openai', 'gpt-5-mini', [0.25, 0.025, 2]),
  row('openai', 'gpt-5-nano', [0.05, 0.005, 0.4]),
  row('openai', 'gpt-5.2', [1.75, 0.175, 14]),
  row('openai', 'gpt-4.1', [2, 0.5, 8]),
  row('openai', 'gpt-4.1-mini', [0.4, 0.1, 1.6]),
  row('openai', 'gpt-4.1-nano', [0.1, 0.025, 0.4]),
  row('openai', 'gpt-4o', [2.5, 1.25, 10]),
  row('openai', 'gpt-4o-mini', [0.15, 0.075, 0.6]),
  row('openai', 'o1', [15, 7.5, 60]),
  row('openai', 'o3', [2, 0.5, 8]),
  row('openai', 'o3-mini', [1.1, 0.55, 4.4]),
  row('openai', 'o4-mini', [1.1, 0.275, 4.4]),
  row('google', 'gemini-2.5-flash', [0.3, 0.03, 2.5]),
  row('google', 'gemini-2.5-flash-lite', [0.1, 0.01, 0.4]),
  row('google', 'gemini-2.5-pro', [1.25, 0.125, 10], 4096),
  row('google', 'gemini-3-pro', [2, 0.2, 12], 4096),
  row('google', 'gemini-3-flash', [0.5, 0.05, 3]),
]

/**
 * What is known of a model. One that is not in the table is given its family's row, or its vendor's first one; `known` tells.
 * @param table rows of a user's own, asked first
 * @example
 * const { prices, cache, known } = modelFacts('claude-sonnet-4-5-20250929')
 */
export function modelFacts(model: string | undefined, provider?: string, table: readonly ModelRow[] = []): ModelFacts {
  const name = (model ?? '').toLowerCase().replace(/^.*\//, '')
  const best = longestMatch(table, name) ?? longestMatch(MODEL_TABLE, name)
  if (best) return factsOf(best, continues(name, best.name))
  const vendor = vendorOf(name, provider)
  return factsOf(MODEL_TABLE.find((each) => each.provider === vendor)!, false)
}

function longestMatch(table: readonly ModelRow[], name: string): ModelRow | undefined {
  return table
    .filter((each) => name.startsWith(each.name.toLowerCase()))
    .reduce<ModelRow | undefined>(
      (best, each) => (best && best.name.length >= each.name.length ? best : each),
      undefined,
    )
}

/** Whether a name is the row's own, with nothing but a date or a release behind it. */
function continues(name: string, row: string): boolean {
  return /^$|^[-@:](?:\d{6,8}|\d{4}-\d\d-\d\d|latest|preview\b.*|v\d+.*|[0-9]{1,2}(?:-\d{6,8})?)$/.test(
    name.slice(row.length),
  )
}

function vendorOf(name: string, provider: string | undefined): string {
  if (name.includes('claude')) return 'anthropic'
  if (name.includes('gemini')) return 'google'
  return provider && Object.hasOwn(VENDORS, provider) ? provider : 'openai'
}

function factsOf({ name, provider, input, output, cacheRead, minimumTokens }: ModelRow, known: boolean): ModelFacts {
  const { cache, write, writeLong } = VENDORS[provider] ?? VENDORS.openai!
  return {
    name,
    provider,
    known,
    prices: { input, output, cacheRead, cacheWrite: input * write, cacheWriteLong: input * writeLong },
    cache: minimumTokens === undefined ? cache : { ...cache, minimumTokens },
  }
}
