import { describe, expect, it } from 'vitest'
import { findVolatile } from './aligner.ts'

const kinds = (text: string) => findVolatile(text).map(({ kind }) => kind)

describe('the CacheAligner', () => {
  it.each([
    ['session 3f2504e0-4f89-41d3-9a0c-0305e82c3301', 'uuid'],
    ['Now: 2026-01-02T03:04:05.123Z.', 'timestamp'],
    ['Now: 2026-01-02 03:04:05+02:00', 'timestamp'],
    ['Date:2024-01-15', 'date'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', 'jwt'],
    ['commit da39a3ee5e6b4b0d3255bfef95601890afd80709', 'hex hash'],
    ['etag d41d8cd98f00b204e9800998ecf8427e', 'hex hash'],
    ['at 1767323045', 'unix time'],
    ['at 1767323045123 ms', 'unix time'],
    ['req_01H8XGJWBWBAQ4', 'request id'],
    ['It is 12:34:56 now', 'clock time'],
  ])('finds in %j: %s', (text, kind) => {
    expect(kinds(text)).toEqual([kind])
  })

  it.each([
    'You are a helpful assistant.',
    'Call path.name.here of module a.b.c',
    'Use 1024 tokens, port 8787, year 2026',
    'thread_pool and session_storage',
    'version 1.2.3-beta',
  ])('finds nothing in %j', (text) => {
    expect(findVolatile(text)).toEqual([])
  })

  it('says where, and never shows the whole of what may be a secret', () => {
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl'
    expect(findVolatile(`One\nTwo ${jwt}\n2026-01-02`)).toEqual([
      { kind: 'jwt', excerpt: 'eyJhbGciOi…', offset: 8, line: 2 },
      { kind: 'date', excerpt: '2026-01-02', offset: 9 + jwt.length, line: 3 },
    ])
  })

  it('is bounded for any text', () => {
    expect(findVolatile('2026-01-02 '.repeat(50_000))).toHaveLength(20)
    for (const text of ['eyJ-'.repeat(60_000), 'req_'.repeat(60_000), '0'.repeat(400_000), '1:'.repeat(100_000)])
      findVolatile(text)
  })
})
