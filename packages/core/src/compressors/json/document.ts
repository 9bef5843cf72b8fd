// A parsed document: the source text and a tape of its values in document order, which point into the text. Nothing is
// converted, so every number and key keeps its spelling.

import { createShapes, type Shapes } from './shapes.ts'
import { ESCAPE, isWellSpelled, quote, SURROGATE } from './spelling.ts'

export const NULL = 0
export const FALSE = 1
export const TRUE = 2
export const NUMBER = 3
export const STRING = 4
export const ARRAY = 5
export const OBJECT = 6
/** An object with a repeated key, or a value nested too deep: kept as source text. */
export const OPAQUE = 7

/** Values as parallel arrays, indexed by node. The children of a node stand right behind it. */
export interface JsonDocument {
  text: string
  /** One value, or several for JSON lines. */
  roots: number[]
  length: number
  kind: Uint8Array
  /** Where the value begins and ends in the text. */
  start: Int32Array
  end: Int32Array
  /** The node behind the value and all that is in it. */
  next: Int32Array
  /** Id of the key that the value stands under; -1 outside objects. */
  key: Int32Array
  /** A string's class bits, an array's number of elements, an object's shape. */
  info: Int32Array
  /** Keys by id, as JSON strings. */
  keys: string[]
  shapes: Shapes
  /** No white space between tokens and no string that could be spelled shorter: every slice is compact. */
  verbatim: boolean
}

export function createDocument(text: string): JsonDocument {
  const capacity = (text.length >> 3) + 16
  return {
    text,
    roots: [],
    length: 0,
    kind: new Uint8Array(capacity),
    start: new Int32Array(capacity),
    end: new Int32Array(capacity),
    next: new Int32Array(capacity),
    key: new Int32Array(capacity),
    info: new Int32Array(capacity),
    keys: [],
    shapes: createShapes(),
    verbatim: true,
  }
}

/** Adds a value that begins at `start`, and gives its node. */
export function addNode(document: JsonDocument, kind: number, start: number): number {
  const node = document.length++
  if (node === document.kind.length) grow(document)
  document.kind[node] = kind
  document.start[node] = start
  document.key[node] = -1
  document.info[node] = 0
  return node
}

/** The source text of a value. */
export function sourceOf(document: JsonDocument, node: number): string {
  return document.text.slice(document.start[node], document.end[node])
}

/** The decoded string of a string node. */
export function stringOf(document: JsonDocument, node: number): string {
  if (document.info[node]! & ESCAPE) return JSON.parse(sourceOf(document, node))
  return document.text.slice(document.start[node]! + 1, document.end[node]! - 1)
}

/** The values directly inside an array or object. */
export function childrenOf(document: JsonDocument, node: number): number[] {
  const children: number[] = []
  const end = document.next[node]!
  for (let child = node + 1; child < end; child = document.next[child]!) children.push(child)
  return children
}

/** A value as compact JSON: no white space, strings in their shortest spelling, numbers as they were written. */
export function compactText(document: JsonDocument, node: number): string {
  if (document.verbatim) return sourceOf(document, node)
  switch (document.kind[node]) {
    case STRING:
      return compactString(document, node)
    case ARRAY:
      return `[${childrenOf(document, node)
        .map((child) => compactText(document, child))
        .join()}]`
    case OBJECT:
      return `{${childrenOf(document, node)
        .map((child) => `${document.keys[document.key[child]!]}:${compactText(document, child)}`)
        .join()}}`
    case OPAQUE:
      return withoutSpace(sourceOf(document, node))
    default:
      return sourceOf(document, node)
  }
}

function compactString(document: JsonDocument, node: number): string {
  const slice = sourceOf(document, node)
  const bits = document.info[node]!
  if (!(bits & (ESCAPE | SURROGATE)) || isWellSpelled(slice, bits)) return slice
  return quote(JSON.parse(slice))
}

/** Source text without the white space between its tokens. */
function withoutSpace(source: string): string {
  let out = ''
  let from = 0
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i)
    if (code === 34) {
      for (i++; source.charCodeAt(i) !== 34; i++) if (source.charCodeAt(i) === 92) i++
    } else if (code <= 32) {
      out += source.slice(from, i)
      from = i + 1
    }
  }
  return out + source.slice(from)
}

function grow(document: JsonDocument): void {
  const capacity = document.kind.length * 2
  const wider = (old: Int32Array) => {
    const array = new Int32Array(capacity)
    array.set(old)
    return array
  }
  const kind = new Uint8Array(capacity)
  kind.set(document.kind)
  document.kind = kind
  document.start = wider(document.start)
  document.end = wider(document.end)
  document.next = wider(document.next)
  document.key = wider(document.key)
  document.info = wider(document.info)
}
