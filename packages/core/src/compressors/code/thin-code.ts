// Parses a piece of code, chooses what goes, and makes sure that what is left reads as well as before.

import type { Excerpt } from './excerpts.ts'
import type { Gap } from './gaps.ts'
import type { Grammars } from './grammars.ts'
import type { LanguageName } from './languages.ts'
import { type SelectOptions, selectGaps } from './select.ts'
import { errorsIn, readTree, type SyntaxNode, type Unreadable } from './syntax-tree.ts'
import { closeGaps } from './write.ts'

/** What goes of a piece of code. */
export interface Thinned {
  language: LanguageName
  gaps: Gap[]
}

export interface ThinOptions extends Omit<SelectOptions, 'numberOf'> {
  grammars: Grammars
  /** The languages that it may be in, the likeliest first. All of them are loaded. */
  candidates: readonly LanguageName[]
  /** Nothing but the code itself tells its language. */
  isGuess: boolean
}

/** Rows that cannot be read, as a share of all: in a language that is sure, and in one that is a guess. */
const BROKEN_MOST = 0.2
const BROKEN_MOST_GUESSED = 0.01

/** Undefined if nothing goes, if the code cannot be read well enough, or if it could not be read as well without it. */
export function thinCode(excerpt: Excerpt, options: ThinOptions): Thinned | undefined {
  const { grammars, candidates, isGuess } = options
  const { rows, numberOf } = excerpt
  const best = bestReading(rows.join('\n'), candidates, grammars)
  if (!best || best.brokenRows > rows.length * (isGuess ? BROKEN_MOST_GUESSED : BROKEN_MOST)) return undefined
  const { language, root, errors } = best
  const gaps = selectGaps(root, rows, { ...options, numberOf })
  if (gaps.length === 0) return undefined
  const code = closeGaps({ rows, shown: rows, numberOf, spell: (line) => line }, { language, gaps }).join('\n')
  const after = readAs(code, language, grammars)
  return after && isNoWorse(after.errors, errors) ? { language, gaps } : undefined
}

interface Reading {
  language: LanguageName
  root: SyntaxNode
  errors: Unreadable[]
  brokenRows: number
}

/** In the first language in which the code has no error, or the one in which the fewest rows are in errors. */
function bestReading(code: string, candidates: readonly LanguageName[], grammars: Grammars): Reading | undefined {
  let best: Reading | undefined
  for (const language of candidates) {
    const reading = readAs(code, language, grammars)
    if (reading && (!best || reading.brokenRows < best.brokenRows)) best = reading
    if (reading?.errors.length === 0) break
  }
  return best
}

function readAs(code: string, language: LanguageName, grammars: Grammars): Reading | undefined {
  const tree = grammars.parse(language, code)
  if (!tree) return undefined
  try {
    const errors = errorsIn(tree)
    const brokenRows = errors.reduce((sum, { start, end }) => sum + end - start + 1, 0)
    return { language, errors, brokenRows, root: readTree(tree) }
  } finally {
    tree.delete()
  }
}

/** True if every error was there before. */
function isNoWorse(after: readonly Unreadable[], before: readonly Unreadable[]): boolean {
  const left = new Map<string, number>()
  for (const { text } of before) left.set(text, (left.get(text) ?? 0) + 1)
  return after.every(({ text }) => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count > 0
  })
}
