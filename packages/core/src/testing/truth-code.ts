// Holds code with gaps against its original: every line is there, or counted in a comment at its place.
import { readLines } from '../numbered-lines.ts'

const MARKER = /<<ccr:[0-9a-f]{24} lines (\d+)-(\d+) omitted(?:; throws [^;>]+)?; (\d+) of (\d+) in all>>/
const NOTE =
  /^\s*(?:(?:\/\/|#) )?(?:\[(?<count>\d+) lines? omitted \((?<range>\d+-\d+)\)(?:; throws (?<thrown>[^\]]+))?\]|<<ccr:[0-9a-f]{24} lines (?<first>\d+-\d+) omitted(?:; throws (?<marked>[^;>]+))?; \d+ of \d+ in all>>)\r?$/
/** Stands above a note where a block must hold a statement. */
const FILLER = /^\s*\.\.\.\r?$/

/** True for a text that the code compressor has made. It has no first line of its own, for it is still code. */
export function isThinnedCode(text: string): boolean {
  return MARKER.test(text)
}

/** What is false in a text that the code compressor has made, in words; undefined if all of it is true. */
export function falseCode(original: string, shown: string): string | undefined {
  const text = envelopeOf(original, shown)
  if (typeof text === 'string') return text
  const { before, after } = text
  const numberOf = numbering(before)
  let at = 0
  let gone = 0
  for (const [i, line] of after.entries()) {
    const note = line === before[at] ? undefined : NOTE.exec(line)?.groups
    if (note) {
      const [first, last] = (note.range ?? note.first)!.split('-').map(Number) as [number, number]
      const end = at + last - first + 1
      if (numberOf(at) !== first || numberOf(end - 1) !== last)
        return `${JSON.stringify(line)} stands for lines ${numberOf(at)} and on`
      if (note.count !== undefined && Number(note.count) !== end - at)
        return `${JSON.stringify(line)} miscounts its lines`
      const unseen = (note.thrown ?? note.marked)?.split(', ').find((name) => !isThrown(name, before.slice(at, end)))
      if (unseen !== undefined) return `${JSON.stringify(line)}: nothing there throws ${unseen}`
      gone += end - at
      at = end
    } else if (line === before[at]) at++
    else if (!FILLER.test(line) || !NOTE.test(after[i + 1] ?? ''))
      return `shows ${JSON.stringify(line)} where the original has ${JSON.stringify(before[at])}`
  }
  if (at !== before.length) return `ends at line ${at} of ${before.length}`
  const claimed = Number(MARKER.exec(shown)?.[3])
  return claimed === gone ? undefined : `says that ${claimed} lines are gone, and ${gone} are`
}

function isThrown(name: string, lines: readonly string[]): boolean {
  return name === '…' || lines.some((line) => /\b(?:throw|raise)\b/.test(line) && line.includes(name))
}

/** The lines of both; of a JSON text with a file in it, those of the file. */
function envelopeOf(original: string, shown: string): { before: string[]; after: string[] } | string {
  if (!/^\s*[[{]\s*["[{\]}\d-]/.test(original)) return { before: original.split('\n'), after: shown.split('\n') }
  const [was, is] = [stringsIn(JSON.parse(original)), stringsIn(JSON.parse(shown))]
  const changed = was.flatMap((text, i) => (text === is[i] ? [] : [i]))
  if (was.length !== is.length || changed.length !== 1) return `changes ${changed.length} strings of the JSON around it`
  return { before: was[changed[0]!]!.split('\n'), after: is[changed[0]!]!.split('\n') }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return [String(value)]
  return Object.entries(value).flatMap(([key, member]) => [key, ...stringsIn(member)])
}

function numbering(lines: readonly string[]): (index: number) => number | undefined {
  const { numbers } = readLines(lines.join('\n'))
  return numbers ? (index) => numbers[index] : (index) => index + 1
}
