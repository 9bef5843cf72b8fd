// Values that a document has said before: later ones give way to the place of the first, as a string in their stead.

import { ARRAY, compactText, type JsonDocument, OBJECT, STRING } from './document.ts'

/** What a reference begins with, and what a document looks like that has such strings already. */
const MARKS: readonly (readonly [string, RegExp])[] = [
  ['@', /"(?:@|\\u0040)/i],
  ['==', /"(?:=|\\u003d)/i],
]
/** Characters from which on a value is worth a reference. */
const MIN_LENGTH = 80
/** A reference must be this many times shorter. */
const MIN_FACTOR = 2
/** Keys of which a path can be written without quotes. */
const PLAIN_KEY = /^"[A-Za-z_][\w-]*"$/
const FNV_PRIME = 0x01000193

/** A text in which repeated values are references, and what those begin with. */
export interface Shortened {
  text: string
  mark: string
}

/** The document's text with references in the place of repeated values; undefined if there are none. Linear. */
export function withReferences(document: JsonDocument): Shortened | undefined {
  const { text, roots, length } = document
  if (roots.length !== 1 || document.kind[0] !== OBJECT || text.length < 2 * MIN_LENGTH) return undefined
  const mark = MARKS.find(([, taken]) => !taken.test(text))?.[0]
  if (mark === undefined) return undefined
  const hashes = hashesOf(document)
  const seen = new Map<number, number>()
  const parents = parentsOf(document)
  const parts: string[] = []
  let from = 0
  for (let node = 0; node < length; node++) {
    if (!isWorthIt(document, node)) continue
    const first = seen.get(hashes[node]!)
    if (first === undefined) {
      seen.set(hashes[node]!, node)
      continue
    }
    const path = pathOf(document, parents, first)
    const size = document.end[node]! - document.start[node]!
    if (path === undefined || path.length * MIN_FACTOR > size) continue
    if (document.kind[first] !== document.kind[node] || compactText(document, first) !== compactText(document, node)) {
      continue
    }
    parts.push(text.slice(from, document.start[node]), `"${mark}${path}"`)
    from = document.end[node]!
    node = document.next[node]! - 1
  }
  return parts.length > 0 ? { text: parts.join('') + text.slice(from), mark } : undefined
}

function isWorthIt(document: JsonDocument, node: number): boolean {
  const kind = document.kind[node]!
  if (kind !== OBJECT && kind !== ARRAY && kind !== STRING) return false
  return node > 0 && document.end[node]! - document.start[node]! >= MIN_LENGTH
}

/** A hash for each value, made of those of what is in it. Equal values have equal ones. */
function hashesOf(document: JsonDocument): Int32Array {
  const { length, kind, next, key, start, end, text } = document
  const hashes = new Int32Array(length)
  for (let node = length - 1; node >= 0; node--) {
    let hash = kind[node]!
    if (kind[node] === OBJECT || kind[node] === ARRAY) {
      for (let child = node + 1; child < next[node]!; child = next[child]!) {
        hash = Math.imul(hash ^ hashes[child]!, FNV_PRIME) + Math.imul(key[child]!, FNV_PRIME)
      }
    } else {
      for (let i = start[node]!; i < end[node]!; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME)
    }
    hashes[node] = hash
  }
  return hashes
}

function parentsOf(document: JsonDocument): Int32Array {
  const { length, next } = document
  const parents = new Int32Array(length)
  const open = [-1]
  for (let node = 0; node < length; node++) {
    while (open.length > 1 && next[open.at(-1)!]! <= node) open.pop()
    parents[node] = open.at(-1)!
    if (next[node]! > node + 1) open.push(node)
  }
  return parents
}

/** Where a value stands, as `a.b.c`; undefined inside arrays, where one would have to count, and if a key is not plain. */
function pathOf(document: JsonDocument, parents: Int32Array, node: number): string | undefined {
  const { kind, key, keys } = document
  const path: string[] = []
  for (let at = node; at > 0; at = parents[at]!) {
    if (kind[parents[at]!] !== OBJECT) return undefined
    const name = keys[key[at]!]!
    if (!PLAIN_KEY.test(name)) return undefined
    path.push(name.slice(1, -1))
  }
  return path.reverse().join('.')
}
