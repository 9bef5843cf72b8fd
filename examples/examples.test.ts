// Every example runs, and shows what it promises.
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { EXAMPLES, runExample, SHOWS } from '../test/support/run-example.ts'

it('has no example that is not run', () => {
  expect(EXAMPLES).toEqual(Object.keys(SHOWS).sort())
})

it.each(EXAMPLES)('%s', async (name) => {
  const { stdout, shows } = await runExample(fileURLToPath(new URL(name, import.meta.url)))
  for (const words of shows) expect(stdout).toMatch(words)
})
