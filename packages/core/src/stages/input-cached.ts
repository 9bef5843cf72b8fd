import { findVolatile } from '../cache/aligner.ts'
import type { Exchange, Progress } from '../exchange.ts'
import type { Warning } from '../types.ts'

/** INPUT_CACHED: what in the system text breaks the provider's cache, and how much of this conversation it has seen. */
export function inputCached({ segments, digests, notes, trace }: Exchange): Progress {
  for (const { role, text, path } of segments) {
    if (role === 'system') trace.warnings.push(...volatileWarnings(text, path.join('.')))
  }
  const forwarded = notes.findLastIndex((note) => note?.forwarded)
  if (forwarded >= 0) trace.prefix = { messages: forwarded, digest: digests[forwarded] }
  return {}
}

function volatileWarnings(text: string, where: string): Warning[] {
  return findVolatile(text).map(({ kind, excerpt, line }) => ({
    code: 'volatile-system-text',
    message:
      `line ${line} of the system text holds a ${kind} (${excerpt}); if it changes between requests, ` +
      'the provider cannot cache what follows. Put it into the newest user message instead.',
    where,
  }))
}
