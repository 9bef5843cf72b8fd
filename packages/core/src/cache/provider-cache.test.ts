import { describe, expect, it } from 'vitest'
import type { CacheRules, ModelPrices } from '../types.ts'
import { costOf, type PromptBlock, promptOf, simulateCache } from './provider-cache.ts'

const BREAKPOINTS: CacheRules = {
  kind: 'breakpoints',
  minimumTokens: 1024,
  stepTokens: 1,
  ttlSeconds: 300,
  mostBreakpoints: 4,
  lookbackBlocks: 20,
}
const AUTOMATIC: CacheRules = {
  ...BREAKPOINTS,
  kind: 'automatic',
  stepTokens: 128,
  mostBreakpoints: 0,
  lookbackBlocks: 0,
}

const block = (digest: string, tokens: number, breakpoint?: number): PromptBlock => ({ digest, tokens, breakpoint })
const NOTHING = { fresh: 0, read: 0, write: 0, writeLong: 0 }

describe('a cache by breakpoints', () => {
  it('writes up to the last breakpoint, and reads that in the next request', () => {
    const cache = simulateCache(BREAKPOINTS)
    const system = block('system', 2000)
    const first = [system, block('question', 50, 300)]
    expect(cache.request(promptOf(first))).toEqual({ ...NOTHING, write: 2050 })
    const second = [system, block('question', 50), block('answer', 100), block('more', 20, 300), block('tail', 7)]
    expect(cache.request(promptOf(second))).toEqual({ ...NOTHING, read: 2050, write: 120, fresh: 7 })
  })

  it('neither keeps nor finds what is shorter than the model asks for', () => {
    const cache = simulateCache(BREAKPOINTS)
    const short = [block('system', 1000, 300)]
    for (let turn = 0; turn < 2; turn++) expect(cache.request(promptOf(short))).toEqual({ ...NOTHING, fresh: 1000 })
  })

  it('looks no more than 20 blocks back from a breakpoint', () => {
    const grown = (more: number) => {
      const cache = simulateCache(BREAKPOINTS)
      cache.request(promptOf([block('system', 2000, 300)]))
      const tail = Array.from({ length: more }, (_, index) => block(`${index}`, 10))
      return cache.request(
        promptOf([block('system', 2000), ...tail.slice(0, -1), { ...tail.at(-1)!, breakpoint: 300 }]),
      ).read
    }
    expect([grown(19), grown(20)]).toEqual([2000, 0])
  })

  it('bills an hour at its own price, and takes no more than four breakpoints', () => {
    const cache = simulateCache(BREAKPOINTS)
    const blocks = [block('a', 2000, 3600), ...['b', 'c', 'd', 'e'].map((name) => block(name, 100, 300))]
    expect(cache.request(promptOf(blocks))).toEqual({ ...NOTHING, writeLong: 2000, write: 300, fresh: 100 })
  })

  it('forgets what is not used in time, and keeps what is', () => {
    const cache = simulateCache(BREAKPOINTS)
    const blocks = [block('system', 2000, 300)]
    cache.request(promptOf(blocks, { at: 0 }))
    expect(cache.request(promptOf(blocks, { at: 290 })).read).toBe(2000)
    expect(cache.request(promptOf(blocks, { at: 580 })).read).toBe(2000)
    expect(cache.request(promptOf(blocks, { at: 900 })).read).toBe(0)
  })

  it('reads nothing past a block that has changed', () => {
    const cache = simulateCache(BREAKPOINTS)
    cache.request(promptOf([block('system', 2000, 300), block('a', 500, 300)]))
    expect(cache.request(promptOf([block('system', 2000, 300), block('b', 500, 300)]))).toEqual({
      ...NOTHING,
      read: 2000,
      write: 500,
    })
    expect(cache.request(promptOf([block('other', 2000, 300), block('a', 500, 300)])).read).toBe(0)
  })
})

describe('an automatic cache', () => {
  it('reads whole steps of what was sent before, from 1,024 tokens on', () => {
    const cache = simulateCache(AUTOMATIC)
    expect(cache.request(promptOf([block('a', 2006)]))).toEqual({ ...NOTHING, write: 2006 })
    expect(cache.request(promptOf([block('a', 2006), block('b', 100)]))).toEqual({ ...NOTHING, read: 1920, write: 186 })
    expect(cache.request(promptOf([block('a', 2006), block('c', 100)], { sharedTokens: 50 })).read).toBe(2048)
    const short = simulateCache(AUTOMATIC)
    for (let turn = 0; turn < 2; turn++)
      expect(short.request(promptOf([block('a', 1000)]))).toEqual({ ...NOTHING, fresh: 1000 })
  })

  it('forgets in time', () => {
    const cache = simulateCache(AUTOMATIC)
    cache.request(promptOf([block('a', 2048)], { at: 0 }))
    expect(cache.request(promptOf([block('a', 2048)], { at: 200 })).read).toBe(2048)
    expect(cache.request(promptOf([block('a', 2048)], { at: 600 })).read).toBe(0)
  })
})

it('without a cache, everything is fresh each time', () => {
  const cache = simulateCache({ ...AUTOMATIC, kind: 'none' })
  for (let turn = 0; turn < 2; turn++)
    expect(cache.request(promptOf([block('a', 5000)]))).toEqual({ ...NOTHING, fresh: 5000 })
})

it('bills each part at its price', () => {
  const prices: ModelPrices = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWriteLong: 6 }
  expect(costOf({ fresh: 1e6, read: 1e6, write: 1e6, writeLong: 1e6 }, 1e6, prices)).toBeCloseTo(28.05)
})
