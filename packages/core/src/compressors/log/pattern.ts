// A pattern is fixed text with slots in it. Here: how a word's pattern is widened until it fits another word.

/** Fixed text as a string, a slot as null. Two slots never stand side by side. */
export type Token = string | null

/** Beyond this many tokens only the two ends of a word are compared: alignment is quadratic. */
const ALIGN_MAX = 64
/** Shorter fixed text inside a word is chance, unless it names what follows. */
const INNER_MIN = 3

const FINE = /[\p{L}\p{M}_]+|\p{N}+|./gsu
const LETTER = /\p{L}/u
const NUMBER = /\p{N}/u

/**
 * A word cut into runs of letters, runs of digits and single other characters. Where letters and digits alternate more
 * than once (hex digits, ids), the whole run is one token: a letter shared by two such runs means nothing.
 */
export function fineTokens(word: string): string[] {
  const raw = word.match(FINE) ?? []
  const out: string[] = []
  for (let i = 0; i < raw.length; ) {
    let end = i
    while (end < raw.length && isAlphanumeric(raw[end]!)) end++
    if (end - i > 2) out.push(raw.slice(i, end).join(''))
    else for (let k = i; k < Math.max(end, i + 1); k++) out.push(raw[k]!)
    i = Math.max(end, i + 1)
  }
  return out
}

/** The widened pattern: fits what `pattern` fits, and `word`. */
export function widen(pattern: readonly Token[], word: string): Token[] {
  const other = fineTokens(word)
  const limit = Math.min(pattern.length, other.length)
  let head = 0
  while (head < limit && pattern[head] === other[head]) head++
  let tail = 0
  while (tail < limit - head && pattern[pattern.length - 1 - tail] === other[other.length - 1 - tail]) tail++
  const inner = pattern.slice(head, pattern.length - tail)
  return [
    ...pattern.slice(0, head),
    ...alignInner(inner, other.slice(head, other.length - tail)),
    ...pattern.slice(pattern.length - tail),
  ]
}

/** What two unlike token lists have in common that is no chance, with slots around it. */
function alignInner(a: readonly Token[], b: readonly string[]): Token[] {
  if (a.length > ALIGN_MAX || b.length > ALIGN_MAX) return [null]
  const out: Token[] = [null]
  for (const tokens of commonRuns(a, b)) if (isTelling(tokens)) out.push(...tokens, null)
  return out
}

/** The fixed pieces around the slots: one more than there are slots, the outer ones perhaps empty. */
export function piecesOf(parts: readonly (readonly Token[])[]): string[] {
  const pieces = ['']
  let slot = false
  for (const token of parts.flat()) {
    // spaces and words are widened one by one, so that two slots can meet here: they are one
    if (token !== null) pieces[pieces.length - 1] += token
    else if (!slot) pieces.push('')
    slot = token === null
  }
  return pieces
}

/** True if a text fits. What stands in its slots is added to `values`; each slot ends where the next piece is first found. */
export function fits(pieces: readonly string[], text: string, values?: string[]): boolean {
  const first = pieces[0]!
  if (pieces.length === 1) return text === first
  const last = pieces[pieces.length - 1]!
  const end = text.length - last.length
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (let i = 1; i < pieces.length - 1; i++) {
    const piece = pieces[i]!
    const found = text.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    values?.push(text.slice(at, found))
    at = found + piece.length
  }
  values?.push(text.slice(at, end))
  return true
}

function isAlphanumeric(token: string): boolean {
  return LETTER.test(token) || NUMBER.test(token)
}

function isTelling(tokens: readonly string[]): boolean {
  return tokens.join('').length >= INNER_MIN || tokens.some((token) => token === '=' || token === ':' || token === '\0')
}

/** Runs of equal tokens along a longest common subsequence. */
function commonRuns(a: readonly Token[], b: readonly string[]): string[][] {
  const width = b.length + 1
  const best = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j
      best[at] = a[i] === b[j] ? best[at + width + 1]! + 1 : Math.max(best[at + width]!, best[at + 1]!)
    }
  }
  const runs: string[][] = []
  let i = 0
  let j = 0
  let open = false
  while (i < a.length && j < b.length) {
    const equal = a[i] === b[j]
    if (equal && open) runs.at(-1)!.push(b[j]!)
    else if (equal) runs.push([b[j]!])
    const down = best[(i + 1) * width + j]! >= best[i * width + j + 1]!
    if (equal || down) i++
    if (equal || !down) j++
    open = equal
  }
  return runs
}
