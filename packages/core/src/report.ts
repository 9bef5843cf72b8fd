// The figures of a request, each with one meaning wherever it is shown.
import { valueAt } from './body/change.ts'
import type { Exchange } from './exchange.ts'
import type { CompressionEvent } from './extensions.ts'
import type { Trace } from './trace.ts'
import type { Warning } from './types.ts'

export type Savings = Pick<
  CompressionEvent,
  'tokensBefore' | 'tokensAfter' | 'tokensSaved' | 'compressionRatio' | 'transformsApplied' | 'ccrHashes'
>

export interface CompressResult<Message = unknown> extends Savings {
  /** Untouched messages are the same objects that were given. */
  messages: Message[]
  /** True if anything was compressed. */
  compressed: boolean
  warnings: Warning[]
  trace: Trace
}

export interface SimulationResult extends Omit<Savings, 'transformsApplied'> {
  transforms: string[]
  /** For people: tokens and share. */
  estimatedSavings: string
  /** How many messages would differ. */
  messagesOptimized: number
  /** Tokens by role, and by kind where it is not plain text. */
  blockBreakdown: Record<string, number>
  /** Digest of model, system text and tools: a request with another one shares no cached prefix. */
  stablePrefixHash: string
  /** 100, less 10 for each token in the system text that breaks the provider's cache. */
  cacheAlignmentScore: number
  warnings: Warning[]
  trace: Trace
}

/** Tokens of all texts of the request before and after; the retrieval tool's definition is not among them. */
export function savings({ tokens, segments }: Trace): Savings {
  const compressed = segments.filter(({ action }) => action === 'compress')
  return {
    tokensBefore: tokens.before,
    tokensAfter: tokens.after,
    tokensSaved: tokens.before - tokens.after,
    compressionRatio: tokens.before === 0 ? 1 : tokens.after / tokens.before,
    transformsApplied: compressed.map(({ compressor, level }) => `${compressor}:${level}`),
    ccrHashes: [...new Set(compressed.flatMap(({ hashes }) => hashes))],
  }
}

export function compressResult<Message>(exchange: Exchange): CompressResult<Message> {
  const { outgoing, received, view, trace } = exchange
  const messages = valueAt((outgoing?.document ?? received).value, view?.messagesPath ?? ['messages'])
  return {
    messages: messages as Message[],
    ...savings(trace),
    compressed: exchange.edits.length > 0 && outgoing !== undefined,
    warnings: warningsOf(trace),
    trace,
  }
}

export function simulationResult(exchange: Exchange): SimulationResult {
  const { trace, digests } = exchange
  const { transformsApplied, ...figures } = savings(trace)
  const { tokensBefore, tokensSaved } = figures
  const volatile = trace.warnings.filter(({ code }) => code === 'volatile-system-text').length
  const blockBreakdown: Record<string, number> = {}
  for (const { role, kind, tokensBefore: tokens } of trace.segments) {
    const name = kind === 'text' ? role : kind
    blockBreakdown[name] = (blockBreakdown[name] ?? 0) + tokens
  }
  return {
    ...figures,
    transforms: transformsApplied,
    estimatedSavings: `${tokensSaved} of ${tokensBefore} tokens (${Math.round((tokensSaved / Math.max(1, tokensBefore)) * 100)}%)`,
    messagesOptimized: new Set(
      trace.segments.filter(({ action }) => action === 'compress').map(({ message }) => message),
    ).size,
    blockBreakdown,
    stablePrefixHash: digests[0] ?? '',
    cacheAlignmentScore: Math.max(0, 100 - 10 * volatile),
    warnings: warningsOf(trace),
    trace,
  }
}

/** Warnings proper, and why something was passed on or left that a caller may have expected to be compressed. */
function warningsOf({ warnings, bypass, failures }: Trace): Warning[] {
  return [
    ...warnings,
    ...(bypass === undefined ? [] : [{ code: 'passed-on', message: `passed on untouched: ${bypass}` }]),
    ...failures.map(({ where, message }) => ({
      code: 'failure',
      message: `${where}: ${message}; left as it came`,
      where,
    })),
  ]
}
