// Rows that the query names: by ids, quoted words, or words that few rows have.

import type { JsonDocument } from './document.ts'
import { matchesIn, memberAt, rowAt, valueAt } from './locate.ts'

const MAX_QUERY_LENGTH = 20_000
const MAX_TERMS = 48
const MAX_HITS = 20
/** A term that more than this share of the rows have names none of them. */
const COMMON_TERM = 0.05
const TERM = /[\p{L}\p{N}](?:[\p{L}\p{N}_.@:/+-]*[\p{L}\p{N}])?/gu
const QUOTED = /"([^"\n]{2,80})"|'([^'\n]{2,80})'|`([^`\n]{2,80})`/g
const PLAIN_WORD = /^\p{L}?\p{Ll}+$/u
const MIN_PLAIN = 5
const MIN_SPECIAL = 2
const WORD = /[\p{L}\p{N}]/u
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g

/**
 * Rows that share rare terms with the query, best first, with the sum of the terms' inverse document frequencies (BM25
 * with every term counted once a row). Keys of the document are no terms: every row has them.
 */
export function queryHits(
  document: JsonDocument,
  elements: readonly number[],
  query: string,
): { row: number; score: number }[] {
  const terms = termsOf(query.slice(0, MAX_QUERY_LENGTH), document)
  if (terms.length === 0) return []
  const total = elements.length
  const limit = Math.max(2, total * COMMON_TERM)
  const scores = new Map<number, number>()
  for (const rows of rowsByTerm(document, elements, { terms, limit })) {
    if (rows.size > limit) continue
    const score = Math.log(1 + (total - rows.size + 0.5) / (rows.size + 0.5))
    for (const row of rows) scores.set(row, (scores.get(row) ?? 0) + score)
  }
  return [...scores]
    .map(([row, score]) => ({ row, score }))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, MAX_HITS)
}

/** Distinct terms of a query in lower case, the longest first: they name most. */
function termsOf(query: string, document: JsonDocument): string[] {
  const keys = new Set(document.keys.map((key) => key.slice(1, -1).toLowerCase()))
  const terms = new Set<string>()
  for (const match of query.matchAll(QUOTED)) terms.add((match[1] ?? match[2] ?? match[3])!.trim().toLowerCase())
  for (const [word] of query.matchAll(TERM)) if (isTelling(word)) terms.add(word.toLowerCase())
  return [...terms]
    .filter((term) => term.length > 1 && !keys.has(term))
    .sort((a, b) => b.length - a.length)
    .slice(0, MAX_TERMS)
}

/** Ids, acronyms and names tell something from a few characters on, common words only if they are long. */
function isTelling(word: string): boolean {
  return word.length >= (PLAIN_WORD.test(word) ? MIN_PLAIN : MIN_SPECIAL)
}

/** For each term, the rows that have it in a value, or in the key of a member; a few more than `limit` at most. */
function rowsByTerm(
  document: JsonDocument,
  elements: readonly number[],
  wish: { terms: readonly string[]; limit: number },
): Iterable<Set<number>> {
  const { text } = document
  const found = new Map(wish.terms.map((term) => [term, new Set<number>()]))
  const pattern = new RegExp(wish.terms.map((term) => term.replace(SYNTAX, '\\$&')).join('|'), 'gi')
  for (const { index, end } of matchesIn(document, elements, pattern)) {
    const rows = found.get(text.slice(index, end).toLowerCase())
    if (!rows || rows.size > wish.limit || WORD.test(text[index - 1] ?? '') || WORD.test(text[end] ?? '')) continue
    const node = valueAt(document, index) ?? memberAt(document, elements, index)
    if (node !== undefined) rows.add(rowAt(elements, node))
  }
  return found.values()
}
