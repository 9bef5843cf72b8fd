import { describe, expect, it } from 'vitest'
import { decodeJson } from '../../testing/decode-json.ts'
import type { CompressContext, Segment } from '../../types.ts'
import { jsonCompressor } from './index.ts'

type Row = Record<string, unknown>

describe('sampling', () => {
  it.each([
    ['a word of alarm', (row: Row) => ({ ...row, message: 'request FAILED after three attempts' })],
    ['an outlier', (row: Row) => ({ ...row, latency: 9999 })],
    ['the least value', (row: Row) => ({ ...row, amount: -1 })],
    ['a rare value', (row: Row) => ({ ...row, status: 'quarantined' })],
    ['a rare value inside', (row: Row) => ({ ...row, host: { ...(row.host as Row), zone: 'zz' } })],
    ['a missing key', ({ message, ...row }: Row) => row],
    ['one more key', (row: Row) => ({ ...row, warning: 'see attachment' })],
    ['a null', (row: Row) => ({ ...row, latency: null })],
    ['a number as a string', (row: Row) => ({ ...row, amount: String(row.amount) })],
  ])('shows the one row with %s', (_, change) => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomOf(seed)
      const rows = makeRows(random, 120 + Math.floor(random() * 500))
      const at = Math.floor(random() * rows.length)
      rows[at] = change(rows[at]!)
      expect(shownIds(compress(JSON.stringify(rows)).text), `seed ${seed}, row ${at}`).toContain(rows[at].id)
    }
  })

  it('shows the rows on both sides of a change of level', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomOf(seed)
      const rows = makeRows(random, 120 + Math.floor(random() * 500))
      const at = 10 + Math.floor(random() * (rows.length - 20))
      for (const row of rows.slice(at)) row.latency = (row.latency as number) + 80
      const shown = shownIds(compress(JSON.stringify(rows)).text)
      expect(shown, `seed ${seed}, row ${at}`).toEqual(expect.arrayContaining([rows[at - 1]!.id, rows[at]!.id]))
    }
  })

  it('says exactly what it left out', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const rows = makeRows(randomOf(seed), 200 + seed)
      const { text, words, dropped } = compress(JSON.stringify(rows))
      const shown = new Set(shownIds(text))
      const gone = rows.filter((row) => !shown.has(row.id as number))
      expect(words[0]).toMatch(new RegExp(`^${gone.length} of ${rows.length} rows omitted`))
      expect(words[0]).toContain(`id ${gone[0]!.id}–${gone.at(-1)!.id}`)
      const active = gone.filter((row) => row.status === 'active').length
      expect(words[0]).toContain(`status active ×${active}`)
      expect(words[0]!.length).toBeLessThanOrEqual(300)
      const notes = [...text.matchAll(/^\[(\d+) rows omitted\]$/gm)].map((match) => Number(match[1]))
      expect(notes.reduce((sum, count) => sum + count, 0)).toBe(gone.length)
      expect(dropped).toMatchObject([{ unit: 'rows', count: gone.length, total: rows.length }])
    }
  })

  it('shows rows as the source has them, in its order, with the gaps where they are', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const rows = makeRows(randomOf(seed), 300)
      rows[150] = { odd: [1, 2] }
      const { text, dropped } = compress(JSON.stringify(rows))
      const lines = text.split('\n').filter((line) => !/^\[\d+ rows omitted\]$|^<<ccr:/.test(line))
      lines[1] = lines[1]!.replace('[300]', `[${lines.length - 2}]`)
      const gaps = dropped[0]!.ranges!
      const kept = rows.filter((_, i) => !gaps.some(([from, to]) => i >= from && i < to))
      expect(JSON.parse(decodeJson(lines.join('\n'))!)).toEqual(kept)
    }
  })

  it('shows rows that the query names', () => {
    const rows = makeRows(randomOf(5), 400)
    const text = JSON.stringify(rows)
    const asked = rows[217]!
    expect(shownIds(compress(text, { query: `Why did ${asked.user} wait?` }).text)).toContain(asked.id)
    expect(shownIds(compress(text, { query: `What about id ${asked.id}?` }).text)).toContain(asked.id)
    expect(shownIds(compress(text, { query: `the latency of all users and their status` }).text)).not.toContain(
      asked.id,
    )
  })

  it('is bounded where alarm is everywhere, and says how much of it is gone', () => {
    const rows = makeRows(randomOf(3), 2000)
    for (const [i, row] of rows.entries()) if (i % 7 === 0) row.message = `error ${i} in worker`
    const { text, words } = compress(JSON.stringify(rows))
    expect(shownIds(text).length).toBeLessThan(300)
    expect(words[0]).toMatch(/, \d+ of them unusual, \d+ with words of alarm: /)
  })

  it('shows more or less as the bias says', () => {
    const text = JSON.stringify(makeRows(randomOf(9), 500))
    const shown = [0.5, 1, 2].map((bias) => shownIds(compress(text, { bias }).text).length)
    expect(shown[0]).toBeLessThan(shown[1]!)
    expect(shown[1]).toBeLessThan(shown[2]!)
  })

  it('does the same however the source is spaced', () => {
    const rows = makeRows(randomOf(6), 250)
    const [first, second] = [undefined, 4].map((space) => compress(JSON.stringify({ rows }, null, space)).text)
    expect(first).toBe(second)
  })

  it('leaves short lists whole', () => {
    expect(compress(JSON.stringify(makeRows(randomOf(1), 30))).words).toEqual([])
  })

  it('stores the source of what it samples: the whole text, a list in it, or the string around it', () => {
    const rows = makeRows(randomOf(2), 300)
    const text = JSON.stringify(rows)
    const lines = rows.map((row) => JSON.stringify(row)).join('\n')
    const quoted = JSON.stringify(text)
    expect(compress(` ${text}\n`).originals).toEqual([` ${text}\n`])
    expect(compress(`{"n":300,"rows":${text},"end":1}`).originals).toEqual([text])
    expect(compress(lines).originals).toEqual([lines])
    expect(compress(`{"content":[{"type":"text","text":${quoted}}]}`).originals).toEqual([quoted])
  })

  it('samples lists of strings, numbers and anything', () => {
    const { text, words } = compress(JSON.stringify(Array.from({ length: 900 }, (_, i) => `path/to/file-${i}.ts`)))
    expect(text.split('\n').slice(0, 5)).toEqual([
      '# headroom json: [N]: N values, one a line, as JSON',
      '[900]',
      '"path/to/file-0.ts"',
      '"path/to/file-1.ts"',
      '"path/to/file-2.ts"',
    ])
    expect(words[0]).toMatch(/^\d+ of 900 items omitted: path\/to\/file-3\.ts … path\/to\/file-897\.ts$/)
    const mixed = Array.from({ length: 900 }, (_, i) => [i, `text ${i}`, { [`key${i}`]: i }, null][i % 4])
    expect(compress(JSON.stringify(mixed)).dropped).toMatchObject([{ unit: 'items', total: 900 }])
  })

  it('drops nothing at lossless', () => {
    const { words, level } = compress(JSON.stringify(makeRows(randomOf(4), 400)), { level: 'lossless' })
    expect([words, level]).toEqual([[], 'lossless'])
  })
})

