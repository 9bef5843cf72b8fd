// The worker thread's own file: one task after another, each answered under its number.
import { parentPort } from 'node:worker_threads'
import { perform, type Task } from './tasks.ts'

parentPort?.on('message', async ({ id, task }: { id: number; task: Task }) => {
  try {
    parentPort?.postMessage({ id, result: await perform(task) })
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
