// Generates what test runners, builds, linters and installers print, for property tests.

import fc from 'fast-check'

const name = fc.constantFrom(...'adds removes sums total price user session cart token retries parses'.split(' '))
const title = fc.array(name, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))
const file = fc.constantFrom('cart', 'user', 'session', 'api/orders')

/** One line of each tool, often one that passes. */
const tools = {
  pytest: fc.tuple(file, name, fc.nat(40), fc.nat(100)).map(([at, test, case_, percent]) => {
    const verdict = case_ > 38 ? 'FAILED' : case_ > 36 ? 'SKIPPED (no network)' : 'PASSED'
    const line = `tests/test_${at}.py::test_${test}[${case_}] ${verdict}`
    return `${line.padEnd(70)}[${String(percent).padStart(3)}%]`
  }),
  vitest: fc
    .tuple(file, title, fc.nat(20))
    .map(([at, test, ms]) => ` ${ms === 20 ? '×' : '✓'} test/${at}.test.ts > ${at} > ${test} ${ms}ms`),
  cargo: fc.tuple(file, name, fc.nat(20)).map(([at, test, n]) => {
    return `test ${at}::${test}_${n} ... ${n === 20 ? 'FAILED' : 'ok'}`
  }),
  eslint: fc.tuple(fc.nat(900), fc.constantFrom('no-var', 'eqeqeq', 'no-undef')).map(([line, rule]) => {
    const level = rule === 'no-undef' ? 'error  ' : 'warning'
    return `${String(line).padStart(5)}:3  ${level}  ${rule} says that this is not how it is done here  ${rule}`
  }),
  make: fc
    .tuple(file, fc.nat(100))
    .map(([at, percent]) => `[${String(percent).padStart(3)}%] Building C object CMakeFiles/app.dir/${at}.c.o`),
  pip: fc.tuple(name, fc.nat(9)).map(([what, n]) => `Requirement already satisfied: ${what}==${n}.0 in ./venv/lib`),
  npmTree: fc
    .tuple(fc.nat(4), name, fc.nat(9))
    .map(([depth, what, n]) => `${'│ '.repeat(depth)}├── ${what}@${n}.0.1${n > 5 ? ' deduped' : ''}`),
  gitLog: fc.tuple(title, fc.nat(0xffff)).map(([subject, seed]) => {
    const hash = (seed * 0x10001 + 0xa1b2c3).toString(16).padStart(40, '0')
    return `commit ${hash}\nAuthor: Ann Example <ann@example.org>\nDate:   Mon Mar 2 10:11:12 2026 +0100\n\n    ${subject}\n`
  }),
}

const trace = fc
  .array(fc.tuple(name, fc.nat(5)), { minLength: 2, maxLength: 12 })
  .map((frames) => frames.map(([what, n]) => `    at ${what} (node_modules/${what}/index.js:${n}:7)`).join('\n'))

/** What stands between passing lines: failures with their details, diagnostics, captured output, progress. */
const between = fc.oneof(
  fc
    .tuple(name, fc.nat(3), trace)
    .map(([test, n, frames]) => ` FAIL  test/cart.test.ts > ${test}\nAssertionError: ${n}\n${frames}\n`),
  fc
    .tuple(name, fc.nat(3))
    .map(([test, n]) => `____ test_${test} ____\n\n    x = ${n}\n>   assert x\nE   assert ${n}\n`),
  fc.nat(2000).map((n) => `src/cart.ts(${n},7): error TS2322: Type 'string' is not assignable to type 'number'.`),
  fc.nat(100).map((n) => `\x1b[32m${n}%\x1b[0m\rdone ${n}`),
  fc.constantFrom('', '', '\t', '---', 'npm warn deprecated left-pad@1.3.0', '[1] 4242', 'é😀', '‹›'),
  fc.string({ maxLength: 40 }).map((text) => text.replace(/\n/g, ' ')),
)

const tool = fc.constantFrom(...(Object.keys(tools) as (keyof typeof tools)[]))

/** An output: passing lines of a tool, now and then something else; short or hundreds of lines, any line end. */
export const commandText: fc.Arbitrary<string> = fc
  .tuple(
    tool.chain((which) =>
      fc.array(fc.oneof({ weight: 10, arbitrary: tools[which] }, { weight: 1, arbitrary: between }), {
        minLength: 1,
        maxLength: 50,
      }),
    ),
    fc.integer({ min: 1, max: 8 }),
    fc.constantFrom('\n', '\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, times, end, last]) => {
    const all = Array.from({ length: times }, (_, turn) => (turn % 3 === 2 ? [...lines].reverse() : lines)).flat()
    return all.join('\n').split('\n').join(end) + (last ? end : '')
  })
