// The one line that stands for a run of lines which an earlier result shows.

/** What a reference says: lines of this text, and the same lines of the result it names. Both ranges count from 1. */
export interface Reference {
  first: number
  last: number
  sourceFirst: number
  sourceLast: number
  name: string
  /** The source's lines have numbers in front, and these do not. */
  unnumbered: boolean
}

const REFERENCE =
  /^\[lines? (\d{1,9})(?:–(\d{1,9}))?: same as lines? (\d{1,9})(?:–(\d{1,9}))? of (.{1,200}) above(, without their numbers)?\]$/

/** Lines are counted in the result as shown or, in a listing with line numbers, by those. */
export function writeReference({ first, last, sourceFirst, sourceLast, name, unnumbered }: Reference): string {
  const range = (from: number, to: number) => (from === to ? `line ${from}` : `lines ${from}–${to}`)
  return `[${range(first, last)}: same as ${range(sourceFirst, sourceLast)} of ${name} above${unnumbered ? ', without their numbers' : ''}]`
}

/** Reads a line that a reference is; undefined for any other. */
export function readReference(line: string): Reference | undefined {
  if (!line.startsWith('[line') || line.length > 400) return undefined
  const found = REFERENCE.exec(line)
  if (!found) return undefined
  const [, first, last = first, sourceFirst, sourceLast = sourceFirst, name, words] = found
  const [from, to, sourceFrom, sourceTo] = [first, last, sourceFirst, sourceLast].map(Number)
  return {
    first: from!,
    last: to!,
    sourceFirst: sourceFrom!,
    sourceLast: sourceTo!,
    name: name!,
    unnumbered: words !== undefined,
  }
}
