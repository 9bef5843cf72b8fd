// How strings are spelled: which characters they hold, their shortest JSON spelling, and when they may stand without quotes.

/** What a string holds that matters for its spelling, as bits. */
export const ESCAPE = 1
export const COMMA = 2
/** `;`, `]` or `}`, which end something inside the brackets of a cell. */
export const CELL_END = 4
/** Either half of a surrogate pair, or a lone one. */
export const SURROGATE = 8
/** Characters that nobody sees. Where the source escapes them, so do we. */
export const HIDDEN = 16
/** Raw control characters, which JSON forbids. */
export const CONTROL = 32

const QUOTE = 34
const MINUS = 45
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
// With the u flag this matches only surrogates that have no partner.
const LONE_SURROGATE = /\p{Surrogate}/u
const HIDDEN_CHARACTER = /[\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g

/** Class bits of the characters below 128. */
export const CLASSES: Uint8Array = classTable()

/** Class bits of a character from 128 on. */
export function wideClass(code: number): number {
  if (code >= 0xd800 && code <= 0xdfff) return SURROGATE
  if (code <= 0xa0 || code === 0xad || code === 0xfeff) return HIDDEN
  if (code < 0x200b || code > 0x206f) return 0
  return code <= 0x200f || (code >= 0x2028 && code <= 0x202f) || code >= 0x2060 ? HIDDEN : 0
}

/** Class bits of a whole string. */
export function classify(value: string): number {
  let bits = 0
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    bits |= code < 128 ? CLASSES[code]! : wideClass(code)
  }
  return bits
}

/** The JSON spelling of a decoded string: escapes only where JSON or a reader's eyes need them. */
export function quote(value: string): string {
  return JSON.stringify(value).replace(HIDDEN_CHARACTER, escapeCharacter)
}

/** True if a string's source slice, quotes included, is already its shortest spelling. */
export function isWellSpelled(slice: string, bits: number): boolean {
  if (bits & ESCAPE) return quote(JSON.parse(slice)) === slice
  return !(bits & SURROGATE) || !LONE_SURROGATE.test(slice)
}

/**
 * True if a string may stand in a cell as it is: nothing in it ends the cell, and it cannot be taken for another value.
 * `inside`: the cell stands inside the brackets of another. `asText`: its column holds only strings, so that digits are no number.
 */
export function isBare(value: string, bits: number, where: { inside: boolean; asText: boolean }): boolean {
  const refused = COMMA | HIDDEN | CONTROL | (where.inside ? CELL_END : 0)
  if (bits & refused || value === '') return false
  if (value.charCodeAt(0) <= 32 || value.charCodeAt(value.length - 1) <= 32) return false
  if (bits & SURROGATE && LONE_SURROGATE.test(value)) return false
  switch (value[0]) {
    case '"':
    case '[':
    case '{':
    case '=':
    case '~':
      return false
  }
  // At the start of a line it would look like a marker of ours.
  if (value.startsWith('<<ccr:')) return false
  return value !== 'null' && (where.asText || !looksScalar(value))
}

/** True for a string that reads as a JSON number, true or false. */
export function looksScalar(value: string): boolean {
  const first = value.charCodeAt(0)
  if (first === MINUS || (first >= 48 && first <= 57)) return NUMBER.test(value)
  return value === 'true' || value === 'false'
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function classTable(): Uint8Array {
  const table = new Uint8Array(128)
  table.fill(CONTROL, 0, 32)
  table[QUOTE] = 0
  table[0x2c] = COMMA
  table[0x3b] = CELL_END
  table[0x5d] = CELL_END
  table[0x7d] = CELL_END
  table[0x7f] = HIDDEN
  return table
}
