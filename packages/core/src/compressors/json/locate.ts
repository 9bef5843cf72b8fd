// From a place in the text to the value that stands there, and from a value to its row.

import { ARRAY, type JsonDocument, OBJECT } from './document.ts'

/** Matches of a global pattern between the beginning of the first element and the end of the last. */
export function* matchesIn(
  document: JsonDocument,
  elements: readonly number[],
  pattern: RegExp,
): Generator<{ index: number; end: number }> {
  const to = document.end[elements.at(-1)!]!
  pattern.lastIndex = document.start[elements[0]!]!
  for (let match = pattern.exec(document.text); match && match.index < to; match = pattern.exec(document.text)) {
    yield { index: match.index, end: match.index + match[0].length }
  }
}

/** The scalar that stands at a position; undefined for keys and what is between values. */
export function valueAt(document: JsonDocument, position: number): number | undefined {
  const node = lastFrom(document, position)
  const isContainer = document.kind[node] === ARRAY || document.kind[node] === OBJECT
  return isContainer || position >= document.end[node]! ? undefined : node
}

/** The element whose key stands at a position, in a list of members. */
export function memberAt(document: JsonDocument, elements: readonly number[], position: number): number | undefined {
  const node = lastFrom(document, position) + 1
  return elements[rowAt(elements, node)] === node ? node : undefined
}

/** The last value that begins at or before a position. It may have ended before. */
function lastFrom(document: JsonDocument, position: number): number {
  let low = 0
  let high = document.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (document.start[middle]! <= position) low = middle
    else high = middle - 1
  }
  return low
}

/** Which of the sorted `elements` holds a node. */
export function rowAt(elements: readonly number[], node: number): number {
  let low = 0
  let high = elements.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (elements[middle]! <= node) low = middle
    else high = middle - 1
  }
  return low
}
