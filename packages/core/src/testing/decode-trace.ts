// Reads the lossless form of stack traces back by the rule that stands in its first line.

const NAMED = /^\[stack ([A-Z]): (\d+) lines\]$/
const TAIL = /^\[last (\d+) lines of stack ([A-Z])\]$/
const AGAIN = /^\[(\d+) lines? above, (\d+) more times?\]$/

/** The original of re-encoded stack traces; undefined if the text is none. */
export function decodeTrace(text: string): string | undefined {
  if (!text.startsWith('# headroom trace: every line, in order.')) return undefined
  const out: string[] = []
  const names = new Map<string, { start: number; length: number }>()
  for (const line of text.split('\n').slice(1)) {
    const [named, tail, again] = [NAMED.exec(line), TAIL.exec(line), AGAIN.exec(line)]
    if (named) names.set(named[1]!, { start: out.length, length: Number(named[2]) })
    else if (tail) {
      const { start, length } = names.get(tail[2]!)!
      out.push(...out.slice(start + length - Number(tail[1]), start + length))
    } else if (again) {
      const block = out.slice(out.length - Number(again[1]))
      for (let i = 0; i < Number(again[2]); i++) out.push(...block)
    } else out.push(line)
  }
  return out.join('\n')
}
