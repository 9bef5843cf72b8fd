// Diffs as git, diff and svn print them, with everything in them that the compressor gives a meaning to.
import fc from 'fast-check'

interface Style {
  tool: 'git' | 'no-index' | 'diff' | 'svn'
  around: number
  eol: string
  hasMessage: boolean
  isCut: boolean
  /** Whether every change stands in another folder too. */
  isBuilt: boolean
}

interface FileChange {
  path: string
  kind: 'changed' | 'new' | 'deleted' | 'renamed' | 'mode' | 'binary'
  start: number
  hunks: readonly (readonly string[])[]
  heading: string
  noEnd: boolean
}

const content = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '  return this.entries.size',
      '}',
      '',
      'import { join } from "path"',
      '    if (a !== b) {',
    ),
  },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 900 }).map((n) => `const value${n} = compute(${n}, options)`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '- item',
      '+ more',
      '@@ -1 +1 @@',
      '=== x',
      '[3 lines omitted]',
      '[+9]',
      '\\ back',
      '-- a/x',
      '++ b/x',
      '<<ccr:0123456789abcdef01234567 gone>>',
      'x'.repeat(300),
    ),
  },
)
const line = fc.tuple(fc.constantFrom(' ', ' ', ' ', ' ', '-', '+', '+'), content).map(([mark, text]) => mark + text)
const run = fc.tuple(fc.constantFrom('-', '+'), fc.array(content, { minLength: 12, maxLength: 40 }))
const body = fc.oneof(
  { weight: 4, arbitrary: fc.array(line, { minLength: 1, maxLength: 20 }) },
  { weight: 1, arbitrary: run.map(([mark, texts]) => texts.map((text) => mark + text)) },
)

const path = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom('src', 'lib/deep/er', 'test'),
        fc.constantFrom('cache', 'a b', 'index', 'übung'),
        fc.constantFrom('.ts', '.py', ''),
      )
      .map(([folder, name, end]) => `${folder}/${name}${end}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'package-lock.json',
      'go.sum',
      'dist/cache.js',
      'vendor/x/y.go',
      'app/__snapshots__/a.test.ts.snap',
      'abc 1a..2b',
    ),
  },
)

const file: fc.Arbitrary<FileChange> = fc.record({
  path,
  kind: fc.constantFrom<FileChange['kind']>(
    'changed',
    'changed',
    'changed',
    'changed',
    'new',
    'deleted',
    'renamed',
    'mode',
    'binary',
  ),
  start: fc.constantFrom(1, 2, 69, 400),
  hunks: fc.array(body, { minLength: 1, maxLength: 5 }),
  heading: fc.constantFrom('', ' class Cache {', ' def size(self):'),
  noEnd: fc.boolean(),
})

const style: fc.Arbitrary<Style> = fc.record({
  tool: fc.constantFrom<Style['tool']>('git', 'git', 'git', 'no-index', 'diff', 'svn'),
  around: fc.constantFrom(0, 1, 3, 3, 3, 10),
  eol: fc.constantFrom('\n', '\n', '\n', '\r\n'),
  hasMessage: fc.boolean(),
  isCut: fc.nat(7).map((n) => n === 0),
  isBuilt: fc.nat(3).map((n) => n === 0),
})

/** A diff of up to a dozen files. */
export const diffText: fc.Arbitrary<string> = fc
  .tuple(fc.array(file, { minLength: 1, maxLength: 8 }), style)
  .map(([files, how]) => {
    const built = how.isBuilt ? files.map((change) => ({ ...change, path: `dist/${change.path}` })) : []
    const lines = [...files, ...built].flatMap((change) => [...headOf(change, how), ...bodyOf(change, how)])
    const message = [
      'commit 0f3a5b1c9d8e7f6a',
      'Author: A <a@b.test>',
      '',
      '    Size counts entries',
      '    === all of them',
      '',
    ]
    const all = [...(how.hasMessage ? message : []), ...lines]
    return (how.isCut ? all.slice(0, Math.ceil(all.length * 0.8)) : [...all, '']).join(how.eol)
  })

function headOf({ path, kind }: FileChange, { tool }: Style): string[] {
  if (tool === 'svn')
    return [`Index: ${path}`, '='.repeat(67), `--- ${path}\t(revision 7)`, `+++ ${path}\t(working copy)`]
  if (tool === 'diff') return [`--- old/${path}\t2031-04-02 10:00:00`, `+++ new/${path}\t2031-04-02 10:00:01`]
  const [old, fresh] = tool === 'git' ? ['a/', 'b/'] : ['a/kit-1.0/', 'b/kit-2.0/']
  const names = [`--- ${old}${path}`, `+++ ${fresh}${path}`]
  const first = `diff --git ${old}${path} ${fresh}${path}`
  const index = 'index 96e8acb..a4e704f'
  if (kind === 'new') return [first, 'new file mode 100644', 'index 0000000..a4e704f', '--- /dev/null', names[1]!]
  if (kind === 'deleted')
    return [first, 'deleted file mode 100644', 'index 96e8acb..0000000', names[0]!, '+++ /dev/null']
  if (kind === 'mode') return [first, 'old mode 100644', 'new mode 100755']
  if (kind === 'binary') return [first, index, `Binary files ${old}${path} and ${fresh}${path} differ`]
  if (kind === 'changed') return [first, `${index} 100644`, ...names]
  const renamed = [`rename from ${path}`, `rename to ${path}.bak`]
  return [`${first}.bak`, 'similarity index 90%', ...renamed, `${index} 100755`, names[0]!, `${names[1]}.bak`]
}

function bodyOf({ kind, start, hunks, heading, noEnd }: FileChange, { around }: Style): string[] {
  if (kind === 'mode' || kind === 'binary') return []
  const out: string[] = []
  let at = start
  for (const changes of hunks) {
    const lines = onlyOf(kind, [...margin(at, at === 1 ? 0 : around), ...changes, ...margin(at + 9, around)])
    const [old, fresh] = ['-', '+'].map((mark) => lines.filter((text) => text[0] === mark || text[0] === ' ').length)
    out.push(`@@ -${range(at, old!)} +${range(at, fresh!)} @@${heading}`, ...lines)
    at += old! + 20
    if (kind !== 'changed') break
  }
  if (noEnd) out.push('\\ No newline at end of file')
  return out
}

/** A new file has added lines only, a deleted one deleted lines. */
function onlyOf(kind: FileChange['kind'], lines: readonly string[]): string[] {
  const mark = kind === 'new' ? '+' : '-'
  return kind === 'new' || kind === 'deleted' ? lines.map((text) => mark + text.slice(1)) : [...lines]
}

function margin(seed: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => ` context of line ${seed + i}, as it was and is`)
}

function range(start: number, length: number): string {
  if (length === 0) return `${start - 1},0`
  return length === 1 ? `${start}` : `${start},${length}`
}
