// What the contract tests need of a test runner and of assertions, so that they run under any.

/** `describe` and `it` of vitest, jest, mocha or node:test. */
export interface TestRunner {
  describe(name: string, body: () => void): void
  it(name: string, body: () => Promise<void> | void): void
}

/** Throws unless the condition holds. */
export function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/** Throws unless both values are the same as JSON. */
export function same(actual: unknown, wanted: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)]
  check(a === b, `${what}: got ${brief(a)}, wanted ${brief(b)}`)
}

const brief = (text: string | undefined) => (text && text.length > 300 ? `${text.slice(0, 300)}…` : text)
