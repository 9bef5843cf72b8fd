// A text as lines that know where they stand in it.

export interface Line {
  /** Without its end: neither "\n" nor "\r\n". */
  text: string
  /** Where it begins in the text, and where the next one begins. */
  start: number
  next: number
}

/** Lines of a text; the last one may be empty. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let start = 0; ; ) {
    const found = text.indexOf('\n', start)
    const next = found < 0 ? text.length : found + 1
    const end = found < 0 ? next : text.charCodeAt(found - 1) === 13 && found > start ? found - 1 : found
    lines.push({ text: text.slice(start, end), start, next })
    if (found < 0) return lines
    start = next
  }
}

/** The text of the lines from `from` up to but not including `to`, with their ends. */
export function sliceLines(text: string, lines: readonly Line[], { from, to }: { from: number; to: number }): string {
  return from >= to ? '' : text.slice(lines[from]!.start, lines[to - 1]!.next)
}
