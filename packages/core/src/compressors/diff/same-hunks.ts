// Hunks with the same lines, as in files that are built from the same source: said once in the lossless form.
import { guessTokens } from '../estimate.ts'
import type { Diff, Hunk } from './parse.ts'

/** What a hunk's lines are called, and whether they stand here or with an earlier hunk. */
export interface NamedHunk {
  name: number
  isFirst: boolean
}

const LINES_MIN = 3
/** Tokens that a repeated hunk must have: two short lines for its name, and the rule. */
const TOKENS_MIN = 40
const REACH = 120

/** The hunks that occur more than once, numbered from 1 in order of their first occurrence. */
export function sameHunks({ lines, files }: Diff): Map<Hunk, NamedHunk> {
  const byText = new Map<string, Hunk[]>()
  for (const { hunks } of files) {
    for (const hunk of hunks) {
      if (hunk.end - hunk.header - 1 < LINES_MIN) continue
      const text = lines.slice(hunk.header + 1, hunk.end).join('\n')
      const same = byText.get(text)
      if (same) same.push(hunk)
      else byText.set(text, [hunk])
    }
  }
  const named = new Map<Hunk, NamedHunk>()
  let name = 0
  for (const same of byText.values()) {
    if (same.length < 2 || !isWorthAName(lines, same[0]!)) continue
    name++
    for (const [i, hunk] of same.entries()) named.set(hunk, { name, isFirst: i === 0 })
  }
  return named
}

function isWorthAName(lines: readonly string[], { header, end }: Hunk): boolean {
  let tokens = 0
  for (let i = header + 1; i < end && tokens < TOKENS_MIN; i++) tokens += guessTokens(lines[i]!.slice(0, REACH))
  return tokens >= TOKENS_MIN
}
