// Runs the stages: times each, fails open, and notifies the extensions.
import { attempt, attemptNow } from './attempt.ts'
import type { Exchange, Progress } from './exchange.ts'
import { notify } from './notify.ts'
import type { Services } from './services.ts'
import type { MaybePromise, Stage } from './types.ts'

/** The own work of a stage: a pure function of the exchange, giving the fields that it has worked out. */
export type StageWork = (exchange: Exchange, services: Services) => MaybePromise<Progress>

/** Runs one stage. A request that is to be passed on untouched goes through every stage, and none works on it. */
export async function runStage(
  stage: Stage,
  { exchange, work, services }: { exchange: Exchange; work: StageWork; services: Services },
): Promise<Exchange> {
  const started = performance.now()
  let next = exchange
  if (exchange.bypass === undefined) {
    const progress: Progress | undefined = await attempt(exchange.trace, stage, () => work(exchange, services))
    // Without a wire there is nothing that a later stage could read.
    const failed = stage === 'SETUP' ? { bypass: 'the body could not be read' } : {}
    next = { ...exchange, ...(progress ?? failed) }
    exchange.trace.bypass = next.bypass
  }
  if (services.options.extensions.length > 0) next = await notify(stage, next, services)
  exchange.trace.stages.push({ stage, milliseconds: performance.now() - started })
  return next
}

/** Ends a request: whoever asked for traces is told. */
export function finish(exchange: Exchange, { options }: Services): Exchange {
  attemptNow(exchange.trace, 'onTrace', () => options.onTrace?.(exchange.trace))
  return exchange
}
