// Remembers the token count of short ASCII pieces. Typed arrays instead of a Map: no substring is made for a hit, and no
// key keeps the text alive that it was cut from.

const SLOTS = 1 << 17
const POOL = 1 << 20
const LONGEST = 64

/** Counts the tokens of a piece that is not remembered yet. */
export type CountPiece = (piece: string) => number

/**
 * Makes a function that counts `text[start, end)`, an ASCII piece, and asks `count` only once for each piece. What is
 * remembered is forgotten all at once when the room (about 2 MB) is used up; that affects speed only.
 */
export function rememberPieces(count: CountPiece): (text: string, start: number, end: number) => number {
  const hashes = new Uint32Array(SLOTS)
  const counts = new Uint8Array(SLOTS)
  const offsets = new Uint32Array(SLOTS)
  const lengths = new Uint8Array(SLOTS)
  const pool = new Uint8Array(POOL)
  let pooled = 0
  let used = 0

  function matches(slot: number, text: string, start: number): boolean {
    const offset = offsets[slot]!
    for (let i = lengths[slot]! - 1; i >= 0; i--) if (pool[offset + i] !== text.charCodeAt(start + i)) return false
    return true
  }

  return (text, start, end) => {
    const length = end - start
    if (length > LONGEST) return count(text.slice(start, end))
    let hash = length
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    hash = (hash ^ (hash >>> 15)) >>> 0 || 1
    let slot = hash & (SLOTS - 1)
    for (; hashes[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
      if (hashes[slot] === hash && lengths[slot] === length && matches(slot, text, start)) return counts[slot]!
    }
    if (used > SLOTS / 2 || pooled + length > POOL) {
      hashes.fill(0)
      used = pooled = 0
      slot = hash & (SLOTS - 1)
    }
    const tokens = count(text.slice(start, end))
    hashes[slot] = hash
    counts[slot] = tokens
    offsets[slot] = pooled
    lengths[slot] = length
    for (let i = start; i < end; i++) pool[pooled++] = text.charCodeAt(i)
    used++
    return tokens
  }
}
