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

const CLASS = new Uint8Array(129)
for (let code = 0; code < 128; code++) {
  if (code >= 65 && code <= 90) CLASS[code] = UPPER
  else if (code >= 97 && code <= 122) CLASS[code] = LOWER
  else if (code >= 48 && code <= 57) CLASS[code] = DIGIT
  else if (code === 10 || code === 13) CLASS[code] = NEWLINE
  else if (code === 32 || code === 9 || code === 11 || code === 12) CLASS[code] = SPACE
}
CLASS[128] = FOREIGN

/**
 * Makes a counter for the o200k_base encoding from the library's own. The split follows the encoding's published
 * pattern (openai/tiktoken, `o200k_base`), restated for ASCII. A run of 512 or more letters, digits or signs, which
 * costs the library quadratic time, is cut into pieces of 256; only such a text may be a few tokens off.
 */
export function createO200kCounter(library: LibraryCount): (text: string) => number {
  const countPiece = rememberPieces((piece) =>
    piece.length < LONG_RUN ? library(piece) : countLongRun(piece, library),
  )

  return (text) => {
    let total = 0
    let at = 0
    while (at < text.length) {
      const end = pieceEnd(text, at)
      if (end > at) {
        total += countPiece(text, at, end)
        at = end
      } else {
        const stop = nextSplit(text, at)
        total += countGuarded(text.slice(at, stop), library)
        at = stop
      }
    }
    return total
  }
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

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return CLASS[Math.min(code, 128)]!
}

/** The end of the piece that starts at `at`; `at` itself if a character outside ASCII has a say in it. */
function pieceEnd(text: string, at: number): number {
  const first = classAt(text, at)
  if (first === FOREIGN) return at
  if (first === DIGIT) return digitsEnd(text, at)
  if (first === UPPER || first === LOWER) return wordEnd(text, at, at)
  const next = at + 1 < text.length ? classAt(text, at + 1) : NEWLINE
  if (next === FOREIGN) return at
  if (first !== NEWLINE && (next === UPPER || next === LOWER)) return wordEnd(text, at, at + 1)
  if (first === OTHER || (next === OTHER && text.charCodeAt(at) === 32 && at + 1 < text.length)) {
    return signsEnd(text, at, at + 1)
  }
  return spaceEnd(text, at)
}

function digitsEnd(text: string, at: number): number {
  let end = at + 1
  while (end < text.length && end < at + 3 && classAt(text, end) === DIGIT) end++
  return end < at + 3 && end < text.length && classAt(text, end) === FOREIGN ? at : end
}

// capitals, then small letters, then an English contraction
function wordEnd(text: string, start: number, from: number): number {
  let end = from
  while (end < text.length && classAt(text, end) === UPPER) end++
  while (end < text.length && classAt(text, end) === LOWER) end++
  if (end >= text.length) return end
  if (classAt(text, end) === FOREIGN) return start
  if (text.charCodeAt(end) !== 39 || end + 1 >= text.length) return end
  if (classAt(text, end + 1) === FOREIGN) return start
  const letter = text.charCodeAt(end + 1) | 32
  if (letter === 115 || letter === 116 || letter === 109 || letter === 100) return end + 2
  if (letter !== 114 && letter !== 118 && letter !== 108) return end
  if (end + 2 >= text.length) return end
  const second = text.charCodeAt(end + 2) | 32
  return second === (letter === 108 ? 108 : 101) ? end + 3 : end
}

function signsEnd(text: string, start: number, from: number): number {
  let end = from
  while (end < text.length && classAt(text, end) === OTHER) end++
  while (end < text.length && (classAt(text, end) === NEWLINE || text.charCodeAt(end) === 47)) end++
  return end < text.length && classAt(text, end) === FOREIGN ? start : end
}

// up to the last line end of the run; without one, the run but for the blank that belongs to the next piece
function spaceEnd(text: string, start: number): number {
  let end = start
  let lastNewline = -1
  for (; end < text.length; end++) {
    const kind = classAt(text, end)
    if (kind === NEWLINE) lastNewline = end
    else if (kind === FOREIGN) return start
    else if (kind !== SPACE) break
  }
  if (lastNewline >= 0) return lastNewline + 1
  return end === text.length || end - start === 1 ? end : end - 1
}

/**
 * The next place after `at` where the pattern splits whatever stands around it: behind an ASCII letter or digit, before
 * an ASCII character that neither continues a word or number nor starts a contraction.
 */
function nextSplit(text: string, at: number): number {
  let plain = false
  for (let end = at + 1; end < text.length; end++) {
    const kind = classAt(text, end)
    const inWord = kind === UPPER || kind === LOWER || kind === DIGIT
    if (plain && !inWord && kind !== FOREIGN && text.charCodeAt(end) !== 39) return end
    plain = inWord
  }
  return text.length
}
