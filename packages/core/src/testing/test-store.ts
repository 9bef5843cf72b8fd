import type { Store } from '../types.ts'
import { check, same, type TestRunner } from './contract.ts'

export interface StoreUnderTest {
  name: string
  /** Makes an empty store whose clock, in milliseconds, is `now`. */
  create(now: () => number): Promise<Store> | Store
}

const bytes = (...values: number[]) => new Uint8Array(values)

/** The contract of every store: what was set is there, byte for byte, until its time is over or it is deleted. */
export function testStore({ name, create }: StoreUnderTest, { describe, it }: TestRunner): void {
  async function withStore(test: (store: Store, advance: (seconds: number) => void) => Promise<void>): Promise<void> {
    let time = 1_700_000_000_000
    const store = await create(() => time)
    try {
      await test(store, (seconds) => {
        time += seconds * 1000
      })
    } finally {
      await store.close?.()
    }
  }
  const read = async (store: Store, key: string) => [...((await store.get(key)) ?? [])]

  describe(`store ${name}`, () => {
    it('gives back what was set, and nothing under another key', () =>
      withStore(async (store) => {
        await store.set('key', bytes(0, 1, 254, 255))
        same(await read(store, 'key'), [0, 1, 254, 255], 'value')
        check((await store.get('kez')) === undefined, 'another key gave a value')
      }))

    it('keeps the newest value of a key, and an empty one', () =>
      withStore(async (store) => {
        await store.set('key', bytes(1))
        await store.set('key', bytes())
        check((await store.get('key'))?.length === 0, 'the empty value is not there')
      }))

    it('forgets what was deleted', () =>
      withStore(async (store) => {
        await store.set('key', bytes(1))
        await store.delete('key')
        await store.delete('never there')
        check((await store.get('key')) === undefined, 'a deleted value is there')
      }))

    it('forgets when the time is over, and not before', () =>
      withStore(async (store, advance) => {
        await store.set('short', bytes(1), { ttlSeconds: 10 })
        await store.set('forever', bytes(2))
        advance(9)
        same(await read(store, 'short'), [1], 'before its time is over')
        advance(2)
        check((await store.get('short')) === undefined, 'a value is there after its time')
        same(await read(store, 'forever'), [2], 'without a time')
      }))

    it('renews the time of what is there, and says if nothing is', () =>
      withStore(async (store, advance) => {
        if (!store.touch) return
        await store.set('key', bytes(1), { ttlSeconds: 10 })
        advance(8)
        check((await store.touch('key', { ttlSeconds: 10 })) === true, 'touch did not find the value')
        advance(8)
        same(await read(store, 'key'), [1], 'after it was renewed')
        advance(11)
        check((await store.touch('key', { ttlSeconds: 10 })) === false, 'touch found what is over')
        check((await store.touch('never there')) === false, 'touch found what never was')
      }))

    it('keeps a large value and many small ones', () =>
      withStore(async (store) => {
        const large = new Uint8Array(3_000_000).map((_, index) => index % 251)
        await store.set('large', large)
        for (let i = 0; i < 500; i++) await store.set(`small ${i}`, bytes(i % 256))
        check(
          (await store.get('large'))?.every((byte, index) => byte === large[index]) === true,
          'the large value has changed',
        )
        same(await read(store, 'small 499'), [499 % 256], 'the last small value')
      }))
  })
}
