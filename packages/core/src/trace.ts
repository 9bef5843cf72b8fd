// What happened to one request, stage by stage and segment by segment.
import type { Dropped, Level, Operation, Path, Retrieval, Role, SegmentKind, Stage, Usage, Warning } from './types.ts'

export interface SegmentTrace {
  path: Path
  message: number
  role: Role
  kind: SegmentKind
  toolName?: string
  action: 'leave' | 'compress'
  /** Why it was left, or why this compressor. */
  reason: string
  compressor?: string
  level: Level
  tokensBefore: number
  tokensAfter: number
  summary?: string
  dropped: readonly Dropped[]
  hashes: readonly string[]
  /** True if the result was remembered from an earlier request. */
  remembered: boolean
}

export interface Trace {
  requestId: string
  operation: Operation
  wire?: string
  provider?: string
  model?: string
  retrieval: Retrieval
  /** Set if the request was passed on untouched: why. */
  bypass?: string
  stages: { stage: Stage; milliseconds: number }[]
  /** Failures of our own code, or of extensions and hooks; each left its part of the request as it came. */
  failures: { where: string; message: string }[]
  segments: SegmentTrace[]
  tokens: {
    before: number
    after: number
    /** Tokens of the retrieval tool's definition, if it was added. */
    tool: number
    /** False if the model's vendor publishes no tokenizer: then all counts are estimates. */
    exact: boolean
  }
  /** The longest beginning of the conversation that was forwarded before. */
  prefix: { messages: number; digest?: string }
  /** Rounds of retrieval settled inside the answer. */
  retrievals: { hash: string; query?: string; found: boolean }[]
  usage?: Usage
  warnings: Warning[]
}

export function newTrace(requestId: string, operation: Operation): Trace {
  return {
    requestId,
    operation,
    retrieval: 'off',
    stages: [],
    failures: [],
    segments: [],
    tokens: { before: 0, after: 0, tool: 0, exact: false },
    prefix: { messages: 0 },
    retrievals: [],
    warnings: [],
  }
}

/**
 * A trace in words: one line per tool result with tokens before and after, what was done and why, then warnings and
 * failures.
 * @example
 * const result = await compress(messages, { model: 'gpt-4o' })
 * console.log(explainTrace(result.trace))
 */
export function explainTrace(trace: Trace): string {
  const { before, after, tool, exact } = trace.tokens
  const about = exact ? '' : 'about '
  const lines = [
    `${trace.requestId}: ${trace.provider ?? 'unknown provider'}, ${trace.model ?? 'unknown model'}, ${trace.operation}`,
    trace.bypass
      ? `passed on untouched: ${trace.bypass}`
      : `${about}${before} tokens before, ${about}${after} after${tool > 0 ? `, ${tool} for the retrieval tool` : ''}`,
  ]
  for (const segment of trace.segments) {
    if (segment.kind === 'tool-result') lines.push(`- ${explainSegment(segment)}`)
  }
  for (const retrieval of trace.retrievals) {
    lines.push(
      `- retrieved ${retrieval.hash}${retrieval.query ? ` (${retrieval.query})` : ''}: ${retrieval.found ? 'found' : 'not found'}`,
    )
  }
  for (const warning of trace.warnings) lines.push(`! ${warning.code}: ${warning.message}`)
  for (const failure of trace.failures) lines.push(`! ${failure.where} failed: ${failure.message}`)
  return lines.join('\n')
}

function explainSegment(segment: SegmentTrace): string {
  const name = `${segment.toolName ?? 'tool'} at ${segment.path.join('.')}`
  if (segment.action === 'leave') return `${name}: ${segment.tokensBefore} tokens, left as it came (${segment.reason})`
  const share = Math.round((1 - segment.tokensAfter / Math.max(1, segment.tokensBefore)) * 100)
  const parts = [
    `${name}: ${segment.tokensBefore} → ${segment.tokensAfter} tokens (−${share}%)`,
    `${segment.compressor}, ${segment.level}: ${segment.summary ?? segment.reason}`,
    ...segment.dropped.map(({ count, total, unit, reason }) => `${count} of ${total} ${unit} out (${reason})`),
  ]
  if (segment.hashes.length > 0) parts.push(`original ${segment.hashes.join(', ')}`)
  return parts.join('; ')
}
