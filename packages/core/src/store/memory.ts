import type { Store } from '../types.ts'

export interface MemoryStoreOptions {
  /**
   * Most bytes kept; beyond them the entries used longest ago go first.
   * @default 268435456 (256 MiB)
   */
  maximumBytes?: number
  /** The present time in milliseconds. @default Date.now */
  now?: () => number
}

interface Entry {
  value: Uint8Array
  size: number
  expires: number
}

const OVERHEAD_BYTES = 200

/**
 * A store in this process's memory: least recently used out first, entries gone after their TTL.
 * `set` throws if one value alone is larger than the bound.
 * @example
 * const headroom = createHeadroom({ store: createMemoryStore({ maximumBytes: 64 << 20 }) })
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const { maximumBytes = 256 << 20, now = Date.now } = options
  // A Map keeps insertion order; taking an entry out and putting it back makes it the youngest.
  const entries = new Map<string, Entry>()
  let bytes = 0

  function remove(key: string): Entry | undefined {
    const entry = entries.get(key)
    if (entry) {
      entries.delete(key)
      bytes -= entry.size
    }
    return entry
  }

  function put(key: string, entry: Entry): void {
    entries.set(key, entry)
    bytes += entry.size
  }

  /** Takes a live entry out; an expired one is gone afterwards. */
  function take(key: string): Entry | undefined {
    const entry = remove(key)
    return entry && entry.expires > now() ? entry : undefined
  }

  const expiry = (ttlSeconds: number | undefined) => (ttlSeconds === undefined ? Infinity : now() + ttlSeconds * 1000)

  return {
    get(key) {
      const entry = take(key)
      if (entry) put(key, entry)
      return entry?.value
    },
    set(key, value, { ttlSeconds } = {}) {
      const size = value.byteLength + key.length * 2 + OVERHEAD_BYTES
      if (size > maximumBytes)
        throw new RangeError(`a value of ${value.byteLength} bytes is larger than the whole store`)
      remove(key)
      put(key, { value, size, expires: expiry(ttlSeconds) })
      for (const oldest of entries.keys()) {
        if (bytes <= maximumBytes) break
        remove(oldest)
      }
    },
    delete(key) {
      remove(key)
    },
    touch(key, { ttlSeconds } = {}) {
      const entry = take(key)
      if (!entry) return false
      put(key, { ...entry, expires: expiry(ttlSeconds) })
      return true
    },
    close() {
      entries.clear()
      bytes = 0
    },
  }
}
