// Figures of each run. Callbacks see what goes on and cannot change it: a model or an agent must have Headroom in it.
import type { Usage } from '@headroom/core'
import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { Serialized } from '@langchain/core/load/serializable'
import type { BaseMessage } from '@langchain/core/messages'
import type { LLMResult } from '@langchain/core/outputs'
import { readUsage } from './answers.ts'
import type { HeadroomListener, HeadroomResult } from './headroom.ts'

/** One call of a chat model. */
export interface HeadroomRun {
  runId: string
  /** Tokens of the request's texts as you hold them, and as they were sent; 0 if the model has no Headroom in it. */
  tokensBefore: number
  tokensAfter: number
  /** How often the model has fetched what was left out. */
  retrievals: number
  /** What the provider reports, all rounds of retrieval together. */
  usage?: Usage
  /** True once the run has ended, with an answer or an error. */
  isDone: boolean
}

/**
 * Collects the figures of every call of a chat model that it is a callback of: tokens before and after, retrievals, and the
 * usage that the provider reports.
 * @example
 * const metrics = new HeadroomCallbackHandler()
 * await agent.invoke(input, { callbacks: [metrics] })
 * console.log(metrics.totals)
 */
export class HeadroomCallbackHandler extends BaseCallbackHandler implements HeadroomListener {
  readonly name = 'HeadroomCallbackHandler'
  readonly #runs = new Map<string, HeadroomRun>()

  /** The runs since the beginning or the last `clear()`, in the order in which they began. */
  get runs(): readonly HeadroomRun[] {
    return [...this.#runs.values()]
  }

  /** The sums over all runs. Tokens are those of the requests' texts; usage is what providers report. */
  get totals(): { runs: number; tokensBefore: number; tokensAfter: number; retrievals: number; usage: Usage } {
    const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }
    const totals = { runs: this.#runs.size, tokensBefore: 0, tokensAfter: 0, retrievals: 0, usage }
    for (const run of this.#runs.values()) {
      totals.tokensBefore += run.tokensBefore
      totals.tokensAfter += run.tokensAfter
      totals.retrievals += run.retrievals
      for (const key of Object.keys(usage) as (keyof Usage)[]) usage[key] += run.usage?.[key] ?? 0
    }
    return totals
  }

  /** Forgets all runs. */
  clear(): void {
    this.#runs.clear()
  }

  override handleChatModelStart(_model: Serialized, _messages: BaseMessage[][], runId: string): void {
    this.#run(runId)
  }

  override handleLLMEnd({ generations }: LLMResult, runId: string): void {
    const [generation] = generations[0] ?? []
    const usage = generation && 'message' in generation ? readUsage(generation.message) : undefined
    Object.assign(this.#run(runId), { usage, isDone: true })
  }

  override handleLLMError(_error: unknown, runId: string): void {
    this.#run(runId).isDone = true
  }

  handleHeadroomResult({ tokensBefore, tokensAfter, trace }: HeadroomResult, runId: string): void {
    Object.assign(this.#run(runId), { tokensBefore, tokensAfter, retrievals: trace.retrievals.length })
  }

  #run(runId: string): HeadroomRun {
    const run = this.#runs.get(runId) ?? { runId, tokensBefore: 0, tokensAfter: 0, retrievals: 0, isDone: false }
    this.#runs.set(runId, run)
    return run
  }
}
