// What is costly to lose, whoever asks: numbers, dates, paths, names in programs, and what denies, excludes or demands.
// Letters are looked at one by one: a regular expression for all of this would take most of the time of a text.

import type { ProseDocument } from './document.ts'

const NUMBER = /\p{Nd}+(?:[.,:/-]\p{Nd}+)*/gu
/** What is at the ends of a word and no part of it. */
const AROUND = /^[^\p{L}\p{M}\p{N}_/~.-]+|[^\p{L}\p{M}\p{N}_/()]+$/gu
const STRICT: ReadonlySet<string> = new Set(
  'not never no none neither nor cannot without unless except must shall required nicht kein keine keinen keiner nie niemals ohne muss nunca sin ningún ninguna ne pas jamais sans non mai senza não sem geen niet не нет никогда нельзя без кроме δεν όχι μην لا لم لن ليس नहीं'.split(
    ' ',
  ),
)
const STARTS = new Set([...STRICT].flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]))
const STRICT_MOST = 10
const SHORTENED_NOT = /n['’]t$/
const STRICT_UNSPACED = /[不没沒未無无非勿]|ない|ません|않|없|ไม่/
/** A longer word is data. */
const WORD_MOST = 160

/** What the letters of a word say of it, as bits. */
const DIGIT = 1
const NAME = 2
const SMALL = 4
const LARGE = 8
const UNSPACED = 16
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code)
  if (/\d/.test(letter)) return DIGIT
  if (/[/_`]/.test(letter)) return NAME
  return /[a-z]/.test(letter) ? SMALL : /[A-Z]/.test(letter) ? LARGE : 0
})

/**
 * How much each unit has that is costly to lose: 1 for each word that denies or demands, and for each number or name as
 * much as it is rare among the units. Code has none, for it stays or goes with its section.
 */
export function salienceOf({ text, units }: ProseDocument): Float64Array {
  const values = new Float64Array(units.length)
  const holders = new Map<string, number[]>()
  for (const [unit, { start, end, kind }] of units.entries()) {
    if (kind === 'code') continue
    visitWords(text, { start, end }, (from, to, bits) => {
      if (isStrict(text, { from, to, bits })) values[unit]!++
      for (const found of salientIn(text, { from, to, bits })) {
        const own = holders.get(found)
        if (!own) holders.set(found, [unit])
        else if (own.at(-1) !== unit) own.push(unit)
      }
    })
  }
  for (const own of holders.values()) for (const unit of own) values[unit]! += 1 / own.length
  return values
}

/** A word between blanks, and what its letters say of it. */
interface Word {
  from: number
  to: number
  bits: number
}

function visitWords(
  text: string,
  { start, end }: { start: number; end: number },
  visit: (from: number, to: number, bits: number) => void,
): void {
  let from = start
  let bits = 0
  let last = 0
  for (let at = start; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : 32
    if (code <= 32) {
      if (at > from && at - from <= WORD_MOST) visit(from, at, bits)
      from = at + 1
      bits = 0
      last = 0
      continue
    }
    const own = code < 128 ? ASCII[code]! : code < 0x600 ? 0 : code < 0xe00 ? DIGIT : UNSPACED
    bits |= own === LARGE && last === SMALL ? LARGE | NAME : own
    last = own
  }
}

/** Numbers in a word, or the word if it is a name such as programs have. */
function salientIn(text: string, { from, to, bits }: Word): readonly string[] {
  const isOption = text.charCodeAt(from) === 45 && (bits & SMALL) !== 0
  const isShort = (bits & (LARGE | SMALL)) === LARGE && to - from > 1
  if (bits & NAME || isOption || isShort) {
    const name = text.slice(from, to).replace(AROUND, '')
    return name.length > 1 ? [name] : []
  }
  return bits & (DIGIT | UNSPACED) ? (text.slice(from, to).match(NUMBER) ?? []) : []
}

function isStrict(text: string, { from, to, bits }: Word): boolean {
  if (bits & UNSPACED) return STRICT_UNSPACED.test(text.slice(from, to))
  let [start, end] = [from, to]
  while (start < end && isMark(text.charCodeAt(start))) start++
  while (end > start && isMark(text.charCodeAt(end - 1))) end--
  if (end - start > STRICT_MOST) return false
  // most words are told by their first letter; "n't" ends in one that says enough
  const isLikely = STARTS.has(text.charCodeAt(start)) || text.charCodeAt(end - 1) === 116
  if (!isLikely) return false
  const word = text.slice(start, end).toLowerCase()
  return STRICT.has(word) || SHORTENED_NOT.test(word)
}

/** ASCII that is neither letter nor digit. */
function isMark(code: number): boolean {
  return code < 128 && !(ASCII[code]! & (DIGIT | SMALL | LARGE))
}
