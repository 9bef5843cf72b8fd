// What the proxy has done since it started.
import type { Trace } from '@headroom/core'

export interface Stats {
  /** Counts a request from now until the returned function is called. */
  begin(): () => void
  /** Books a request that has been through the pipeline. */
  book(trace: Trace): void
  /** Counts a request that got no answer from its provider. */
  countUnreachable(): void
  active(): number
  report(): StatsReport
}

export interface StatsReport {
  schema_version: 1
  uptime_seconds: number
  requests: {
    total: number
    active: number
    through_pipeline: number
    compressed: number
    untouched: number
    unreachable: number
  }
  /** Tokens of requests that went through the pipeline, in the model's own tokens where `exact`, else estimated. */
  tokens: { before: number; after: number; saved: number; retrieval_tool: number; exact: boolean }
  /** In mode audit: the same figures, had the requests been worked on. */
  audit: { requests: number; tokens_before: number; would_save: number }
  compressors: Record<string, { edits: number; tokens_saved: number }>
  retrievals: { found: number; not_found: number }
  /** What providers reported. */
  usage: { input: number; output: number; cache_read: number; cache_write: number }
  failures: number
  warnings: Record<string, number>
}

export function createStats(now: () => number = Date.now): Stats {
  const started = now()
  let active = 0
  const report: StatsReport = {
    schema_version: 1,
    uptime_seconds: 0,
    requests: { total: 0, active: 0, through_pipeline: 0, compressed: 0, untouched: 0, unreachable: 0 },
    tokens: { before: 0, after: 0, saved: 0, retrieval_tool: 0, exact: true },
    audit: { requests: 0, tokens_before: 0, would_save: 0 },
    compressors: {},
    retrievals: { found: 0, not_found: 0 },
    usage: { input: 0, output: 0, cache_read: 0, cache_write: 0 },
    failures: 0,
    warnings: {},
  }

  return {
    begin() {
      active++
      report.requests.total++
      let ended = false
      return () => {
        if (!ended) active--
        ended = true
      }
    },
    book: (trace) => addTrace(report, trace),
    countUnreachable() {
      report.requests.unreachable++
    },
    active: () => active,
    report: () => ({
      ...structuredClone(report),
      uptime_seconds: Math.round((now() - started) / 1000),
      requests: { ...report.requests, active },
    }),
  }
}

function addTrace(report: StatsReport, trace: Trace): void {
  const { segments, tokens, retrievals, usage, failures, warnings } = trace
  if (trace.operation === 'audit') {
    report.audit.requests++
    report.audit.tokens_before += tokens.before
    report.audit.would_save += tokens.before - tokens.after
    return
  }
  const edits = segments.filter(({ action }) => action === 'compress')
  report.requests.through_pipeline++
  report.requests[edits.length > 0 ? 'compressed' : 'untouched']++
  report.tokens.before += tokens.before
  report.tokens.after += tokens.after
  report.tokens.saved += tokens.before - tokens.after
  report.tokens.retrieval_tool += tokens.tool
  report.tokens.exact &&= tokens.exact || tokens.before === 0
  for (const { compressor, tokensBefore, tokensAfter } of edits) {
    const entry = (report.compressors[compressor!] ??= { edits: 0, tokens_saved: 0 })
    entry.edits++
    entry.tokens_saved += tokensBefore - tokensAfter
  }
  for (const { found } of retrievals) report.retrievals[found ? 'found' : 'not_found']++
  report.usage.input += usage?.inputTokens ?? 0
  report.usage.output += usage?.outputTokens ?? 0
  report.usage.cache_read += usage?.cacheReadTokens ?? 0
  report.usage.cache_write += usage?.cacheWriteTokens ?? 0
  report.failures += failures.length
  for (const { code } of warnings) report.warnings[code] = (report.warnings[code] ?? 0) + 1
}
