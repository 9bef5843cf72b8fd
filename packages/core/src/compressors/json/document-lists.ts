// Finds lists of documents in JSON: search results, passages, messages. Each has a long text and short fields beside it.

import { ARRAY, type JsonDocument, STRING, sourceOf, stringOf } from './document.ts'

/** One element of a list of documents. */
export interface ListedDocument {
  /** Nodes of its long texts. */
  long: number[]
  /** What else it says, and its title if a key tells which it is. */
  short: string
  title: string
}

/** Characters from which on a text is long. */
const MIN_LONG = 200
const MIN_DOCUMENTS = 4
/** Longer lists are tables. */
export const MAX_DOCUMENTS = 400
/** The list must be this long, and the long texts this share of it. */
const MIN_LENGTH = 1500
const MIN_SHARE = 0.5
/** Share of the elements that must have a long text. */
const MAJORITY = 0.6
const MAX_TITLE = 120
const TITLE = /^"(?:[\w-]*title|name|heading|headline|subject)"$/i

/** Nodes of the outermost arrays that are lists of documents. */
export function documentLists(document: JsonDocument): number[] {
  const { kind, info, start, end, next } = document
  const lists: number[] = []
  for (let node = 0; node < document.length; node++) {
    const isLong = end[node]! - start[node]! >= MIN_LENGTH
    if (!isLong) continue
    if (kind[node] !== ARRAY || info[node]! < MIN_DOCUMENTS || info[node]! > MAX_DOCUMENTS) continue
    if (!holdsDocuments(document, node)) continue
    lists.push(node)
    node = next[node]! - 1
  }
  return lists
}

/** The elements of a list of documents. */
export function listedDocuments(document: JsonDocument, list: number): ListedDocument[] {
  const { kind, next, key, keys } = document
  const documents: ListedDocument[] = []
  const end = next[list]!
  for (let element = list + 1; element < end; element = next[element]!) {
    const listed: ListedDocument = { long: [], short: '', title: '' }
    for (let node = element; node < next[element]!; node++) {
      if (kind[node] !== STRING) continue
      if (isLongText(document, node)) {
        listed.long.push(node)
        continue
      }
      const value = stringOf(document, node)
      listed.short += `${value}\n`
      const isTitle = !listed.title && key[node]! >= 0 && value.length <= MAX_TITLE && TITLE.test(keys[key[node]!]!)
      if (isTitle) listed.title = value
    }
    documents.push(listed)
  }
  return documents
}

function holdsDocuments(document: JsonDocument, list: number): boolean {
  const { start, end, next, info } = document
  let holders = 0
  let length = 0
  const last = next[list]!
  for (let element = list + 1; element < last; element = next[element]!) {
    let own = 0
    for (let node = element; node < next[element]!; node++) {
      if (isLongText(document, node)) own += end[node]! - start[node]!
    }
    length += own
    if (own > 0) holders++
  }
  return length >= MIN_SHARE * (end[list]! - start[list]!) && holders >= MAJORITY * info[list]!
}

/** Prose or code: not JSON in a string, not a link. */
function isLongText(document: JsonDocument, node: number): boolean {
  const { kind, start, end, text } = document
  if (kind[node] !== STRING || end[node]! - start[node]! < MIN_LONG) return false
  const first = text.charCodeAt(start[node]! + 1)
  if (first === 0x5b || first === 0x7b) return false
  return sourceOf(document, node).slice(0, MIN_LONG).includes(' ')
}
