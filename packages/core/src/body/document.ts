// A request's body in the two forms that it may come in: a parsed value, or JSON text whose bytes are to be kept.
import type { Change } from '../types.ts'
import { applyChanges, spliceChanges } from './change.ts'
import { decodeUtf8 } from './utf8.ts'

export interface Document {
  value: unknown
  /** The JSON text, if the body came as bytes. */
  text?: string
}

/** A JSON body that is parsed once and keeps its spelling. */
export class JsonBody implements Document {
  readonly value: unknown
  readonly text: string

  constructor(text: string, value: unknown) {
    this.text = text
    this.value = value
  }

  /** Reads JSON text, or its UTF-8 bytes. Undefined if it is neither. */
  static parse(json: string | Uint8Array): JsonBody | undefined {
    const text = typeof json === 'string' ? json : decodeUtf8(json)
    if (text === undefined) return undefined
    try {
      return new JsonBody(text, JSON.parse(text))
    } catch {
      return undefined
    }
  }
}

/** The document with changes made in both of its forms; the same document if there are none. */
export function changeDocument(document: Document, changes: readonly Change[], apply = applyChanges): Document {
  if (changes.length === 0) return document
  const value = apply(document.value, changes)
  return document.text === undefined ? { value } : { value, text: spliceChanges(document.text, changes) }
}

/**
 * The change that makes one array out of another: the elements between their common beginning and end give way. What is
 * no array gives way as a whole.
 */
export function arrayChange(path: Change['path'], before: unknown, after: readonly unknown[]): Change[] {
  if (!Array.isArray(before)) return [{ path, values: [after] }]
  const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b)
  let start = 0
  while (start < before.length && start < after.length && same(before[start], after[start])) start++
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && same(before.at(-1 - end), after.at(-1 - end))) end++
  const count = before.length - start - end
  const values = after.slice(start, after.length - end)
  return count === 0 && values.length === 0 ? [] : [{ path: [...path, start], count, values }]
}
