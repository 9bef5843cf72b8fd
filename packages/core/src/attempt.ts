// The one boundary at which our code may fail: what fails leaves its part of the request as it was, is recorded in the
// trace, and reaches nobody.
import type { Trace } from './trace.ts'
import type { MaybePromise } from './types.ts'

/** Does what may fail. Undefined if it did, and a line in the trace. */
export async function attempt<Result>(
  trace: Trace,
  where: string,
  work: () => MaybePromise<Result>,
): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    recordFailure(trace, where, error)
    return undefined
  }
}

/** The same for what must be done at once. */
export function attemptNow<Result>(trace: Trace, where: string, work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    recordFailure(trace, where, error)
    return undefined
  }
}

/** Does work of others, which may also take too long: then it counts as failed, and what it returns later is ignored. */
export async function attemptInTime<Result>(
  trace: Trace,
  where: string,
  { milliseconds, work }: { milliseconds: number; work: () => MaybePromise<Result> },
): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const overrun = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${milliseconds} ms`)), milliseconds)
  })
  const result = await attempt(trace, where, () => Promise.race([work(), overrun]))
  clearTimeout(timer)
  return result
}

const MOST_FAILURES = 50
const LONGEST_MESSAGE = 300

function recordFailure(trace: Trace, where: string, error: unknown): void {
  if (trace.failures.length >= MOST_FAILURES) return
  const message = error instanceof Error ? error.message : String(error)
  trace.failures.push({ where, message: message.slice(0, LONGEST_MESSAGE) })
}
