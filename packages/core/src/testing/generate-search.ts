// Generates what search tools print.
import fc from 'fast-check'

const folders = fc.constantFrom(
  'src/',
  './src/shop/',
  'lib/',
  'test/v1-2-guide/',
  'docs/a b/',
  'C:\\work\\',
  '/srv/app/(auth)/[id]/',
)
const names = fc.constantFrom('cart.ts', 'order.py', 'price-3-old.go', 'README.md', 'a:b.c', 'Makefile', 'x.test.tsx')
const path = fc.tuple(folders, names).map(([folder, name]) => folder + name)

const content = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(fc.nat(9), fc.nat(99))
      .map(
        ([kind, n]) =>
          [
            `import { Price } from './price${n}.ts'`,
            'export class Price {',
            `  const total${n} = Price.of(${n})`,
            '    return new Price(amount, currency, taxes, discounts)',
            `\tfunc (p *Price) Add${n}(other Price) Price {`,
            `// Price ${n}:${n}: see src/other.ts:${n}:x and a-${n}-b`,
            '',
            `  ${n}: Price,`,
            'Price price = null;',
            `def price_of(self, order_${n}): # Price`,
          ][kind]!,
      ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 30 }).map((text) => text.replaceAll('\n', ' ')) },
)

const file = fc.record({
  path,
  first: fc.nat(200),
  steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), content), { minLength: 1, maxLength: 12 }),
})

const odd = fc.constantFrom(
  '',
  '--',
  '\\',
  ':x',
  '-5-',
  '12:x',
  '12-y',
  'Binary file a/b.so matches',
  'grep: c: No such file',
  '[3 lines omitted]',
)

/**
 * The output of a search over a few files: `path:12:text`, with context lines, under headings, or without numbers; now and
 * then with something that no search tool prints.
 */
export const searchText: fc.Arbitrary<string> = fc
  .record({
    files: fc.array(file, { minLength: 1, maxLength: 14 }),
    style: fc.constantFrom('numbered', 'numbered', 'context', 'headed', 'plain', 'column'),
    times: fc.integer({ min: 1, max: 4 }),
    odd: fc.array(fc.tuple(fc.nat(200), odd), { maxLength: 3 }),
    end: fc.constantFrom('\n', '\r\n'),
    isClosed: fc.boolean(),
  })
  .map(({ files, style, times, odd, end, isClosed }) => {
    const lines = Array.from({ length: times }, () => files.flatMap((file, i) => spell(file, style, i))).flat()
    for (const [at, text] of odd) if (at < lines.length) lines.splice(at, 0, text)
    return lines.join(end) + (isClosed ? end : '')
  })

function spell(
  { path, first, steps }: { path: string; first: number; steps: [step: number, content: string][] },
  style: string,
  index: number,
): string[] {
  const lines: string[] = style === 'headed' ? (index > 0 ? ['', path] : [path]) : []
  let number = first
  for (const [step, content] of steps) {
    number += step
    if (style === 'plain') lines.push(`${path}:${content}`)
    else if (style === 'headed') lines.push(`${number}:${content}`)
    else if (style === 'column') lines.push(`${path}:${number}:${step}:${content}`)
    else if (style === 'numbered') lines.push(`${path}:${number}:${content}`)
    else {
      if (step > 3 || lines.length === 0) lines.push('--', `${path}-${number - 1}-${content}`)
      lines.push(`${path}:${number}:${content}`, `${path}-${number + 1}-`)
      number++
    }
  }
  return lines
}
