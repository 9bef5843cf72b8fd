// Generates what listings of files look like.
import fc from 'fast-check'

const plain = fc
  .tuple(
    fc.constantFrom('cart', 'order', 'price', 'index', 'main-2', 'Ünï', 'a.b'),
    fc.constantFrom('.ts', '.ts', '.ts', '.test.ts', '.py', '.md', '.json'),
    fc.nat(400),
  )
  .map(([stem, extension, number]) => `${stem}${number}${extension}`)
const strange = fc.constantFrom(
  'read me',
  'x/',
  '-',
  '\\x',
  '[1 line omitted: .ts ×1]',
  'a b.ts',
  ' c',
  '9',
  'LICENSE',
  'x -> ../y',
)
const name = fc.oneof({ weight: 120, arbitrary: plain }, { weight: 1, arbitrary: strange })
const folder = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('src', './src/shop', 'lib/deep/er', '/srv/app', 'test') },
  { weight: 1, arbitrary: fc.constantFrom('', 'a b', '/srv/app (1)', '\\y') },
)
const folders = fc.array(
  fc.record({ folder, names: fc.uniqueArray(name, { minLength: 1, maxLength: 50, size: 'max' }) }),
  {
    minLength: 1,
    maxLength: 8,
  },
)
const odd = fc.constantFrom(
  '',
  '\\',
  ' ',
  'total 12',
  'a b',
  'a: x',
  'find: x: Permission denied',
  '3 directories, 4 files',
  '[1 line omitted]',
)

/** A listing: paths, with sizes or with a status, `ls -lR`, or a tree; now and then with a line that is none of it. */
export const listingText: fc.Arbitrary<string> = fc
  .record({
    folders,
    style: fc.constantFrom('paths', 'sized', 'counted', 'status', 'long', 'tree', 'tree-ascii'),
    numbers: fc.array(fc.nat(200_000), { minLength: 3, maxLength: 9 }),
    odd: fc.array(fc.tuple(fc.nat(200), odd), { maxLength: 2 }),
    end: fc.constantFrom('\n', '\r\n'),
    isClosed: fc.boolean(),
  })
  .map(({ folders, style, numbers, odd, end, isClosed }) => {
    const lines = folders.flatMap(({ folder, names }, i) =>
      style === 'long'
        ? long(folder, names, numbers)
        : style.startsWith('tree')
          ? tree(folder, names, { isAscii: style === 'tree-ascii', isLast: i === folders.length - 1 })
          : names.map((name, n) =>
              path(folder === '' ? name : `${folder}/${name}`, style, numbers[n % numbers.length]!),
            ),
    )
    if (style.startsWith('tree')) lines.unshift('.')
    for (const [at, text] of odd) if (at < lines.length) lines.splice(at, 0, text)
    return lines.join(end) + (isClosed ? end : '')
  })

function path(path: string, style: string, number: number): string {
  if (style === 'sized') return `${path} ${number}`
  if (style === 'counted') return `${String(number).padStart(7)} ${path}`
  return style === 'status' ? `${number % 2 ? ' M' : '??'} ${path}` : path
}

function long(folder: string, names: readonly string[], numbers: readonly number[]): string[] {
  const sizes = names.map((_, i) => String(numbers[i % numbers.length]!))
  const width = Math.max(...sizes.map(({ length }) => length))
  const rows = names.map((name, i) => {
    const date = i % 5 === 4 ? `Nov  ${1 + (i % 9)}  2025` : '2026-01-02 10:16'
    const mode = name.endsWith('/') ? 'drwxr-xr-x' : i % 7 === 6 ? '-rwxr-xr-x' : '-rw-r--r--'
    return `${mode} 1 root root ${sizes[i]!.padStart(width)} ${date} ${name}`
  })
  return [`${folder}:`, `total ${names.length}`, ...rows, '']
}

function tree(
  folder: string,
  names: readonly string[],
  { isAscii, isLast }: { isAscii: boolean; isLast: boolean },
): string[] {
  const [bar, branch, last] = isAscii ? ['|   ', '|-- ', '`-- '] : ['│\u00a0\u00a0 ', '├── ', '└── ']
  const inner = names.map((name, i) => (isLast ? '    ' : bar) + (i === names.length - 1 ? last : branch) + name)
  return [(isLast ? last : branch) + (folder || 'x'), ...inner]
}
