// Finds the words of a text, by a table: a regular expression with Unicode classes would take most of the time of ranking.

/** What a UTF-16 unit is to words. Halves of surrogate pairs are no letters here. */
const NONE = 0
const LETTER = 1
/** A letter of a script that puts no spaces between words, or too few: pairs of them are compared. */
const UNSPACED = 2

const WORD_LETTER = /[\p{L}\p{M}\p{N}_]/u
const UNSPACED_LETTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u

let table: Uint8Array | undefined

function classes(): Uint8Array {
  if (table) return table
  table = new Uint8Array(0x10000)
  for (let code = 0; code < 0x10000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const letter = String.fromCharCode(code)
    if (WORD_LETTER.test(letter)) table[code] = UNSPACED_LETTER.test(letter) ? UNSPACED : LETTER
  }
  return table
}

export interface WordVisitor {
  /** A word of letters, digits and underscores. `isCompound`: put together, as in snake_case and camelCase. */
  word(start: number, end: number, isCompound: boolean): void
  /** A run of letters of an unspaced script. */
  run(start: number, end: number): void
}

/** Visits the words of `text.slice(start, end)` in order. */
export function visitWords(text: string, { start, end }: { start: number; end: number }, visitor: WordVisitor): void {
  const table = classes()
  let i = start
  while (i < end) {
    const kind = table[text.charCodeAt(i)]!
    if (kind === NONE) {
      i++
      continue
    }
    const from = i
    let isCompound = false
    let wasSmall = false
    for (; i < end; i++) {
      const code = text.charCodeAt(i)
      if (table[code] !== kind) break
      if (code === 95 || (wasSmall && code >= 65 && code <= 90)) isCompound = true
      wasSmall = code >= 97 && code <= 122
    }
    if (kind === LETTER) visitor.word(from, i, isCompound)
    else visitor.run(from, i)
  }
}

/** True if a letter, digit or underscore of a script that puts spaces between words stands at a place. */
export function isLetter(text: string, at: number): boolean {
  return at >= 0 && at < text.length && classes()[text.charCodeAt(at)] === LETTER
}
