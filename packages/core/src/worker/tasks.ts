// What a worker thread is asked, and what it does with it.
import { winnerOf } from '../appraise.ts'
import { compressSegment } from '../compress-segment.ts'
import { defaultCompressors } from '../compressors/index.ts'
import type { Outcome } from '../memo.ts'
import type { Appraised, CompressTask } from '../offload.ts'
import { tokenCounter } from '../tokens/counter.ts'
import type { Segment } from '../types.ts'

export type Task =
  | { kind: 'appraise'; segment: Pick<Segment, 'text' | 'toolName'>; model: string | undefined }
  | ({ kind: 'compress' } & CompressTask)

/** What a thread is sent: something to do, or to get ready. */
export type Order = Task | { kind: 'warm-up' }

export type Answer<Kind extends Task['kind']> = Kind extends 'appraise' ? Appraised : Outcome

/** The text that was appraised last: who bid for it has read it, and finds what it read by the very same object. */
let appraised: Pick<Segment, 'text' | 'toolName'> | undefined

/** Carries a task out, in whatever thread this is. */
export async function perform(task: Task): Promise<Appraised | Outcome> {
  const count = await tokenCounter(task.model)
  if (task.kind === 'appraise') {
    appraised = task.segment
    const winner = winnerOf(defaultCompressors, task.segment, (_, bid) => quietly(bid))
    return { winner, tokens: count(task.segment.text) }
  }
  const { decision, scope, bias } = task
  const segment = appraised?.text === task.segment.text ? Object.assign(appraised, task.segment) : task.segment
  appraised = undefined
  const biases = new Map(bias === undefined ? [] : [[segment.message, bias]])
  return compressSegment(segment, decision, { exchange: { scope, biases, count }, compressors: defaultCompressors })
}

function quietly(bid: () => number): number | undefined {
  try {
    return bid()
  } catch {
    return undefined
  }
}
