// Holds excerpts against their original: word for word, in order, and every gap counted.
import { segment } from '../compressors/prose/segment.ts'

const NOTE = /^\[(\d+) items omitted(?:, lines (\d+)-(\d+))?\]$/

/** What is false in a text that the prose compressor has made, in words; undefined if all of it is true. */
export function falseProse(original: string, shown: string): string | undefined {
  const [header, ...rest] = shown.split('\n')
  const claim = /^# headroom prose: .* <<ccr:[0-9a-f]{24} (\d+) of (\d+) items omitted/.exec(header!)
  if (!claim) return 'has no header with a marker that counts what is gone'
  const { units } = segment(original)
  let unit = 0
  let gone = 0
  for (const part of partsOf(rest)) {
    const note = NOTE.exec(part)
    if (note) {
      const words = falseGap(original, units.slice(unit, unit + Number(note[1])), note)
      if (words) return words
      gone += Number(note[1])
      unit += Number(note[1])
      continue
    }
    const start = units[unit]?.start
    if (start === undefined || !original.startsWith(part, start))
      return `shows ${JSON.stringify(part)}, which the original does not have at this place`
    const last = units.findIndex(({ end }, i) => i >= unit && end === start + part.length)
    if (last < 0) return `ends inside a sentence: ${JSON.stringify(part)}`
    unit = last + 1
  }
  if (unit !== units.length) return `accounts for ${unit} of ${units.length} items`
  const isExact = Number(claim[1]) === gone && Number(claim[2]) === units.length
  return isExact ? undefined : `says that ${claim[1]} of ${claim[2]} are gone; the notes say ${gone} of ${units.length}`
}

/** Notes, and what is between them. */
function partsOf(lines: readonly string[]): string[] {
  const parts: string[] = []
  let isRun = false
  for (const line of lines) {
    const isNote = NOTE.test(line)
    if (isNote || !isRun) parts.push(line)
    else parts[parts.length - 1] += `\n${line}`
    isRun = !isNote
  }
  return parts
}

function falseGap(
  original: string,
  units: readonly { start: number; end: number }[],
  [note, count, first, last]: readonly (string | undefined)[],
): string | undefined {
  if (units.length < Number(count)) return `${note} counts more than there is`
  if (first === undefined) return undefined
  const lineAt = (place: number) => original.slice(0, place).split('\n').length
  const [from, to] = [lineAt(units[0]!.start), lineAt(units.at(-1)!.end)]
  return from === Number(first) && to === Number(last) ? undefined : `${note} spans lines ${from} to ${to}`
}
