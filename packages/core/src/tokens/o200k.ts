// Counts o200k tokens without building them. Splitting ASCII by hand and remembering the count of each piece is several
// times faster than the library's regular expression; everything else is the library's work, so counts stay exact.

import { rememberPieces } from './piece-memory.ts'

/** Counts the tokens of a text as the library does. */
export type LibraryCount = (text: string) => number

const LONG_RUN = 512
const RUN_PIECE = 256

const OTHER = 0
const UPPER = 1
const LOWER = 2
const DIGIT = 3
const SPACE = 4
const NEWLINE = 5
const FOREIGN = 6

const CLASS = new Uint8Array(1 << 16).fill(FOREIGN)
for (let code = 0; code < 128; code++) {
  CLASS[code] = OTHER
  if (code >= 65 && code <= 90) CLASS[code] = UPPER
  else if (code >= 97 && code <= 122) CLASS[code] = LOWER
  else if (code >= 48 && code <= 57) CLASS[code] = DIGIT
  else if (code === 10 || code === 13) CLASS[code] = NEWLINE
  else if (code === 32 || code === 9 || code === 11 || code === 12) CLASS[code] = SPACE
}

/**
 * Makes a counter for the o200k_base encoding from the library's own. The split follows the encoding's published
 * pattern (openai/tiktoken, `o200k_base`), restated for ASCII. A run of 512 or more letters, digits or signs, which
 * costs the library quadratic time, is cut into pieces of 256; only such a text may be a few tokens off.
 */
export function createO200kCounter(library: LibraryCount): (text: string) => number {
  const countPiece = rememberPieces((piece) =>
    piece.length < LONG_RUN ? library(piece) : countLongRun(piece, library),
  )
  // The vocabulary has every number of up to three digits. If it had not, pieces of digits would be looked up like others.
  const wholeNumbers = Array.from({ length: 1000 }, (_, number) => String(number)).every(
    (digits) => library(digits) === 1,
  )

  return (text) => {
    const codes = codesOf(text)
    let total = 0
    let at = 0
    while (at < codes.length) {
      const end = pieceEnd(codes, at)
      if (end > at) {
        total += wholeNumbers && end - at <= 3 && CLASS[codes[at]!] === DIGIT ? 1 : countPiece(codes, at, end)
        at = end
      } else {
        const stop = nextSplit(codes, at)
        total += countGuarded(text.slice(at, stop), library)
        at = stop
      }
    }
    return total
  }
}

const SHARED_CODES = 1 << 20
let shared = new Uint16Array(1 << 12)

/** The UTF-16 units of a text, where reading them is fastest. The array is good until the next call. */
function codesOf(text: string): Uint16Array {
  const { length } = text
  if (length > shared.length && length <= SHARED_CODES) shared = new Uint16Array(Math.min(SHARED_CODES, length * 2))
  const codes = length <= shared.length ? shared.subarray(0, length) : new Uint16Array(length)
  for (let i = 0; i < length; i++) codes[i] = text.charCodeAt(i)
  return codes
}

/** Counts any text with the library, long runs of one kind of character cut. */
export function countGuarded(text: string, library: LibraryCount): number {
  if (text.length < LONG_RUN) return library(text)
  let total = 0
  let from = 0
  for (const run of text.matchAll(LONG_RUNS)) {
    total += library(text.slice(from, run.index)) + countLongRun(run[0], library)
    from = run.index + run[0].length
  }
  return total + library(from === 0 ? text : text.slice(from))
}

const LONG_RUNS = /[\p{L}\p{M}]{512,}|\p{N}{512,}|\s{512,}|[^\s\p{L}\p{M}\p{N}]{512,}/gu

function countLongRun(run: string, library: LibraryCount): number {
  let total = 0
  for (let at = 0; at < run.length; ) {
    let end = Math.min(at + RUN_PIECE, run.length)
    if (end < run.length && isHighSurrogate(run.charCodeAt(end - 1))) end++
    total += library(run.slice(at, end))
    at = end
  }
  return total
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code < 0xdc00

/** The end of the piece that starts at `at`; `at` itself if a character outside ASCII has a say in it. */
function pieceEnd(codes: Uint16Array, at: number): number {
  const first = CLASS[codes[at]!]!
  if (first === FOREIGN) return at
  if (first === DIGIT) return digitsEnd(codes, at)
  if (first === UPPER || first === LOWER) return wordEnd(codes, at, at)
  const next = at + 1 < codes.length ? CLASS[codes[at + 1]!]! : NEWLINE
  if (next === FOREIGN) return at
  if (first !== NEWLINE && (next === UPPER || next === LOWER)) return wordEnd(codes, at, at + 1)
  if (first === OTHER || (next === OTHER && codes[at]! === 32 && at + 1 < codes.length)) {
    return signsEnd(codes, at, at + 1)
  }
  return spaceEnd(codes, at)
}

function digitsEnd(codes: Uint16Array, at: number): number {
  let end = at + 1
  while (end < codes.length && end < at + 3 && CLASS[codes[end]!]! === DIGIT) end++
  return end < at + 3 && end < codes.length && CLASS[codes[end]!]! === FOREIGN ? at : end
}

// capitals, then small letters, then an English contraction
function wordEnd(codes: Uint16Array, start: number, from: number): number {
  let end = from
  while (end < codes.length && CLASS[codes[end]!]! === UPPER) end++
  while (end < codes.length && CLASS[codes[end]!]! === LOWER) end++
  if (end >= codes.length) return end
  if (CLASS[codes[end]!]! === FOREIGN) return start
  if (codes[end]! !== 39 || end + 1 >= codes.length) return end
  if (CLASS[codes[end + 1]!]! === FOREIGN) return start
  const letter = codes[end + 1]! | 32
  if (letter === 115 || letter === 116 || letter === 109 || letter === 100) return end + 2
  if (letter !== 114 && letter !== 118 && letter !== 108) return end
  if (end + 2 >= codes.length) return end
  const second = codes[end + 2]! | 32
  return second === (letter === 108 ? 108 : 101) ? end + 3 : end
}

function signsEnd(codes: Uint16Array, start: number, from: number): number {
  let end = from
  while (end < codes.length && CLASS[codes[end]!]! === OTHER) end++
  while (end < codes.length && (CLASS[codes[end]!]! === NEWLINE || codes[end]! === 47)) end++
  return end < codes.length && CLASS[codes[end]!]! === FOREIGN ? start : end
}

// up to the last line end of the run; without one, the run but for the blank that belongs to the next piece
function spaceEnd(codes: Uint16Array, start: number): number {
  let end = start
  let lastNewline = -1
  for (; end < codes.length; end++) {
    const kind = CLASS[codes[end]!]!
    if (kind === NEWLINE) lastNewline = end
    else if (kind === FOREIGN) return start
    else if (kind !== SPACE) break
  }
  if (lastNewline >= 0) return lastNewline + 1
  return end === codes.length || end - start === 1 ? end : end - 1
}

/**
 * The next place after `at` where the pattern splits whatever stands around it: behind an ASCII letter or digit, before
 * an ASCII character that neither continues a word or number nor starts a contraction.
 */
function nextSplit(codes: Uint16Array, at: number): number {
  let plain = false
  for (let end = at + 1; end < codes.length; end++) {
    const kind = CLASS[codes[end]!]!
    const inWord = kind === UPPER || kind === LOWER || kind === DIGIT
    if (plain && !inWord && kind !== FOREIGN && codes[end]! !== 39) return end
    plain = inWord
  }
  return codes.length
}
