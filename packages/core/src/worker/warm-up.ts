// Runs what a long text will run, so that the engine has compiled it before the first one comes.
import { scopeOf } from '../ccr/scope.ts'
import type { Segment } from '../types.ts'
import { perform } from './tasks.ts'

const ROUNDS = 4
const ROWS = 2500
const DECISION = { action: 'compress', level: 'recoverable', reason: 'warm-up' } as const

/** Some hundred milliseconds of work on made-up JSON and logs; nothing of it stays. */
export async function warmUp(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const text of [rows(round), log(round)]) {
      const segment: Segment = {
        path: [],
        message: 0,
        role: 'tool',
        kind: 'tool-result',
        text,
        isError: false,
        query: 'any errors?',
      }
      const appraised = await perform({ kind: 'appraise', segment, model: 'gpt-4o' })
      if (!('winner' in appraised) || appraised.winner === undefined) continue
      const decision = { ...DECISION, compressor: appraised.winner }
      await perform({
        kind: 'compress',
        segment,
        decision,
        scope: scopeOf('warm-up'),
        bias: undefined,
        model: 'gpt-4o',
      })
    }
  }
}

function rows(round: number): string {
  return JSON.stringify(
    Array.from({ length: ROWS }, (_, id) => ({
      id: id + round * ROWS,
      name: `item ${id * 7} of ${round}`,
      state: id % 40 === 0 ? 'late' : 'ok',
      total: ((id * 7919 + round) % 10_007) / 8,
      at: `2031-04-${10 + (id % 20)}T10:${10 + (id % 50)}:00Z`,
    })),
  )
}

function log(round: number): string {
  return Array.from({ length: ROWS }, (_, i) => {
    const time = `2031-04-0${1 + round} 10:${10 + (i % 50)}:${10 + (i % 49)}`
    return i % 100 === 99
      ? `${time} ERROR [pool-${i % 3}] payment ${i * 13} failed: declined`
      : `${time} INFO [pool-${i % 7}] served order ${i * 31} in ${(i * 7) % 97} ms`
  }).join('\n')
}