function compress(text: string, wish: { query?: string; bias?: number; level?: CompressContext['level'] } = {}) {
  const { query = '', bias = 1, level = 'recoverable' } = wish
  const segment: Segment = { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query }
  const words: string[] = []
  const originals: string[] = []
  const result = jsonCompressor.compress(segment, {
    level,
    bias,
    options: {},
    count: (counted) => counted.length,
    drop(original, said) {
      originals.push(original)
      words.push(said)
      return `<<ccr:0123456789abcdef01234567 ${said}>>`
    },
  })!
  return { ...result, words, originals }
}

/** Ids of the rows that a text shows, be they cells or JSON. */
function shownIds(text: string): number[] {
  return [...text.matchAll(/^(?:=\{"id":)?(\d+),/gm)].map((match) => Number(match[1]))
}

function makeRows(random: () => number, count: number): Row[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  // The sum of six even values is close enough to a normal one.
  const normal = () => Array.from({ length: 6 }, random).reduce((sum, value) => sum + value, -3)
  return Array.from({ length: count }, (_, i) => ({
    id: 1000 + i,
    user: `${pick(['ann', 'bob', 'eve', 'kai'])}_${pick(['li', 'kim', 'silva', 'moore'])}_${1000 + i * 7}`,
    status: random() < 0.9 ? 'active' : 'pending',
    latency: Math.round(100 + 15 * normal()),
    amount: Math.round((50 + 8 * normal()) * 100) / 100,
    host: { name: `host-${Math.floor(random() * 12)}`, zone: pick(['a', 'b', 'c']) },
    message: `processed ${Math.floor(random() * 500)} records in worker ${Math.floor(random() * 16)}`,
  }))
}

function randomOf(seed: number): () => number {
  let state = seed * 2654435761
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
