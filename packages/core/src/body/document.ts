// A request's body in the two forms that it may come in: a parsed value, or JSON text whose bytes are to be kept.
import type { Change } from '../types.ts'
import { applyChanges, spliceChanges } from './change.ts'

export interface Document {
  value: unknown
  /** The JSON text, if the body came as bytes. */
  text?: string
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** Reads JSON bytes. Undefined if they are not valid UTF-8 or not JSON. */
export function readDocument(bytes: Uint8Array): Document | undefined {
  try {
    const text = decoder.decode(bytes)
    return { value: JSON.parse(text) as unknown, text }
  } catch {
    return undefined
  }
}

/** The document with changes made in both of its forms; the same document if there are none. */
export function changeDocument(document: Document, changes: readonly Change[], apply = applyChanges): Document {
  if (changes.length === 0) return document
  const value = apply(document.value, changes)
  return document.text === undefined ? { value } : { value, text: spliceChanges(document.text, changes) }
}

/** The JSON bytes of a document. */
export function writeDocument(document: Document): Uint8Array {
  return encoder.encode(document.text ?? JSON.stringify(document.value))
}

/** The change that makes one array out of another: the elements between their common beginning and end give way. */
export function arrayChange(path: Change['path'], before: readonly unknown[], after: readonly unknown[]): Change[] {
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
