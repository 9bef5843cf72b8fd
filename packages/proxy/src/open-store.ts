// The proxy's store: durable where it can be, in memory where it must be, and never a reason to fail.
import { createMemoryStore, type Store } from '@headroom/core'
import { openSqliteStore } from '@headroom/core/store/sqlite'

/** A store, and what is wrong with it, if anything. */
export interface OpenedStore {
  store: Store
  /** Why originals live in memory only, if they do against the settings. */
  trouble(): string | undefined
}

/**
 * Opens the SQLite file. If it cannot be opened, or at any time not be written (a full or read-only disk), originals are
 * kept in memory and `warn` is told, once: they can be redeemed as long as this process lives.
 */
export function openStore(path: string | undefined, warn: (message: string) => void): OpenedStore {
  const memory = createMemoryStore()
  if (path === undefined) return { store: memory, trouble: () => undefined }
  let trouble: string | undefined
  const report = (error: unknown) => {
    if (trouble === undefined) {
      const why = error instanceof Error ? error.message : String(error)
      trouble = `originals live in memory only and will not survive a restart: ${path} cannot be used (${why})`
      warn(trouble)
    }
  }
  try {
    return { store: withFallback(openSqliteStore({ path }), memory, report), trouble: () => trouble }
  } catch (error) {
    report(error)
    return { store: memory, trouble: () => trouble }
  }
}

function withFallback(disk: Store, memory: Store, report: (error: unknown) => void): Store {
  function attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work()
    } catch (error) {
      report(error)
      return undefined
    }
  }
  return {
    get: (key) => attempt(() => disk.get(key)) ?? memory.get(key),
    set(key, value, options) {
      const written = attempt(() => {
        disk.set(key, value, options)
        return true
      })
      if (!written) return memory.set(key, value, options)
    },
    delete(key) {
      attempt(() => disk.delete(key))
      return memory.delete(key)
    },
    touch: (key, options) => attempt(() => disk.touch?.(key, options)) || (memory.touch?.(key, options) ?? false),
    close() {
      attempt(() => disk.close?.())
      return memory.close?.()
    },
  }
}
