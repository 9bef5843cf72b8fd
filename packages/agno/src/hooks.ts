// Watches what agents do, and what Headroom would make, or has made, of it.
import { type CompressTextOptions, createHeadroom, type Headroom, type HeadroomOptions } from '@headroom/core'
import type { RunEvent, RunEventOf } from './run-events.ts'

/** A tool's result that came by, and what becomes of it. */
export interface ToolResult {
  toolName: string | undefined
  original: string
  /** As a model would see it; the original if there is nothing to gain. */
  text: string
  isError: boolean
  tokensBefore: number
  tokensAfter: number
}

export interface RunStats {
  /** Runs that came to an end, and those that failed. */
  runs: number
  failedRuns: number
  toolResults: number
  tokensBefore: number
  tokensAfter: number
  tokensSaved: number
  /** What the providers have billed, as Agno reports it. */
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  /** Characters before and after Agno's own compression, which asks a model. */
  byAgno: { results: number; before: number; after: number }
}

export interface HooksOptions extends HeadroomOptions {
  /** A Headroom to share; the options for one of its own are ignored then. */
  headroom?: Headroom
  /** The model whose tokens are counted. @default the one that the run's events name */
  model?: string
  onToolResult?: (result: ToolResult) => void
}

export interface HeadroomHooks {
  /** Takes note of an event. Never rejects. */
  onEvent(event: RunEvent): Promise<void>
  /** The same events, each passed on before it is looked at. */
  observe(events: AsyncIterable<RunEvent>): AsyncGenerator<RunEvent, undefined>
  stats(): RunStats
}

/**
 * Hooks for the events of an `AgentOSClient`: what tools have said, and how many tokens of it Headroom saves. They change
 * nothing in the agent: that is done by the proxy.
 * @example
 * const hooks = createHeadroomHooks()
 * for await (const event of hooks.observe(os.agents.stream('records', { message }))) render(event)
 * console.log(hooks.stats().tokensSaved)
 */
export function createHeadroomHooks(options: HooksOptions = {}): HeadroomHooks {
  const { headroom = createHeadroom(options), onToolResult } = options
  const stats: RunStats = {
    runs: 0,
    failedRuns: 0,
    toolResults: 0,
    tokensBefore: 0,
    tokensAfter: 0,
    tokensSaved: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    byAgno: { results: 0, before: 0, after: 0 },
  }
  const models = new Map<string, string>()

  async function book(event: RunEvent): Promise<void> {
    switch (event.event) {
      case 'RunStarted':
      case 'TeamRunStarted':
        if (event.run_id && event.model) models.set(event.run_id, event.model)
        break
      case 'ToolCallCompleted':
      case 'TeamToolCallCompleted':
        if (typeof event.tool?.result === 'string') await bookResult(event, event.tool.result)
        break
      case 'ModelRequestCompleted':
      case 'TeamModelRequestCompleted':
        stats.inputTokens += event.input_tokens ?? 0
        stats.outputTokens += event.output_tokens ?? 0
        stats.cacheReadTokens += event.cache_read_tokens ?? 0
        break
      case 'CompressionCompleted':
      case 'TeamCompressionCompleted':
        stats.byAgno.results += event.tool_results_compressed ?? 0
        stats.byAgno.before += event.original_size ?? 0
        stats.byAgno.after += event.compressed_size ?? 0
        break
      case 'RunCompleted':
      case 'TeamRunCompleted':
        stats.runs++
        break
      case 'RunError':
      case 'TeamRunError':
        stats.failedRuns++
    }
  }

  async function bookResult({ run_id = '', tool }: RunEventOf<'ToolCallCompleted'>, original: string) {
    const toolName = tool?.tool_name ?? undefined
    const isError = tool?.tool_call_error === true
    const asked: CompressTextOptions = { toolName, toolInput: tool?.tool_args, isError }
    const model = options.model ?? models.get(run_id)
    const { text, tokensBefore, tokensAfter, tokensSaved } = await headroom.compressText(original, { ...asked, model })
    stats.toolResults++
    stats.tokensBefore += tokensBefore
    stats.tokensAfter += tokensAfter
    stats.tokensSaved += tokensSaved
    onToolResult?.({ toolName, original, text, isError, tokensBefore, tokensAfter })
  }

  // What watches may not disturb what it watches.
  const onEvent = (event: RunEvent) => book(event).catch(() => undefined)

  return {
    onEvent,
    async *observe(events) {
      for await (const event of events) {
        yield event
        await onEvent(event)
      }
      return undefined
    },
    stats: () => ({ ...stats, byAgno: { ...stats.byAgno } }),
  }
}
