// Keeps things that whoever takes them may change, so that nobody else has them meanwhile.

export interface Shelf<Value> {
  /** Gives a thing away. */
  take(key: string): Value | undefined
  /** Puts a thing down; what has lain longest goes when all together are larger than the limit. */
  put(key: string, value: Value, size: number): void
}

/** @param limit of whatever the sizes measure */
export function createShelf<Value>(limit: number): Shelf<Value> {
  const things = new Map<string, { value: Value; size: number }>()
  let used = 0
  function take(key: string): Value | undefined {
    const thing = things.get(key)
    if (!thing) return undefined
    things.delete(key)
    used -= thing.size
    return thing.value
  }
  return {
    take,
    put(key, value, size) {
      take(key)
      things.set(key, { value, size })
      used += size
      for (const oldest of things.keys()) {
        if (used <= limit) break
        take(oldest)
      }
    },
  }
}
