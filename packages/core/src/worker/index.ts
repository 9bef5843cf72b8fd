// Offloads long texts to a worker thread of Node's.
import { Worker } from 'node:worker_threads'
import type { Offload } from '../offload.ts'
import type { Answer, Order, Task } from './tasks.ts'

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/**
 * A worker thread for long texts: started when the first one comes, and no reason for the process to stay alive. If it
 * dies, what it was doing is rejected, and the next text starts another one.
 * @example
 * const headroom = createHeadroom({ offload: createWorkerThread() })
 */
export function createWorkerThread(): Offload {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | undefined
  let last = 0

  function start(): Worker {
    const worker = new Worker(new URL('./thread.js', import.meta.url))
    worker.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (waiting.size === 0) worker.unref()
      if (error === undefined) asked?.resolve(result)
      else asked?.reject(new Error(error))
    })
    const end = (cause: Error) => {
      if (thread === worker) thread = undefined
      for (const asked of waiting.values()) asked.reject(cause)
      waiting.clear()
    }
    worker.on('error', end)
    worker.on('exit', () => end(new Error('the worker thread has ended')))
    return worker
  }

  function ask<T extends Task>(task: T): Promise<Answer<T['kind']>>
  function ask(task: Order): Promise<unknown>
  function ask(task: Order): Promise<unknown> {
    thread ??= start()
    thread.ref()
    const id = ++last
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      thread!.postMessage({ id, task })
    })
  }

  return {
    appraise: ({ text, toolName }, model) => ask({ kind: 'appraise', segment: { text, toolName }, model }),
    compress: (task) => ask({ kind: 'compress', ...task }),
    warmUp: async () => {
      await ask({ kind: 'warm-up' })
    },
    async close() {
      await thread?.terminate()
    },
  }
}
