// The parts of a long text that are worth showing: its beginning, and the sentences or lines that matter.

/** How texts are to be cut, and what was cut so far. */
export interface Cutting {
  query: string
  /** Above 1 shows more, below 1 less. */
  bias: number
  /** Stands in the place of what is cut. */
  mark: string
  tally: Tally
}

/** How many texts could be cut, and what was cut of them. */
export interface Tally {
  texts: number
  cut: number
  characters: number
  gone: number
  /** Lists ranked by the query. */
  ranked: number
}

/** A half-open range of characters. */
export type Range = readonly [number, number]

/** A longer sentence is looked at in pieces of this many characters. */
const MAX_UNIT = 400
/** A shorter sentence goes with the next. */
const MIN_SENTENCE = 12
/** What a gap costs the reader; a shorter one is not worth it. */
const MIN_GAP = 40
const MAX_WORD = 24

/** Sentences and lines of a text, one behind another, each with the white space that follows it. Linear. */
export function unitsOf(text: string): Range[] {
  const units: Range[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const isEnd =
      code === 10 ||
      i - start >= MAX_UNIT ||
      code === 0x3002 ||
      (isStop(code) && i - start >= MIN_SENTENCE && isSpace(text, i + 1))
    if (!isEnd) continue
    while (i + 1 < text.length && isSpace(text, i + 1)) i++
    units.push([start, pairEnd(text, i + 1)])
    start = units.at(-1)![1]
    i = start - 1
  }
  if (start < text.length) units.push([start, text.length])
  return units
}

/** A text reduced to some ranges, ascending, with `mark` in every gap; undefined if that is hardly shorter. */
export function cutText(text: string, ranges: readonly Range[], mark: string): string | undefined {
  let out = ''
  let next = 0
  for (const [start, end] of [...ranges, [text.length, text.length] as const]) {
    if (start - next >= MIN_GAP) out += mark + text.slice(start, end)
    else out += text.slice(next, end)
    next = Math.max(next, end)
  }
  return out.length + MIN_GAP <= text.length ? out : undefined
}

/** Counts a text that could be cut, and what is gone if it was. The mark is not in the text itself. */
export function tallyCut({ tally, mark }: Cutting, text: string, shorter: string | undefined): void {
  tally.texts++
  tally.characters += text.length
  if (shorter === undefined) return
  tally.cut++
  tally.gone += text.length - shorter.split(mark).reduce((sum, part) => sum + part.length, 0)
}

/** The place at or behind `at` that does not part a surrogate pair. */
export function pairEnd(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at
}

/** The end of the word at a place, or the place itself if the word is endless. */
export function wordEnd(text: string, at: number): number {
  for (let i = at; i < Math.min(text.length, at + MAX_WORD); i++) if (isSpace(text, i)) return i + 1
  return at >= text.length ? text.length : pairEnd(text, at)
}

function isStop(code: number): boolean {
  return code === 0x2e || code === 0x21 || code === 0x3f
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 32 || (code >= 9 && code <= 13)
}
