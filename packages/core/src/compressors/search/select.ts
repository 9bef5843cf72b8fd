// Which lines of a search stay when not all can: definitions, what the question names, a line of each file, then by relevance.

import { guessTokens } from '../log/estimate.ts'
import { relevanceOf } from '../relevance.ts'
import { definitionStrength } from './definition.ts'
import { describeMatch } from './describe-match.ts'
import type { SearchLine } from './parse.ts'
import { symbolsOf, wordsOfInput } from './symbols.ts'

/** Share of the tokens that may stay, and the share that what must stay may take of it. */
const BUDGET = 0.26
const MUST = 0.8
/** What a match is worth beside its relevance, which is at most 1. */
const FIRST_OF_FILE = 0.4
const MAYBE_DEFINED = 0.6
const SEEN_BEFORE = -0.5
/** Tokens of a note that names a file, beside its path. */
const NAMING = 3
/** Tokens of the header with its marker. */
const HEADER = 60
const NAMED_FILES_MAX = 20

export interface Wish {
  query: string
  input: unknown
  bias: number
}

interface Candidate {
  index: number
  cost: number
  worth: number
}

/** For each line whether it stays. */
export function selectLines(lines: readonly SearchLine[], { query, input, bias }: Wish): boolean[] {
  const words = `${query}\n${wordsOfInput(input)}`
  const matches = lines.filter(({ role }) => role === 'match' || role === 'other')
  const symbols = symbolsOf(matches, words)
  const named = namedFiles(lines, words)
  const strengths = matches.map(({ content }) => strengthOf(content, symbols))
  const relevance = relevanceOf(
    words,
    matches.map((match, i) => describeMatch(match, strengths[i]!)),
  )
  const highest = relevance.reduce((max, score) => Math.max(max, score), 0) || 1
  const position = new Map(lines.map((line, index) => [line, index]))
  const must: Candidate[] = []
  const rest: Candidate[] = []
  const files = new Set<string>()
  const contents = new Set<string>()
  for (const [i, match] of matches.entries()) {
    const defined = strengths[i]!
    const text = match.content.trim()
    let worth = relevance[i]! / highest
    if (!files.has(match.path)) worth += FIRST_OF_FILE
    if (defined === 1) worth += MAYBE_DEFINED
    if (contents.has(text)) worth += SEEN_BEFORE
    files.add(match.path)
    contents.add(text)
    const candidate = { index: position.get(match)!, cost: guessTokens(match.shown), worth: worth + defined }
    if (defined === 2 || named.has(match.path)) must.push(candidate)
    else rest.push(candidate)
  }
  return take(lines, { must, rest, bias })
}

function strengthOf(content: string, symbols: readonly string[]): 0 | 1 | 2 {
  let best: 0 | 1 | 2 = 0
  for (const symbol of symbols) {
    const strength = definitionStrength(content, symbol)
    if (strength > best) best = strength
  }
  return best
}

function take(
  lines: readonly SearchLine[],
  { must, rest, bias }: { must: Candidate[]; rest: Candidate[]; bias: number },
): boolean[] {
  const shown = lines.map(() => false)
  const files = new Set(lines.map(({ path }) => path))
  const total = lines.reduce((sum, { text }) => sum + guessTokens(text), 0)
  const naming = [...files].reduce((sum, path) => sum + guessTokens(path) + NAMING, 0)
  const budget = total * Math.min(0.9, BUDGET * bias)
  let left = Math.max(budget - HEADER - naming, budget / 3)
  const spend = (candidates: Candidate[], least: number) => {
    candidates.sort((a, b) => b.worth - a.worth || a.index - b.index)
    for (const { index, cost } of candidates) {
      if (left - cost < least) continue
      left -= cost
      shown[index] = true
    }
  }
  spend(must, -budget * MUST)
  spend(rest, 0)
  addContext(lines, shown, left)
  return shown
}

/** Context of what stays, as far as there is room, from the top. */
function addContext(lines: readonly SearchLine[], shown: boolean[], room: number): void {
  let left = room
  const isContext = (i: number, path: string) => lines[i]?.role === 'context' && lines[i].path === path
  const stays = [...shown]
  for (const [i, { path, role }] of lines.entries()) {
    if (!stays[i] || role !== 'match') continue
    for (const step of [-1, 1]) {
      for (let at = i + step; isContext(at, path) && !shown[at]; at += step) {
        left -= guessTokens(lines[at]!.shown)
        if (left < 0) return
        shown[at] = true
      }
    }
  }
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
