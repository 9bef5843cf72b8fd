// Finds where values stand in a JSON text, without building anything: one pass that skips what nobody asked for.
import type { Path } from '../types.ts'

/** Half-open range of UTF-16 units in a JSON text. */
export interface Span {
  start: number
  end: number
  /** For the place behind an array's last element: whether a comma is needed before a new one. */
  comma?: boolean
}

interface Wanted {
  children: Map<string | number, Wanted>
  /** Indexes in the list of paths, if this very value is wanted. */
  indexes: number[]
}

/**
 * Where the values at `paths` stand in `text`, in the order of `paths`; undefined where there is none. An index one
 * behind an array's last element gives the empty span at which to append. Of duplicate keys the last counts, as in
 * `JSON.parse`. `text` must be valid JSON.
 */
export function locate(text: string, paths: readonly Path[]): (Span | undefined)[] {
  const root: Wanted = { children: new Map(), indexes: [] }
  paths.forEach((path, index) => {
    let node = root
    for (const key of path) {
      let child = node.children.get(key)
      if (!child) {
        child = { children: new Map(), indexes: [] }
        node.children.set(key, child)
      }
      node = child
    }
    node.indexes.push(index)
  })
  const found: (Span | undefined)[] = paths.map(() => undefined)
  visit(text, skipBlank(text, 0), root, found)
  return found
}

/** The JSON text of the value at a path, exactly as it is spelled; undefined if there is none. `text` must be valid JSON. */
export function jsonSlice(text: string, path: Path): string | undefined {
  const [span] = locate(text, [path])
  return span && text.slice(span.start, span.end)
}

/** A JSON text without blanks between its tokens; all that is spelled stays as it is spelled. `text` must be valid JSON. */
export function compactJson(text: string): string {
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = skipString(text, at)
    else if (code > 32) at++
    else {
      parts.push(text.slice(start, at))
      start = at = skipBlank(text, at)
    }
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(start)
}

// Depth is bounded by the longest path asked for: everything else is skipped without recursion.
function visit(text: string, start: number, wanted: Wanted, found: (Span | undefined)[]): number {
  const open = text.charCodeAt(start)
  let end: number
  if (wanted.children.size === 0 || (open !== OBJECT && open !== ARRAY)) end = skipValue(text, start)
  else end = open === OBJECT ? visitObject(text, start, wanted, found) : visitArray(text, start, wanted, found)
  for (const index of wanted.indexes) found[index] = { start, end }
  return end
}

function visitObject(text: string, start: number, wanted: Wanted, found: (Span | undefined)[]): number {
  let at = skipBlank(text, start + 1)
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = skipString(text, at)
    const child = wanted.children.get(readKey(text, at, keyEnd))
    at = skipBlank(text, skipBlank(text, keyEnd) + 1)
    at = skipBlank(text, child ? visit(text, at, child, found) : skipValue(text, at))
    if (text.charCodeAt(at) !== COMMA) break
    at = skipBlank(text, at + 1)
  }
  return at + 1
}

function visitArray(text: string, start: number, wanted: Wanted, found: (Span | undefined)[]): number {
  let at = skipBlank(text, start + 1)
  let index = 0
  while (at < text.length && text.charCodeAt(at) !== ARRAY_END) {
    const child = wanted.children.get(index++)
    at = child ? visit(text, at, child, found) : skipValue(text, at)
    const behind = skipBlank(text, at)
    if (text.charCodeAt(behind) !== COMMA) {
      markAppend(wanted, index, { start: at, end: at, comma: true }, found)
      return behind + 1
    }
    at = skipBlank(text, behind + 1)
  }
  markAppend(wanted, index, { start: start + 1, end: start + 1, comma: false }, found)
  return at + 1
}

function markAppend(wanted: Wanted, length: number, span: Span, found: (Span | undefined)[]): void {
  for (const index of wanted.children.get(length)?.indexes ?? []) found[index] = span
}

function readKey(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1)
  return raw.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : raw
}

const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
const ARRAY = 91
const ARRAY_END = 93
const OBJECT = 123
const OBJECT_END = 125

function skipBlank(text: string, from: number): number {
  let at = from
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break
  }
  return at
}

/** Behind the string that opens at `start`. */
function skipString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1)
  while (quote > 0) {
    let backslashes = 0
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return quote + 1
    quote = text.indexOf('"', quote + 1)
  }
  return text.length
}

function skipValue(text: string, start: number): number {
  const open = text.charCodeAt(start)
  if (open === QUOTE) return skipString(text, start)
  let at = start
  if (open !== OBJECT && open !== ARRAY) {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === COMMA || code === ARRAY_END || code === OBJECT_END || code <= 32) break
    }
    return at
  }
  for (let depth = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = skipString(text, at) - 1
    else if (code === OBJECT || code === ARRAY) depth++
    else if ((code === OBJECT_END || code === ARRAY_END) && --depth === 0) return at + 1
  }
  return at
}
