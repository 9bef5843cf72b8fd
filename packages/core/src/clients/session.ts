// What a client has done since it was made.
import type { Trace } from '../trace.ts'
import type { Usage } from '../types.ts'

export interface ClientStats {
  requestsTotal: number
  /** Requests in which something was made smaller. */
  requestsOptimized: number
  /** Requests that mode audit has passed on as they came. */
  requestsAudit: number
  tokensBefore: number
  tokensSaved: number
  /** Tokens that mode audit has seen, and what it would have saved of them. */
  audit: { tokensBefore: number; wouldSave: number }
  retrievals: { found: number; missed: number }
  /** What providers have reported, where their answers were read. */
  usage: Usage
}

export interface Session {
  book(trace: Trace): void
  stats(): ClientStats
}

export function createSession(): Session {
  const stats: ClientStats = {
    requestsTotal: 0,
    requestsOptimized: 0,
    requestsAudit: 0,
    tokensBefore: 0,
    tokensSaved: 0,
    audit: { tokensBefore: 0, wouldSave: 0 },
    retrievals: { found: 0, missed: 0 },
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  }

  function book({ operation, bypass, tokens, segments, retrievals, usage }: Trace): void {
    const saved = tokens.before - tokens.after
    if (operation === 'audit') {
      stats.audit.tokensBefore += tokens.before
      stats.audit.wouldSave += saved
    }
    if (operation === 'audit' || operation === 'simulate') return
    stats.requestsTotal++
    if (bypass === 'mode: audit') stats.requestsAudit++
    if (segments.some(({ action }) => action === 'compress')) stats.requestsOptimized++
    stats.tokensBefore += tokens.before
    stats.tokensSaved += saved
    for (const { found } of retrievals) stats.retrievals[found ? 'found' : 'missed']++
    for (const name of Object.keys(stats.usage) as (keyof Usage)[]) stats.usage[name] += usage?.[name] ?? 0
  }

  return { book, stats: () => structuredClone(stats) }
}
