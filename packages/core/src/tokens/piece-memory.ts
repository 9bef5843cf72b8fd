// Remembers the token count of short ASCII pieces. Typed arrays instead of a Map: no substring is made for a hit, and no
// key keeps the text alive that it was cut from.

const SLOTS = 1 << 16
const POOL = 1 << 20
const LONGEST = 64
/** Numbers of a slot: hash, place in the pool, length and count. */
const STRIDE = 3
const LENGTH_BITS = 8
const LENGTH_MASK = 255

/** Counts the tokens of a piece that is not remembered yet. */
export type CountPiece = (piece: string) => number

/**
 * Makes a function that counts `codes[start, end)`, an ASCII piece, and asks `count` only once for each piece. What is
 * remembered is forgotten all at once when the room (about 2 MB) is used up; that affects speed only.
 */
export function rememberPieces(count: CountPiece): (codes: Uint16Array, start: number, end: number) => number {
  // Most pieces are one or two characters long; those have a place of their own, found without a search.
  const pairs = new Uint8Array(128 * 128)
  const singles = Uint8Array.from({ length: 128 }, (_, code) => count(String.fromCharCode(code)))
  const slots = new Int32Array(SLOTS * STRIDE)
  const pool = new Uint8Array(POOL)
  let pooled = 0
  let used = 0

  function longer(codes: Uint16Array, start: number, end: number): number {
    const length = end - start
    let hash = length
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ codes[i]!, 0x01000193)
    hash = (hash ^ (hash >>> 15)) | 1
    let slot = (hash >>> 1) & (SLOTS - 1)
    for (let at = slot * STRIDE; slots[at] !== 0; at = slot * STRIDE) {
      const packed = slots[at + 2]!
      if (slots[at] === hash && (packed & LENGTH_MASK) === length) {
        const offset = slots[at + 1]! - start
        let i = start
        while (i < end && pool[offset + i] === codes[i]!) i++
        if (i === end) return packed >> LENGTH_BITS
      }
      slot = (slot + 1) & (SLOTS - 1)
    }
    return remember(textOf(codes, start, end), { hash, slot })
  }

  function remember(piece: string, { hash, slot }: { hash: number; slot: number }): number {
    let free = slot
    if (used > SLOTS / 2 || pooled + piece.length > POOL) {
      slots.fill(0)
      used = pooled = 0
      free = (hash >>> 1) & (SLOTS - 1)
    }
    const tokens = count(piece)
    slots.set([hash, pooled, (tokens << LENGTH_BITS) | piece.length], free * STRIDE)
    for (let i = 0; i < piece.length; i++) pool[pooled++] = piece.charCodeAt(i)
    used++
    return tokens
  }

  return (codes, start, end) => {
    const length = end - start
    if (length === 1) return singles[codes[start]!]!
    if (length > LONGEST) return count(textOf(codes, start, end))
    if (length > 2) return longer(codes, start, end)
    const pair = (codes[start]! << 7) | codes[start + 1]!
    return pairs[pair] || (pairs[pair] = count(textOf(codes, start, end)))
  }
}

function textOf(codes: Uint16Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += 4096)
    text += String.fromCharCode(...codes.subarray(at, Math.min(end, at + 4096)))
  return text
}
