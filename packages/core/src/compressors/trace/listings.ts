// What pytest lists of a function's source above the line that failed. The tail of it tells where the run was.

/** A run of source lines that can be left out. */
export interface Listing {
  start: number
  end: number
}

/** Lines right above the failing one that stay. */
const KEPT = 6
/** Fewer lines are not worth a note. */
const LINES_MIN = 5
const LISTED_MAX = 600
const BELOW_MAX = 60
const FAILING = /^> {3,}\S/
const DEFINITION = /^ {4,}(?:async )?def (test)?/
const ERROR = /^E {2,}|^[^\s:]+:\d+: ?/

/** The runs of source far above failing lines, in order; a test's own body is none. Linear in the lines. */
export function findListings(lines: readonly string[]): Listing[] {
  const listings: Listing[] = []
  let floor = 0
  for (const [i, line] of lines.entries()) {
    if (line[0] !== '>' || !FAILING.test(line) || !endsInError(lines, i)) continue
    let first = i
    while (first > floor && i - first < LISTED_MAX && isSource(lines[first - 1]!)) first--
    while (first < i && lines[first]!.trim() === '') first++
    floor = i + 1
    let definition = first
    while (definition < i && !DEFINITION.test(lines[definition]!)) definition++
    if (definition === i) continue
    // decorators can hold all of a test's cases
    if (definition - first - 1 >= LINES_MIN) listings.push({ start: first + 1, end: definition })
    const isTest = DEFINITION.exec(lines[definition]!)?.[1] !== undefined
    if (!isTest && i - KEPT - definition - 1 >= LINES_MIN) listings.push({ start: definition + 1, end: i - KEPT })
  }
  return listings
}

/** The runs that no stack reaches into. Both are in order. */
export function apartFrom(listings: readonly Listing[], stacks: readonly Listing[]): Listing[] {
  let next = 0
  return listings.filter(({ start, end }) => {
    while (next < stacks.length && stacks[next]!.end <= start) next++
    return next === stacks.length || stacks[next]!.start >= end
  })
}

/** Whether a line belongs to the source that pytest lists. */
export function isSource(line: string): boolean {
  return line.startsWith('    ') || line === '' || line === '\r'
}

/** Whether an error or the place of the line follows, as below every failing line. */
function endsInError(lines: readonly string[], at: number): boolean {
  for (let i = at + 1; i < Math.min(lines.length, at + BELOW_MAX); i++) {
    if (ERROR.test(lines[i]!.slice(0, 300))) return true
    if (!isSource(lines[i]!)) return false
  }
  return false
}
