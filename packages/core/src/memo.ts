// Remembers what became of a text, so that a later turn costs a lookup. Keyed by everything that the result depends on.
import { createBoundedCache } from './bounded-cache.ts'
import type { Original } from './ccr/originals.ts'
import type { Edit } from './types.ts'

/** What a compressor made of a text. */
export interface Outcome {
  edit?: Omit<Edit, 'segment'>
  /** Why there is no edit. */
  reason?: string
  /** What the edit's markers name. */
  originals: readonly Original[]
}

/** Values by text and context. */
export interface Memo<Value> {
  get(context: string, text: string): Value | undefined
  set(context: string, text: string, value: Value, size?: number): void
}

/** @param characters bound on the remembered texts, in UTF-16 units */
export function createMemo<Value>(characters: number): Memo<Value> {
  const byText = createBoundedCache<Map<string, Value>>(characters)
  return {
    get: (context, text) => byText.get(text)?.get(context),
    set(context, text, value, size = 0) {
      const known = byText.get(text)
      if (known && known.size < MOST_CONTEXTS) known.set(context, value)
      else byText.set(text, new Map([[context, value]]), text.length + size)
    },
  }
}

const MOST_CONTEXTS = 16
