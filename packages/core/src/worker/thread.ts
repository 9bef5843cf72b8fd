// The worker thread's own file: one task after another, each answered under its number.
import { parentPort } from 'node:worker_threads'
import { type Order, perform } from './tasks.ts'
import { warmUp } from './warm-up.ts'

parentPort?.on('message', async ({ id, task }: { id: number; task: Order }) => {
  try {
    parentPort?.postMessage({ id, result: await (task.kind === 'warm-up' ? warmUp() : perform(task)) })
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
