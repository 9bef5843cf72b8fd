// Which lines of a search stay when not all can: what is wanted, then what is worth most, as far as the tokens go.

import { guessTokens } from '../estimate.ts'
import { wordsOfInput } from '../tool-input.ts'
import type { SearchLine } from './parse.ts'
import { type Candidate, weighMatches } from './weigh.ts'

/** Share of the tokens that may stay, and by what share of it what is wanted may go beyond. */
const BUDGET = 0.27
const BEYOND = 0.8
/** The share of it that other lines get in any case. */
const OTHERS = 0.15
/** Tokens of a note that names a file, beside its path. */
const NAMING = 3
/** Tokens of the header with its marker. */
const HEADER = 60

export interface Wish {
  query: string
  input: unknown
  bias: number
}

/** For each line whether it stays. */
export function selectLines(lines: readonly SearchLine[], { query, input, bias }: Wish): boolean[] {
  const shown = lines.map(() => false)
  const candidates = weighMatches(lines, `${query}\n${wordsOfInput(input)}`)
  const total = lines.reduce((sum, { text }) => sum + guessTokens(text), 0)
  const budget = total * Math.min(0.9, BUDGET * bias)
  let left = Math.max(budget - HEADER - namingCost(lines), budget / 3)
  const spend = (among: Candidate[], least: number) => {
    among.sort((a, b) => b.worth - a.worth || a.index - b.index)
    for (const { index, cost } of among) {
      if (left - cost < least) continue
      left -= cost
      shown[index] = true
    }
  }
  spend(
    candidates.filter(({ isWanted }) => isWanted),
    -budget * BEYOND,
  )
  left = Math.max(left, budget * OTHERS)
  spend(
    candidates.filter(({ isWanted }) => !isWanted),
    0,
  )
  addContext(lines, shown, left)
  return shown
}

/** Tokens that it takes to name every file. */
function namingCost(lines: readonly SearchLine[]): number {
  const files = new Set(lines.map(({ path }) => path))
  return [...files].reduce((sum, path) => sum + guessTokens(path) + NAMING, 0)
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
