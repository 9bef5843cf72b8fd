// Lines that the query names: an id, a path, a host, or a word that few lines have.

/** Words of the query that are looked for. */
const WORDS_MAX = 32
const WORD_MAX = 200
const QUERY_MAX = 4_000
/** A plain word must be this long, and one with digits or marks in it this long. */
const WORD_LENGTH = 5
const NAME_LENGTH = 3
const EDGES = /^[^\p{L}\p{N}/]+|[^\p{L}\p{N}/]+$/gu
const NAME = /[\p{N}_./:@-]|\p{Ll}\p{Lu}/u

/** Indexes of the lines in which a word of the query stands, for words that stand in no more than `limit` lines. */
export function namedLines(query: string, text: string, limit: number): number[] {
  const spoken = query
    .slice(0, QUERY_MAX)
    .split(/\s+/)
    .filter(({ length }) => length <= WORD_MAX)
  const words = new Set(spoken.map((word) => word.replace(EDGES, '')).filter(isTelling))
  if (words.size === 0) return []
  const folded = text.toLowerCase()
  const found = [...words].slice(0, WORDS_MAX).map((word) => placesOf(word.toLowerCase(), folded, limit))
  return lineNumbers(
    folded,
    found.flat().sort((a, b) => a - b),
  )
}

function isTelling(word: string): boolean {
  return word.length >= (NAME.test(word) ? NAME_LENGTH : WORD_LENGTH)
}

/** One place for each line that holds the word; none if there are more than `limit`. */
function placesOf(word: string, text: string, limit: number): number[] {
  const places: number[] = []
  for (let at = text.indexOf(word); at >= 0; ) {
    places.push(at)
    if (places.length > limit) return []
    const end = text.indexOf('\n', at)
    at = end < 0 ? -1 : text.indexOf(word, end)
  }
  return places
}

/** The lines in which ascending places stand. */
function lineNumbers(text: string, places: readonly number[]): number[] {
  const lines: number[] = []
  let line = 0
  let start = 0
  for (const place of places) {
    for (let end = text.indexOf('\n', start); end >= 0 && end < place; end = text.indexOf('\n', start)) {
      start = end + 1
      line++
    }
    lines.push(line)
  }
  return lines
}
