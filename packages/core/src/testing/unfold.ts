// Reads folded lines back, from what the results above show.
import { prefixOf, readLines } from '../numbered-lines.ts'
import { type Reference, readReference } from '../repeats/reference.ts'
import { createSourceNames } from '../repeats/source-name.ts'
import type { Segment } from '../types.ts'

/**
 * The tool results of a request with every reference replaced by the lines that it names; undefined for one whose
 * references name nothing. `segments` are those of the request as it is sent.
 *
 * @example unfold(wire.segments(sentBody))[3] // the fourth result as it was before lines were folded
 */
export function unfold(segments: readonly Segment[]): (string | undefined)[] {
  const nameOf = createSourceNames()
  const shown = new Map<string, string>()
  return segments.map((segment) => {
    const text = unfoldText(segment.text, shown)
    shown.set(nameOf(segment), segment.text)
    return text
  })
}

function unfoldText(text: string, shown: ReadonlyMap<string, string>): string | undefined {
  const references = text.split('\n').map(readReference)
  if (!references.some((reference) => reference)) return text
  const style = styleOf(text)
  const lines: string[] = []
  for (const [i, line] of text.split('\n').entries()) {
    const reference = references[i]
    if (!reference) {
      lines.push(line)
      continue
    }
    const named = namedLines(reference, shown.get(reference.name))
    if (!named) return undefined
    const isPlaced = reference.first === lines.length + 1
    const delta = reference.first - reference.sourceFirst
    for (const { number, body } of named) {
      const isNumbered = number !== undefined && !reference.unnumbered
      if (!isNumbered && !isPlaced) return undefined
      lines.push(isNumbered ? prefixOf(named[0]!.style ?? style, number + delta) + body : body)
    }
  }
  return lines.join('\n')
}

/** Only the marks of numbers matter here; a result may be folded so far that its own lines no longer say. */
function styleOf(text: string): string {
  return readLines(text).style ?? '→6'
}

interface NamedLine {
  number?: number
  style?: string
  body: string
}

function namedLines({ sourceFirst, sourceLast }: Reference, source: string | undefined): NamedLine[] | undefined {
  if (source === undefined) return undefined
  const { lines, numbers, style } = readLines(source)
  const at = numbers ? numbers.indexOf(sourceFirst) : sourceFirst - 1
  if (at < 0) return undefined
  const named = lines.slice(at, at + sourceLast - sourceFirst + 1).map((line, i): NamedLine => {
    if (!numbers) return { body: line }
    const number = numbers[at + i]!
    return { number, style, body: line.slice(prefixOf(style!, number).length) }
  })
  return named.length === sourceLast - sourceFirst + 1 ? named : undefined
}
