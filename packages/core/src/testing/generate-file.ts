// Generates parts of one file as tools show it again and again, for property tests.
import fc from 'fast-check'

const FILE = Array.from(
  { length: 90 },
  (_, i) => `${'  '.repeat(i % 3)}const value${i * 7} = read(${i % 11}) // step ${i}`,
)

/** Parts of one file as tools show it: with line numbers of either kind or without, a line changed or put in here and there. */
export const fileText: fc.Arbitrary<string> = fc
  .record({
    from: fc.nat(40),
    lines: fc.integer({ min: 20, max: 90 }),
    changes: fc.array(fc.tuple(fc.nat(89), fc.nat(3)), { maxLength: 4 }),
    style: fc.constantFrom('', '', '→', '\t', ':'),
    end: fc.constantFrom('\n', '\n', '\r\n'),
    tail: fc.constantFrom('', '\n', '\n\n... (more lines not shown)'),
  })
  .map(({ from, lines, changes, style, end, tail }) => {
    const file = [...FILE]
    for (const [at, kind] of changes) file.splice(at, kind === 0 ? 0 : 1, `changed ${kind} at ${at}`)
    const shown = file.slice(from, from + lines)
    const numbered = shown.map((line, i) => {
      const number = String(from + i + 1)
      return style === '' ? line : `${style === ':' ? number : number.padStart(6)}${style}${line}`
    })
    return numbered.join(end) + tail
  })
