import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt, HASH, segmentOf } from '../../../test/segments.ts'
import { decodeDiff } from '../../testing/decode-diff.ts'
import { diffText } from '../../testing/generate-diff.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseDiff } from '../../testing/truth-diff.ts'
import { encodeDiff } from './encode.ts'
import { diffCompressor } from './index.ts'
import { describeHidden, selectLines, writeSelection } from './leave-out.ts'
import { parseDiff } from './parse.ts'

/** Both forms, whether they pay or not. */
function encode(text: string): string | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  return encodeDiff(parseDiff(text.split(eol)), eol)
}

function leaveOut(text: string, query = '', kept = 1): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const selection = selectLines(parseDiff(text.split(eol)), query, kept)
  return writeSelection(selection, `<<ccr:${HASH} ${describeHidden(selection)}>>`, eol)
}

/** Added and deleted lines of what is no noise, as they stand. */
function changesOf(text: string): string[] {
  const diff = parseDiff(text.split('\n'))
  return diff.lines.filter((_, i) => diff.kinds[i] === 2 || diff.kinds[i] === 3)
}

const EDIT = [
  'diff --git a/src/cache.ts b/src/cache.ts',
  'index 96e8acb..a4e704f 100644',
  '--- a/src/cache.ts',
  '+++ b/src/cache.ts',
  '@@ -69,9 +69,9 @@ class Cache {',
  ' one',
  ' two',
  '   size(): number {',
  '-    return this.count',
  '+    return this.entries.size',
  '   }',
  ' three',
  ' four',
  ' five',
  ' six',
]

const LOCK = [
  'diff --git a/package-lock.json b/package-lock.json',
  'index 1111111..2222222 100644',
  '--- a/package-lock.json',
  '+++ b/package-lock.json',
  '@@ -1,3 +1,23 @@',
  ' {',
  ...Array.from({ length: 20 }, (_, i) => `+  "integrity": "sha512-${i}"`),
  ' "name": "kit"',
  ' }',
]

testCompressor({ compressor: diffCompressor, texts: diffText, decode: decodeDiff, runs: 60 }, { describe, it })

describe('diff, lossless', () => {
  it('says a header once and leaves lengths to the lines', () => {
    const encoded = encode([...EDIT, ''].join('\n'))!
    expect(encoded.split('\n').slice(1, 4)).toEqual([
      '=== src/cache.ts 96e8acb..a4e704f',
      '@@ -69 +69 @@ class Cache {',
      ' one',
    ])
    expect(decodeDiff(encoded)).toBe([...EDIT, ''].join('\n'))
  })

  it('leaves the marks of long runs out', () => {
    const encoded = encode([...LOCK, ''].join('\n'))!
    expect(encoded.split('\n').slice(3, 6)).toEqual([' {', '[+20]', '  "integrity": "sha512-0"'])
    expect(decodeDiff(encoded)).toBe([...LOCK, ''].join('\n'))
  })

  it('says both names of a moved file once', () => {
    const names = [
      'diff --git a/old/x.ts b/new/x.ts',
      'similarity index 100%',
      'rename from old/x.ts',
      'rename to new/x.ts',
    ]
    const encoded = encode([...names, ...EDIT, ''].join('\n'))!
    expect(encoded.split('\n').slice(1, 5)).toEqual([
      '=== new/x.ts',
      'similarity index 100%',
      'rename from old/x.ts',
      '=== src/cache.ts 96e8acb..a4e704f',
    ])
    expect(decodeDiff(encoded)).toBe([...names, ...EDIT, ''].join('\n'))
  })

  it('says the same hunks once', () => {
    const changes = Array.from({ length: 4 }, (_, i) => `+  const value${i} = compute(${i}, options, entries.size)`)
    const hunk = ['@@ -3,1 +3,5 @@', ' {', ...changes]
    const text = [...EDIT.slice(0, 4), ...hunk, ...LOCK.slice(0, 4), ...hunk, ''].join('\n')
    const encoded = encode(text)!
    expect(encoded).toContain('[hunk 1: 5 lines]\n {\n')
    expect(encoded.split('\n').slice(-3)).toEqual(['@@ -3,1 +3,5 @@', '[hunk 1]', ''])
    expect(decodeDiff(encoded)).toBe(text)
  })

  it('reads back whatever a diff holds', () => {
    fc.assert(
      fc.property(diffText, (text) => {
        const encoded = encode(text)
        if (encoded !== undefined) expect(decodeDiff(encoded)).toBe(text)
      }),
      { numRuns: 150 },
    )
  })

  it('reads back what only looks like a diff', () => {
    const odd = fc.constantFrom(
      ...EDIT,
      ...LOCK,
      '@@ -1 +1 @@',
      '@@ x',
      '=== y',
      '### y',
      '[+1]',
      '[hunk 1]',
      'diff --git a/x b/y',
      'similarity index 90%',
      'rename from x',
      'rename to y',
      '',
      '\r',
      'diff --git a/x b/x',
      'new file mode 100644',
      '--- /dev/null',
      '+++ b/x',
      '-- ',
      '2.39.0',
      '@@@ -1,2 -1,2 +1,3 @@@',
      '++a',
      '- b',
      'index 1a..2b',
      'diff --git a/P 1a..2b b/P 1a..2b',
    )
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n')
        const encoded = encode(text)
        if (encoded !== undefined) expect(decodeDiff(encoded)).toBe(text)
        expect(falseDiff(text, leaveOut(text))).toBeUndefined()
      }),
      { numRuns: 400 },
    )
  })
})

