// Stack traces as runtimes of several languages print them: recursion, causes, repeated traces, text in between.
import fc from 'fast-check'

type Language = 'java' | 'node' | 'python' | 'go' | 'dotnet' | 'ruby'

const FRAMES: Record<Language, (own: boolean, n: number) => string[]> = {
  java: (own, n) => [
    own
      ? `\tat com.shop.Orders.find${n % 7}(Orders.java:${n})`
      : `\tat org.springframework.web.Filter${n % 5}.doFilter(Filter.java:${n})`,
  ],
  node: (own, n) => [
    own
      ? `    at find${n % 7} (/app/src/orders.ts:${n}:9)`
      : `    at Layer.handle (/app/node_modules/express/lib/router/layer.js:${n}:5)`,
  ],
  python: (own, n) => [
    `  File "${own ? '/app' : '/usr/lib/python3/site-packages/flask'}/app.py", line ${n}, in call`,
    `    return self.view(${n % 9})`,
  ],
  go: (own, n) => [
    `main.(*Shop).find(0x${n.toString(16)})`,
    `\t${own ? '/app/shop' : '/root/go/pkg/mod/github.com/x/mux@v1.8.0/mux'}.go:${n} +0x1d`,
  ],
  dotnet: (own, n) => [
    own
      ? `   at Shop.Orders.Find(Int32 id) in /app/Orders.cs:line ${n}`
      : `   at Microsoft.AspNetCore.Mvc.Invoke${n % 5}()`,
  ],
  ruby: (own, n) => [`\tfrom ${own ? '/app/orders' : '/usr/lib/gems/rack-2.0/lib/rack'}.rb:${n}:in 'find'`],
}

const frame = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 }))
const stack = fc
  .record({
    language: fc.constantFrom<Language>('java', 'java', 'node', 'node', 'python', 'go', 'dotnet', 'ruby'),
    frames: fc.array(frame, { minLength: 1, maxLength: 14 }),
    block: fc.array(frame, { minLength: 1, maxLength: 4 }),
    times: fc.constantFrom(0, 0, 0, 1, 2, 60),
    library: fc.nat(12),
  })
  .map(({ language, frames, block, times, library }) => {
    const write = (list: readonly (readonly [boolean, number])[]) =>
      list.flatMap(([own, n]) => FRAMES[language](own, n))
    const foreign = Array.from({ length: library }, (_, i) => [false, 40 + i] as const)
    const again = Array.from({ length: times }, () => write(block)).flat()
    return [...write(frames.slice(0, 3)), ...again, ...write(foreign), ...write(frames.slice(3))]
  })

const between = fc.constantFrom(
  '',
  'Error: no such order',
  'Caused by: java.io.IOException: closed',
  'Traceback (most recent call last):',
  'panic: nil map',
  'goroutine 1 [running]:',
  '  12 passing',
  '}',
  'at last',
  '<<ccr:0123456789abcdef01234567 gone>>',
)

const report = fc
  .tuple(fc.nat(30), fc.nat(12), fc.boolean())
  .map(([lines, decorated, isTest]) => [
    'self = <Schema(many=False)>',
    '',
    ...Array.from({ length: decorated }, (_, i) => `    @case(${i})`),
    `    def ${isTest ? 'test_dump' : 'dump'}(self):`,
    ...Array.from({ length: lines }, (_, i) =>
      i % 7 === 3 ? '    ' : `        self.value${i} = compute(${i}, self.context)`,
    ),
    '>       raise TypeError(self)',
    'E       TypeError: no value',
    '',
    'src/schema.py:12: TypeError',
    '_ _ _ _ _ _ _ _',
  ])

/** Stacks with errors between them; later ones repeat earlier ones, or their ends. */
export const traceText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: stack }, { weight: 1, arbitrary: report }), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.array(fc.tuple(fc.nat(3), fc.nat(5), between), { minLength: 1, maxLength: 12 }),
    fc.constantFrom('\n', '\n', '\r\n'),
    fc.boolean(),
  )
  .map(([stacks, uses, eol, hasEnd]) => {
    const lines = uses.flatMap(([which, from, text]) => [text, ...stacks[which % stacks.length]!.slice(from)])
    return [...lines, ...(hasEnd ? [''] : [])].join(eol)
  })
