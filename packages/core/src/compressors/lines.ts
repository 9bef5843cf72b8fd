// What compressors of line-oriented texts share: how many lines there are, and a bounded look at some of them.

/** Lines of a split text; what stands behind a last line end is none. */
export function countLines(lines: readonly string[]): number {
  return lines.length - (lines.at(-1) === '' ? 1 : 0)
}

/** Whole lines from the head, the middle and the end of a text, about `characters` from each; all of a short text. */
export function sampleLines(text: string, characters: number): string[] {
  const isShort = text.length <= 3 * characters
  const starts = isShort ? [0] : [0, (text.length - characters) >> 1, text.length - characters]
  const length = isShort ? text.length : characters
  return starts.flatMap((start) => {
    const part = text.slice(start, start + length).split('\n')
    return part.slice(start > 0 ? 1 : 0, start + length < text.length ? -1 : undefined)
  })
}
