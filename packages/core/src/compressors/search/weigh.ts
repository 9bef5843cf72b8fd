// What each match is worth: by the question, as a definition, and as the only one that shows its file.

import { definitionStrength } from '../../definition-line.ts'
import { guessTokens } from '../estimate.ts'
import { relevanceOf, termsOf } from '../relevance.ts'
import { describeFile, describeLine } from './describe.ts'
import type { SearchLine } from './parse.ts'
import { symbolsOf } from './symbols.ts'

/** What a match is worth beside its relevance, which is at most 1. */
const FIRST_OF_FILE = 0.4
const DEFINED = 2
const MAYBE_DEFINED = 1.6
const SEEN_BEFORE = -0.5
const NAMED_FILES_MAX = 20
/** Characters of the question, and words in it, that are looked at. */
const QUERY_MAX = 8000
const TERMS_MAX = 100

export interface Candidate {
  /** Index of the line. */
  index: number
  /** In tokens. */
  cost: number
  worth: number
  /** True for definitions, and in files that the question names. */
  isWanted: boolean
}

/** Weighs all lines but context; `words` are those of the question and of the call. */
export function weighMatches(lines: readonly SearchLine[], words: string): Candidate[] {
  const indexes = lines.flatMap(({ role }, index) => (role === 'match' || role === 'other' ? [index] : []))
  const matches = indexes.map((index) => lines[index]!)
  const symbols = symbolsOf(matches, words)
  const strengths = matches.map(({ content }) => strengthOf(content, symbols))
  const relevance = relevanceOfMatches(matches, strengths, { words, symbols })
  const named = namedFiles(lines, words)
  const files = new Set<string>()
  const contents = new Set<string>()
  return matches.map(({ path, content, shown }, i) => {
    const text = content.trim()
    let worth = relevance[i]!
    if (!files.has(path)) worth += FIRST_OF_FILE
    if (strengths[i] === 2) worth += DEFINED
    if (strengths[i] === 1) worth += MAYBE_DEFINED
    if (contents.has(text)) worth += SEEN_BEFORE
    files.add(path)
    contents.add(text)
    return { index: indexes[i]!, cost: guessTokens(shown), worth, isWanted: strengths[i] === 2 || named.has(path) }
  })
}

function strengthOf(content: string, symbols: readonly string[]): 0 | 1 | 2 {
  let best: 0 | 1 | 2 = 0
  for (const symbol of symbols) {
    const strength = definitionStrength(content, symbol)
    if (strength > best) best = strength
  }
  return best
}

/** From 0 to 1: of the line and of its file. */
function relevanceOfMatches(
  matches: readonly SearchLine[],
  strengths: readonly (0 | 1 | 2)[],
  { words, symbols }: { words: string; symbols: readonly string[] },
): Float64Array {
  const files = [...new Set(matches.map(({ path }) => path))]
  const asked = [...new Set(termsOf(words.slice(0, QUERY_MAX)))].slice(0, TERMS_MAX)
  const ofFiles = relevanceOf(asked.join(' '), files.map(describeFile))
  const byPath = new Map(files.map((path, i) => [path, ofFiles[i]!]))
  // what was searched for is in all matches and tells none from another; what has no other word need not be read
  const searched = new Set(symbols.flatMap(termsOf))
  const terms = asked.filter((term) => !searched.has(term))
  const texts = matches.map(({ content }, i) => {
    const text = describeLine(content, strengths[i]!)
    const folded = text.toLowerCase()
    return terms.some((term) => folded.includes(term)) ? text : ''
  })
  const scores = relevanceOf(terms.join(' '), texts)
  for (const [i, { path }] of matches.entries()) scores[i]! += byPath.get(path)!
  const highest = scores.reduce((max, score) => Math.max(max, score), 0) || 1
  return scores.map((score) => score / highest)
}

/** The files that the question or the call names, if it is a few. */
function namedFiles(lines: readonly SearchLine[], words: string): Set<string> {
  const spoken = new Set(words.slice(0, 8000).match(/[\w@$+-][\w./\\@$+-]*\.\w+/g))
  if (spoken.size === 0) return new Set()
  const files = new Set(lines.map(({ path }) => path))
  const named = [...files].filter((path) => {
    const parts = path.split(/[/\\]/)
    return parts.some((_, i) => i > parts.length - 12 && spoken.has(parts.slice(i).join('/')))
  })
  return named.length <= NAMED_FILES_MAX ? new Set(named) : new Set()
}
