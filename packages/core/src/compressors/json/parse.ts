// A strict JSON parser that keeps every lexeme. Iterative, so that nesting costs no stack; linear for any input.

import {
  ARRAY,
  addNode,
  createDocument,
  FALSE,
  type JsonDocument,
  NULL,
  NUMBER,
  OBJECT,
  OPAQUE,
  STRING,
  TRUE,
} from './document.ts'
import { DUPLICATE, nextShape, WIDE } from './shapes.ts'
import { CLASSES, CONTROL, ESCAPE, isWellSpelled, quote, SURROGATE, wideClass } from './spelling.ts'

/** Deeper values are kept as source text, so that whoever walks a document may recurse. */
const MAX_DEPTH = 64

/** What JSON of these kinds begins with. Most other texts need not be read any further. */
const BEGINNING = /^[ \t\r\n]*(?:"|\{[ \t\r\n]*["}]|\[[ \t\r\n]*[[\]{"\-\dtfn])/

/**
 * Parses a JSON object or array, a JSON string, or JSON lines (two or more objects or arrays, each on lines of its own).
 * Gives undefined for anything else, however near it comes: nothing is repaired.
 */
export function parseJson(text: string): JsonDocument | undefined {
  if (!BEGINNING.test(text)) return undefined
  const reader = new Reader(text)
  return reader.read() ? reader.document : undefined
}

class Reader {
  readonly document: JsonDocument
  private readonly text: string
  private readonly keyIds = new Map<string, number>()
  private readonly open: number[] = []
  /** Whether anything before each open container could be spelled shorter. */
  private readonly respelledBefore: boolean[] = []
  private position = 0
  private spaced = false
  private respelled = false

  constructor(text: string) {
    this.text = text
    this.document = createDocument(text)
  }

  read(): boolean {
    const { text, document } = this
    let spaced = false
    this.skipSpace()
    for (;;) {
      const first = text.charCodeAt(this.position)
      const isContainer = first === 0x7b || first === 0x5b
      if (!isContainer && (first !== 0x22 || document.roots.length > 0)) return false
      document.roots.push(document.length)
      this.spaced = false
      if (!this.value()) return false
      spaced ||= this.spaced
      const end = this.position
      this.skipSpace()
      if (this.position === text.length) break
      if (!isContainer || text.lastIndexOf('\n', this.position) < end) return false
    }
    document.verbatim = !spaced && !this.respelled
    return true
  }

  /** Reads one value with all that is in it. */
  private value(): boolean {
    const { text, document, open } = this
    let key = -1
    for (;;) {
      const node = this.begin(this.skipSpace(), key)
      if (node < 0) return false
      let isFirst = document.kind[node]! >= ARRAY
      for (;;) {
        const parent = open[open.length - 1]
        if (parent === undefined) return true
        const isObject = text.charCodeAt(document.start[parent]!) === 0x7b
        const code = this.skipSpace()
        if (code === (isObject ? 0x7d : 0x5d)) {
          this.close(parent)
          isFirst = false
          continue
        }
        if (!isFirst && code !== 0x2c) return false
        if (!isFirst) this.position++
        key = -1
        if (!isObject) document.info[parent]!++
        else if ((key = this.member(parent)) < 0) return false
        break
      }
    }
  }

  /** Reads a scalar, or the opening of an array or object. */
  private begin(code: number, key: number): number {
    const { text, document } = this
    const start = this.position
    const node = addNode(document, NULL, start)
    document.key[node] = key
    if (code === 0x22) {
      document.kind[node] = STRING
      const bits = this.string()
      if (bits < 0) return -1
      document.info[node] = bits
      if (bits & (ESCAPE | SURROGATE)) this.respelled ||= !isWellSpelled(text.slice(start, this.position), bits)
    } else if (code === 0x7b || code === 0x5b) {
      const isDeep = this.open.push(node) > MAX_DEPTH
      this.respelledBefore.push(this.respelled)
      document.kind[node] = isDeep ? OPAQUE : code === 0x7b ? OBJECT : ARRAY
      this.position++
      return node
    } else if (code === 0x74) this.literal(node, 'true', TRUE)
    else if (code === 0x66) this.literal(node, 'false', FALSE)
    else if (code === 0x6e) this.literal(node, 'null', NULL)
    else {
      document.kind[node] = NUMBER
      this.position = numberEnd(text, start)
    }
    if (this.position <= start) return -1
    document.end[node] = this.position
    document.next[node] = document.length
    return node
  }

  /** Closes an array or object, whose last character stands here. */
  private close(node: number): void {
    const { document } = this
    this.open.pop()
    const respelledBefore = this.respelledBefore.pop()!
    document.end[node] = ++this.position
    if (document.kind[node] === OBJECT) {
      const shape = document.info[node]!
      if (shape === DUPLICATE || (shape === WIDE && repeatsKey(document, node))) document.kind[node] = OPAQUE
    }
    if (document.kind[node] === OPAQUE) {
      document.length = node + 1
      // What is kept as source text is not spelled anew.
      this.respelled = respelledBefore
    }
    document.next[node] = document.length
  }

  /** Reads a key and its colon, and gives the key's id. */
  private member(object: number): number {
    const { text, document } = this
    const { shapes, keys } = document
    if (this.skipSpace() !== 0x22) return -1
    const start = this.position
    const shape = document.info[object]!
    const expected = shape < 0 ? -1 : shapes.lastKey[shape]!
    let key = expected
    if (expected >= 0 && text.startsWith(keys[expected]!, start)) {
      this.position = start + keys[expected]!.length
      document.info[object] = shapes.lastShape[shape]!
    } else {
      const bits = this.string()
      if (bits < 0) return -1
      key = this.keyId(text.slice(start, this.position), bits)
      document.info[object] = nextShape(shapes, shape, key)
    }
    if (this.skipSpace() !== 0x3a) return -1
    this.position++
    return key
  }

  /** Keys are equal by what they say, not by how they are escaped. */
  private keyId(slice: string, bits: number): number {
    const known = this.keyIds.get(slice)
    if (known !== undefined) return known
    const canonical = bits & (ESCAPE | SURROGATE) ? quote(JSON.parse(slice)) : slice
    if (canonical !== slice) this.respelled = true
    const id = this.keyIds.get(canonical) ?? this.document.keys.push(canonical) - 1
    this.keyIds.set(canonical, id)
    this.keyIds.set(slice, id)
    return id
  }

  /** Moves past the string that starts here, and gives the class bits of what it holds; -1 if it is malformed. */
  private string(): number {
    const { text } = this
    let bits = 0
    let i = this.position + 1
    for (;;) {
      const code = text.charCodeAt(i)
      if (code === 0x22) break
      if (code === 0x5c) {
        const length = escapeLength(text, i)
        if (length === 0) return -1
        bits |= ESCAPE
        i += length
        continue
      }
      if (code < 128) bits |= CLASSES[code]!
      else if (code >= 128) bits |= wideClass(code)
      else return -1
      i++
    }
    this.position = i + 1
    return bits & CONTROL ? -1 : bits
  }

  private literal(node: number, word: string, kind: number): void {
    if (!this.text.startsWith(word, this.position)) return
    this.document.kind[node] = kind
    this.position += word.length
  }

  /** Moves past white space, and gives the character that follows; NaN at the end. */
  private skipSpace(): number {
    let code = this.text.charCodeAt(this.position)
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.spaced = true
      code = this.text.charCodeAt(++this.position)
    }
    return code
  }
}

function escapeLength(text: string, at: number): number {
  const code = text.charCodeAt(at + 1)
  if (code !== 0x75) return '"\\/bfnrt'.includes(text[at + 1] ?? ' ') ? 2 : 0
  return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : 0
}

function numberEnd(text: string, start: number): number {
  let i = start
  if (text.charCodeAt(i) === 0x2d) i++
  if (text.charCodeAt(i) === 0x30) i++
  else if ((i = digitsEnd(text, i)) < 0) return -1
  if (text.charCodeAt(i) === 0x2e && (i = digitsEnd(text, i + 1)) < 0) return -1
  if ((text.charCodeAt(i) | 32) === 0x65) {
    const sign = text.charCodeAt(i + 1)
    i = digitsEnd(text, i + (sign === 0x2b || sign === 0x2d ? 2 : 1))
  }
  return i
}

/** The end of one or more digits; -1 if there are none. */
function digitsEnd(text: string, start: number): number {
  let i = start
  for (let code = text.charCodeAt(i); code >= 48 && code <= 57; code = text.charCodeAt(++i));
  return i > start ? i : -1
}

function repeatsKey(document: JsonDocument, node: number): boolean {
  const seen = new Set<number>()
  for (let child = node + 1; child < document.length; child = document.next[child]!) {
    if (seen.has(document.key[child]!)) return true
    seen.add(document.key[child]!)
  }
  return false
}