describe('diff, recoverable', () => {
  it('shows every change and the context next to it', () => {
    expect(leaveOut([...EDIT, ''].join('\n')).split('\n')).toEqual([
      `# headroom diff: all changes, with 1 line of context. Left out without a note: 2 lines at the start of each hunk not at line 1, what its length lacks at its end. "=== P": diff a/P b/P. <<ccr:${HASH} 7 of 15 lines omitted: context ×6, index ×1>>`,
      '=== src/cache.ts',
      '@@ -69,9 +69,9 @@ class Cache {',
      '   size(): number {',
      '-    return this.count',
      '+    return this.entries.size',
      '   }',
      '',
    ])
  })

  it('counts a lock file, unless it is asked for', () => {
    const text = [...EDIT, ...LOCK, ''].join('\n')
    expect(leaveOut(text).split('\n').slice(-3)).toEqual([
      '=== package-lock.json',
      '[24 lines omitted: lock file, 1 hunk, +20 -0]',
      '',
    ])
    expect(leaveOut(text, 'Why did package-lock.json change?')).toContain('+  "integrity": "sha512-7"')
  })

  it('counts what was built only beside its source', () => {
    const built = LOCK.map((line) => line.replaceAll('package-lock.json', 'dist/cache.js'))
    expect(leaveOut([...EDIT, ...built].join('\n'))).toContain('[24 lines omitted: build output, 1 hunk, +20 -0]')
    expect(leaveOut(built.join('\n'))).toContain('+  "integrity": "sha512-7"')
  })

  it('shows nothing false, and no change of an ordinary file is missing', () => {
    fc.assert(
      fc.property(diffText, fc.integer({ min: 1, max: 4 }), (text, kept) => {
        const shown = leaveOut(
          text,
          'package-lock.json go.sum cache.js y.go y.go.bak a.test.ts.snap a.test.ts.snap.bak',
          kept,
        )
        expect(falseDiff(text, shown)).toBeUndefined()
        expect(falseDiff(text, leaveOut(text, '', kept))).toBeUndefined()
        const lines = shown.split(text.includes('\r\n') ? '\r\n' : '\n')
        const wanted = new Map<string, number>()
        for (const line of changesOf(text.replaceAll('\r\n', '\n'))) wanted.set(line, (wanted.get(line) ?? 0) + 1)
        for (const [line, count] of wanted)
          expect(lines.filter((other) => other === line).length).toBeGreaterThanOrEqual(count)
      }),
      { numRuns: 120 },
    )
  })

  it('leaves merges their columns', () => {
    const merge = [
      'diff --cc a.ts',
      'index 1,2..3',
      '--- a/a.ts',
      '+++ b/a.ts',
      '@@@ -9,5 -9,5 +9,5 @@@ f',
      '  1',
      '  2',
      '  3',
      '- a',
      ' -b',
      '++c',
      '  4',
    ]
    expect(leaveOut(merge.join('\n')).split('\n').slice(1)).toEqual([
      'diff --cc a.ts',
      ...merge.slice(2, 5),
      '  3',
      '- a',
      ' -b',
      '++c',
      '  4',
    ])
  })
})

describe('the truth check of diffs', () => {
  const text = [...EDIT, ...LOCK, ''].join('\n')
  const shown = leaveOut(text)
  it.each([
    ['a line that is not there', shown.replace('entries.size', 'entries.length')],
    ['a missing change', shown.replace('-    return this.count\n', '')],
    ['a wrong count', shown.replace('[24 lines', '[23 lines')],
    ['a wrong number of added lines', shown.replace('+20 -0', '+19 -0')],
    ['a wrong total', shown.replace(/of \d+ lines/, 'of 9 lines')],
    ['a wrong rule', shown.replace('2 lines at the start', '1 line at the start')],
    ['another file', shown.replace('=== src/cache.ts', '=== src/cash.ts')],
    ['a line too many', `${shown}x`],
  ])('finds %s', (_, wrong) => {
    expect(wrong).not.toBe(shown)
    expect(falseDiff(text, wrong)).toBeDefined()
  })
})

describe('the bid for diffs', () => {
  it('is high for diffs, with text around or without', () => {
    expect(diffCompressor.bid({ text: EDIT.join('\n') })).toBeGreaterThan(0.9)
    expect(
      diffCompressor.bid({ text: ['commit 1', 'Author: A', '', '    Why', '', ...EDIT].join('\n') }),
    ).toBeGreaterThan(0.9)
    expect(diffCompressor.bid({ text: EDIT.slice(2).join('\n') })).toBeGreaterThan(0.9)
  })

  it('is 0 for what is none', () => {
    for (const text of [
      '',
      '- a\n- b\n+ c\n',
      '--- a\n+++ b\n',
      '@@ -1 +1 @@\n',
      'x\n'.repeat(500),
      `${'x\n'.repeat(5000)}${EDIT.join('\n')}`,
    ])
      expect(diffCompressor.bid({ text })).toBe(0)
  })
})

describe('diffs of any size', () => {
  it('are read in a time that grows with them only', () => {
    const odd = [
      '@@ -1 +1 @@\n'.repeat(20_000),
      `${EDIT.slice(0, 4).join('\n')}\n`.repeat(8000),
      `diff --git a/x b/x\n${'@@ '.repeat(100_000)}`,
      `${EDIT[0]}\n${'old mode 1\n'.repeat(30_000)}`,
      'diff --git a/x b/x\n'.repeat(20_000),
    ]
    for (const text of odd)
      for (const level of ['lossless', 'recoverable'] as const)
        diffCompressor.compress(segmentOf(text), contextAt(level, { charactersPerToken: 4 }))
  })
})
