import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../src/index.ts'
import { openSqliteStore, type SqliteDatabase } from '../src/store/sqlite.ts'
import { testStore } from '../src/testing/test-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'headroom-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const newFile = () => join(folder, String(files++), 'originals.db')

const Libsql = createRequire(import.meta.url)('libsql') as new (path: string) => SqliteDatabase

testStore({ name: 'memory', create: (now) => createMemoryStore({ now }) }, { describe, it })
testStore(
  { name: 'sqlite, by this runtime’s driver', create: (now) => openSqliteStore({ path: newFile(), now }) },
  { describe, it },
)
testStore(
  {
    name: 'sqlite, by libsql',
    create: (now) => openSqliteStore({ path: ':memory:', database: new Libsql(':memory:'), now }),
  },
  { describe, it },
)

const kilobytes = (count: number) => new Uint8Array(count * 1024)

describe('the memory store', () => {
  it('stays within its bound, and lets go of what was used longest ago', () => {
    const store = createMemoryStore({ maximumBytes: 64 * 1024 })
    store.set('first', kilobytes(20))
    store.set('second', kilobytes(20))
    store.get('first')
    store.set('third', kilobytes(20))
    store.set('fourth', kilobytes(20))
    expect(['first', 'second', 'third', 'fourth'].map((key) => store.get(key) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ])
  })

  it('refuses what could never fit', () => {
    const store = createMemoryStore({ maximumBytes: 1024 })
    expect(() => store.set('key', kilobytes(2))).toThrow(/larger than the whole store/)
  })
})

describe('the SQLite store', () => {
  it('stays within its bound, and lets go of what expires soonest', async () => {
    const store = openSqliteStore({ path: newFile(), maximumBytes: 1 << 20 })
    for (let i = 0; i < 1024; i++) await store.set(`key ${i}`, kilobytes(4), { ttlSeconds: 1000 + i })
    expect(await store.get('key 0')).toBeUndefined()
    expect((await store.get('key 1023'))?.length).toBe(4096)
    await store.close?.()
  })

  it('keeps its entries when it is opened again, by another process as it were', async () => {
    const path = newFile()
    const first = openSqliteStore({ path })
    await first.set('key', new Uint8Array([1, 2]))
    const second = openSqliteStore({ path })
    expect(await second.get('key')).toEqual(new Uint8Array([1, 2]))
    await first.close?.()
    await second.set('other', new Uint8Array([3]))
    await second.close?.()
    const third = openSqliteStore({ path })
    expect(await third.get('other')).toEqual(new Uint8Array([3]))
    expect(statSync(path).mode & 0o077).toBe(0)
    await third.close?.()
  })

  it('throws when the disk is full, so that nothing is emitted that is not stored', async () => {
    const database = new Libsql(newFile().replace(/\/[^/]+$/, '.db'))
    const store = openSqliteStore({ path: '', database })
    database.exec('PRAGMA max_page_count = 20')
    await expect(async () => store.set('key', kilobytes(400))).rejects.toThrow(/full/)
    expect(await store.get('key')).toBeUndefined()
    await store.close?.()
  })
})
