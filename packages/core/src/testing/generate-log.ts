// Generates logs, for property tests.
import fc from 'fast-check'
import { words } from './generate-words.ts'

const logLine = fc.tuple(fc.nat(86_399), fc.nat(9), fc.nat(5000), words).map(([second, kind, number, word]) => {
  const time = `2026-03-04T${new Date(second * 1000).toISOString().slice(11, 19)}Z`
  const lines = [
    `${time} INFO  worker-${number % 5} handled request ${number} in ${number % 97} ms`,
    `${time} INFO  cache ${word} hit ratio 0.${number}`,
    `${time} WARN  slow ${word}: ${number} ms`,
    `${time} ERROR worker-${number % 5} ${word} refused: code ${number % 7}`,
    `${time} DEBUG ${word}=${number}`,
  ]
  return lines[kind] ?? lines[0]!
})

/** A log: mostly a few templates, now and then something that fits none; short or hundreds of lines, any line end. */
export const logText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 12, arbitrary: logLine }, { weight: 1, arbitrary: fc.string({ maxLength: 60 }) }), {
      minLength: 1,
      maxLength: 40,
    }),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, times, end, last]) => {
    const all = Array.from({ length: times }, (_, turn) =>
      lines.map((line) => line.replace(/handled request/, `handled request ${turn}`)),
    )
    const text = all
      .flat()
      .map((line) => line.replace(/[\r\n]/g, ' '))
      .join(end)
    return last ? text + end : text
  })
