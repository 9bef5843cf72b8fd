// A memo that cannot grow without bound. Two generations instead of a recency list: nothing is ever deleted one by one,
// which a Map does slowly.

export interface BoundedCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value, size: number): void
  clear(): void
}

/**
 * Keeps at least the most recently used `limit / 2` and at most `limit` of whatever `size` measures.
 * @example
 * const cache = createBoundedCache<number>(1_000_000)
 * cache.set(text, countTokens(text), text.length)
 */
export function createBoundedCache<Value>(limit: number): BoundedCache<Value> {
  let young = new Map<string, { value: Value; size: number }>()
  let old = new Map<string, { value: Value; size: number }>()
  let used = 0

  function keep(key: string, entry: { value: Value; size: number }) {
    if (used + entry.size > limit / 2) {
      old = young
      young = new Map()
      used = 0
    }
    young.set(key, entry)
    used += entry.size
  }

  return {
    get(key) {
      const hit = young.get(key)
      if (hit) return hit.value
      const aged = old.get(key)
      if (!aged) return undefined
      keep(key, aged)
      return aged.value
    },
    set(key, value, size) {
      const present = young.get(key)
      if (present) present.value = value
      else if (size <= limit / 2) keep(key, { value, size })
    },
    clear() {
      young = new Map()
      old = new Map()
      used = 0
    },
  }
}
