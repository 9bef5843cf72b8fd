// Tokens of a text without counting all of it: counting costs more than compressing.

const COUNTED = 48_000
const SAMPLE = 12_000

/** Tokens of a text: exact up to 48,000 characters, beyond that inferred from its head, middle and end. */
export function estimateTokens(text: string, count: (text: string) => number): number {
  if (text.length <= COUNTED) return count(text)
  const starts = [0, (text.length - SAMPLE) >> 1, text.length - SAMPLE]
  const counted = starts.reduce((sum, start) => sum + count(text.slice(start, start + SAMPLE)), 0)
  return Math.round((counted / (starts.length * SAMPLE)) * text.length)
}

/** Tokens of a short text, roughly, and one for its end: words are cheap, digits and marks are not. */
export function guessTokens(text: string): number {
  let tokens = 1
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 32) tokens += 0.1
    else if (code > 127) tokens += 0.7
    else if (code >= 48 && code <= 57) tokens += 0.4
    else if ((code | 32) >= 97 && (code | 32) <= 122) tokens += 0.22
    else tokens += 0.5
  }
  return tokens
}
