// A tool's result as compressors get it, and a context that counts roughly and keeps what is left out.
import type { CompressContext, Segment } from '../src/types.ts'

export const HASH = '0123456789abcdef01234567'

export function segmentOf(text: string, query = '', toolInput?: unknown): Segment {
  return { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query, toolInput }
}

export function contextAt(
  level: CompressContext['level'],
  { bias = 1, charactersPerToken = 3 } = {},
): CompressContext & { stored: string[] } {
  const stored: string[] = []
  return {
    level,
    bias,
    options: {},
    stored,
    count: (text) => Math.ceil(text.length / charactersPerToken),
    drop(original, words) {
      stored.push(original)
      return `<<ccr:${HASH} ${words}>>`
    },
  }
}
