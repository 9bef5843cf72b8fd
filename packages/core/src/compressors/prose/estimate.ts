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

/** Tokens of a part of a text, roughly: an English word is about one, a Chinese character most of one. */
export function guessTokens(text: string, start: number, end: number): number {
  let tokens = 1
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    tokens += code < 128 ? 0.22 : code < 0x2e80 ? 0.35 : 0.7
  }
  return tokens
}
