// Counts tokens for any model: the vocabulary is loaded when first asked for, and each text is counted once.
import { type BoundedCache, createBoundedCache } from '../bounded-cache.ts'
import { type Encoding, tokensOfModel } from './models.ts'
import { countGuarded, createO200kCounter } from './o200k.ts'

/** Counts the tokens of a text; `exact` is false where the model's vendor publishes no tokenizer. */
export interface TokenCounter {
  (text: string): number
  exact: boolean
  /** Tells counters apart that count differently. */
  key: string
  /** Takes over what another counter of the same key has counted. */
  remember(text: string, tokens: number): void
}

// The library remembers merges in a list that turns slow once it is full, so it is emptied before that.
const LIBRARY_CHARACTERS = 150_000
const NO_SPECIAL = { disallowedSpecial: new Set<string>() }
const REMEMBERED_CHARACTERS = 16 << 20
const SHORT = 24
const LONG = 64 << 10

type Count = (text: string) => number
const loading = new Map<Encoding, Promise<Count>>()
/** Counts that were made elsewhere, by counter and text. */
const taken = createBoundedCache<Map<string, number>>(REMEMBERED_CHARACTERS)

/**
 * A counter for a model, by name. Loads about 1 MB of vocabulary on first use (some 100 ms), then counts at tens of
 * megabytes a second. Special tokens such as `<|endoftext|>` count as the text they are.
 * @example
 * const count = await tokenCounter('gpt-4o')
 * count('Hello, world') // 3
 */
export async function tokenCounter(model: string | undefined): Promise<TokenCounter> {
  const { encoding, exact, factor } = tokensOfModel(model)
  let ready = loading.get(encoding)
  if (!ready) {
    ready = load(encoding)
    ready.catch(() => loading.delete(encoding))
    loading.set(encoding, ready)
  }
  const count = await ready
  const scaled = factor === 1 ? count : (text: string) => Math.ceil(count(text) * factor)
  const key = `${encoding}×${factor}`
  const remember = (text: string, tokens: number) => {
    if (text.length >= LONG) taken.set(text, new Map([[key, tokens]]), text.length)
  }
  const counter = (text: string) => (text.length >= LONG ? taken.get(text)?.get(key) : undefined) ?? scaled(text)
  return Object.assign(counter, { exact, key, remember })
}

async function load(encoding: Encoding): Promise<Count> {
  const { GptEncoding } = await import('gpt-tokenizer/GptEncoding')
  const ranks =
    encoding === 'o200k_base'
      ? await import('gpt-tokenizer/bpeRanks/o200k_base')
      : await import('gpt-tokenizer/bpeRanks/cl100k_base')
  const api = GptEncoding.getEncodingApi(encoding, () => ranks.default)
  let characters = 0
  const library: Count = (text) => {
    characters += text.length
    if (characters > LIBRARY_CHARACTERS) {
      api.clearMergeCache()
      characters = text.length
    }
    return api.countTokens(text, NO_SPECIAL)
  }
  const count = encoding === 'o200k_base' ? createO200kCounter(library) : (text: string) => countGuarded(text, library)
  return remember(count, createBoundedCache<number>(REMEMBERED_CHARACTERS))
}

function remember(count: Count, cache: BoundedCache<number>): Count {
  return (text) => {
    if (text.length < SHORT) return text === '' ? 0 : count(text)
    let tokens = cache.get(text)
    if (tokens === undefined) {
      tokens = count(text)
      cache.set(text, tokens, text.length)
    }
    return tokens
  }
}
