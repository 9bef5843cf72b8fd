// Tokens of the parts of a text, without counting them: a document has thousands.

/** Tokens of a part of a text, roughly: an English word is about one, a Chinese character most of one. */
export function guessTokens(text: string, start: number, end: number): number {
  let tokens = 1
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    tokens += code < 128 ? 0.22 : code < 0x2e80 ? 0.35 : 0.7
  }
  return tokens
}
