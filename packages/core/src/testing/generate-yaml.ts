// YAML with lists in it, as cluster tools, compose files and CI configurations hold it.

import fc from 'fast-check'

const VALUES: readonly ((row: number, wild: number) => string)[] = [
  (row) => `web-${row}`,
  (_, wild) => `${wild * 7}`,
  () => 'TCP',
  (row) => `"2031-01-0${1 + (row % 9)}"`,
  (_, wild) => ['ready', 'ready', 'failed: no route', "'yes'", '{}', '[a, b]'][wild % 6]!,
  (row, wild) => `registry.local/app:${row}.${wild}  # pinned`,
]
const KEYS = ['name', 'port', 'protocol', 'created', 'state', 'image', '"quoted key"', 'a.b/c']
const ODD_LINES = [
  '',
  '# a remark',
  'text: |',
  '    - no item',
  '- loose',
  'key:',
  '[3 rows for this line]',
  '  x: ·',
  '---',
  '\t',
  '- - a',
]

interface Item {
  keys: string[]
  nested: boolean
  spaced: boolean
}

const item: fc.Arbitrary<Item> = fc.record({
  keys: fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 2, maxLength: 5 }),
  nested: fc.boolean(),
  spaced: fc.constantFrom(false, false, false, true),
})

function linesOfItem({ keys, nested, spaced }: Item, row: number, wild: number): string[] {
  const members = keys.map((key, k) => `${key}: ${VALUES[k % VALUES.length]!(row, wild)}`)
  if (nested)
    members.push(
      'spec:',
      '  replicas: 2',
      `  id: ${wild}`,
      '  containers:',
      `  - name: c${wild % 3}`,
      '    args:',
      '    - -v',
    )
  const lines = members.map((member, i) => (i === 0 ? `- ${member}` : `  ${member}`))
  return spaced ? [...lines, ''] : lines
}

const list: fc.Arbitrary<string[]> = fc
  .record({
    kinds: fc.array(item, { minLength: 1, maxLength: 2 }),
    wild: fc.array(fc.nat(99), { minLength: 3, maxLength: 30 }),
    times: fc.constantFrom(1, 1, 6),
    indent: fc.constantFrom(0, 2, 4),
    odd: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...ODD_LINES)), { maxLength: 2 }),
  })
  .map(({ kinds, wild, times, indent, odd }) => {
    const rows = Array<number[]>(times).fill(wild).flat()
    const lines = rows.flatMap((value, row) => linesOfItem(kinds[value > 80 ? kinds.length - 1 : 0]!, row, value))
    for (const [at, line] of odd) lines.splice(at % lines.length, 0, line)
    return lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line))
  })

/** A text that is YAML with one to three lists. */
export const yamlText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('items:', 'apiVersion: v1\nitems:', '---'), list), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lists, end, closed]) => {
    const lines = lists.flatMap(([head, each]) => [...head.split('\n'), ...each])
    return lines.join(end) + (closed ? end : '')
  })
