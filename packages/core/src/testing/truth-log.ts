// Holds what the log compressor shows against the log that it was made from.
import { decodeLog } from './decode-log.ts'

/**
 * What is false in a log that is shown, in words; undefined if all of it is true: templates and rows read back byte for
 * byte, or every line is a line of the original, in order, and the notes count exactly what is left out.
 */
export function falseLog(original: string, shown: string): string | undefined {
  if (shown.startsWith('# headroom log: lines word for word')) return falseLines(original, shown)
  return decodeLog(shown) === original ? undefined : 'the templates and rows do not read back'
}

function falseLines(original: string, shown: string): string | undefined {
  const [header, ...rest] = shown.split('\n')
  const hasReturns = header!.includes('A line that ends in CR had no LF after it.')
  const lines = (hasReturns ? original.replaceAll('\r', '\r\n') : original).split('\n')
  const [, gone, total] = /<<ccr:[0-9a-f]{24} (\d+) of (\d+) lines omitted/.exec(header!) ?? []
  let at = 0
  let counted = 0
  for (const line of rest) {
    const note =
      /^\[(\d+) lines? (?:like the one above )?omitted(?:, \d+ like each of the \d+ above)?(?:; [^\]]*)?\]$/.exec(line)
    if (note) {
      counted += Number(note[1])
      const words = falsePlace(lines, line, rest)
      if (words) return words
      continue
    }
    const found = lines.indexOf(line, at)
    if (found < 0) return `shows ${JSON.stringify(line)}, which is no line of the original at this place`
    at = found + 1
  }
  const real = lines.length - (lines.at(-1) === '' ? 1 : 0)
  const blank = countBlank(lines) - countBlank(rest)
  const isExact = Number(total) === real && Number(gone) >= counted && Number(gone) <= counted + blank
  return isExact ? undefined : `says that ${gone} of ${total} are gone; the notes say ${counted} of ${real}`
}

/** What is false about where most of the lines are that a note counts, or where they change; the first line there stays. */
function falsePlace(lines: readonly string[], note: string, shown: readonly string[]): string | undefined {
  const [, some, from, to] = /; (all|\d+ of them) in lines (\d+)–(\d+)/.exec(note) ?? []
  const count = some && /\d+/.exec(some === 'all' ? note : some)![0]
  const fits = count === undefined || (Number(count) < Number(to) - Number(from) + 1 && Number(to) <= lines.length)
  if (!fits) return `there are no ${count} lines in ${from}–${to}`
  const starts = [from, / before line (\d+),/.exec(note)?.[1]].filter((start) => start !== undefined)
  const missing = starts.find((start) => !shown.includes(lines[Number(start) - 1] ?? '\0'))
  return missing === undefined ? undefined : `line ${missing} should stay`
}

const countBlank = (lines: readonly string[]) => lines.filter((line) => line.trim() === '').length
