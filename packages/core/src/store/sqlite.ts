// The durable store: one SQLite file, by the runtime's own driver where it has one, else by the package libsql.
import { chmodSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { Store } from '../types.ts'

export interface SqliteStatement {
  get(...values: unknown[]): unknown
  run(...values: unknown[]): { changes: number | bigint }
}

/** The few calls that `node:sqlite`, `libsql` and `better-sqlite3` have in common. */
export interface SqliteDatabase {
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
  close(): unknown
}

export interface SqliteStoreOptions {
  /** The file; its folder is made if need be. */
  path: string
  /**
   * Most bytes of values kept; beyond them those that expire soonest go first.
   * @default 1073741824 (1 GiB)
   */
  maximumBytes?: number
  /** An open database to use in place of one of our own. */
  database?: SqliteDatabase
  /** The present time in milliseconds. @default Date.now */
  now?: () => number
}

const WRITES_BETWEEN_SWEEPS = 256
const FRESH = 0.9
const FOREVER = 8_640_000_000_000_000

/**
 * Opens a durable store. Several processes may share the file. Throws if the file cannot be opened or no driver is
 * installed; an entry that cannot be written makes `set` throw, so that nothing is emitted that could not be redeemed.
 * @example
 * const headroom = createHeadroom({ store: openSqliteStore({ path: '/var/lib/headroom/originals.db' }) })
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { maximumBytes = 1 << 30, now = Date.now } = options
  const database = options.database ?? openDatabase(options.path)
  prepareSchema(database)
  const statements = {
    get: database.prepare('SELECT value FROM entries WHERE key = ? AND expires > ?'),
    set: database.prepare(
      'INSERT INTO entries (key, value, size, expires) VALUES (?, ?, ?, ?) ' +
        'ON CONFLICT (key) DO UPDATE SET value = excluded.value, size = excluded.size, expires = excluded.expires',
    ),
    expires: database.prepare('SELECT expires FROM entries WHERE key = ? AND expires > ?'),
    renew: database.prepare('UPDATE entries SET expires = ? WHERE key = ?'),
    delete: database.prepare('DELETE FROM entries WHERE key = ?'),
    expire: database.prepare('DELETE FROM entries WHERE expires <= ?'),
    size: database.prepare('SELECT coalesce(sum(size), 0) AS bytes FROM entries'),
    evict: database.prepare(
      'DELETE FROM entries WHERE key IN (SELECT key FROM entries ORDER BY expires LIMIT max(16, (SELECT count(*) / 10 FROM entries)))',
    ),
  }
  const expiry = (ttlSeconds: number | undefined) => (ttlSeconds === undefined ? FOREVER : now() + ttlSeconds * 1000)
  let writes = 0

  function sweep(): void {
    statements.expire.run(now())
    while ((statements.size.get() as { bytes: number }).bytes > maximumBytes) statements.evict.run()
  }

  return {
    get(key) {
      const row = statements.get.get(key, now()) as { value: Uint8Array } | undefined
      return row && new Uint8Array(row.value)
    },
    set(key, value, { ttlSeconds } = {}) {
      if (value.byteLength > maximumBytes) throw new RangeError('a value is larger than the whole store')
      statements.set.run(key, value, value.byteLength, expiry(ttlSeconds))
      if (++writes % WRITES_BETWEEN_SWEEPS === 0) sweep()
    },
    delete(key) {
      statements.delete.run(key)
    },
    touch(key, { ttlSeconds } = {}) {
      const row = statements.expires.get(key, now()) as { expires: number } | undefined
      if (!row) return false
      const wanted = expiry(ttlSeconds)
      // Reading is much cheaper than writing, so an entry that has most of its time left is only looked at.
      if (row.expires - now() < (wanted - now()) * FRESH) statements.renew.run(wanted, key)
      return true
    },
    close() {
      database.close()
    },
  }
}

function prepareSchema(database: SqliteDatabase): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;')
  database.exec(
    'CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL, size INTEGER NOT NULL, expires INTEGER NOT NULL);' +
      'CREATE INDEX IF NOT EXISTS entries_by_expiry ON entries (expires, size);',
  )
}

function openDatabase(path: string): SqliteDatabase {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = open(path)
  chmodSync(path, 0o600)
  return database
}

function open(path: string): SqliteDatabase {
  const builtIn = process.getBuiltinModule?.('node:sqlite') as
    | { DatabaseSync: new (path: string) => SqliteDatabase }
    | undefined
  if (builtIn) return new builtIn.DatabaseSync(path)
  const require = createRequire(import.meta.url)
  let Database: new (path: string) => SqliteDatabase
  try {
    Database = require('libsql') as typeof Database
  } catch (cause) {
    const hint = `Node ${process.versions.node} has no SQLite of its own: install the package "libsql", or use Node 22.13 or newer.`
    throw new Error(hint, { cause })
  }
  return new Database(path)
}
