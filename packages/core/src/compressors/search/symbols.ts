// What was searched for, as far as it can be told: from the call, from the question, or from what all matches share.

import type { SearchLine } from './parse.ts'

/** Matches that are looked at, each so far, and words of the question and the call. */
const SAMPLE = 200
const REACH = 300
const WORDS_MAX = 64
const TEXT_MAX = 4000
/** A word must stand in this share of the matches; one that nobody has named, in this share. */
const NAMED = 0.25
const SHARED = 0.85
const SYMBOLS_MAX = 3

const NAME = /[A-Za-z_$][\w$]{2,}/g
const COMMON = new Set(
  'import from function const return class def self this void int str string static public private protected export default type interface struct enum new var let func async await for the and not use pub require module true false null none undefined grep include src lib test tests exclude where which find file files places matter'.split(
    ' ',
  ),
)

/** Names that are likely what was searched for, the likeliest first. */
export function symbolsOf(matches: readonly SearchLine[], words: string): string[] {
  const step = Math.max(1, Math.floor(matches.length / SAMPLE))
  const sample = matches.filter((_, i) => i % step === 0).map(({ content }) => content.slice(0, REACH))
  const shareOf = (word: string) => sample.filter((text) => text.includes(word)).length / (sample.length || 1)
  const named = ranked(namesIn(words.slice(0, TEXT_MAX)).slice(0, WORDS_MAX), shareOf, NAMED)
  return named.length > 0 ? named : ranked(commonNames(sample), shareOf, SHARED)
}

function ranked(names: readonly string[], shareOf: (name: string) => number, least: number): string[] {
  const shares = names.map((name) => ({ name, share: shareOf(name) })).filter(({ share }) => share >= least)
  shares.sort((a, b) => b.share - a.share || b.name.length - a.name.length)
  return shares.slice(0, SYMBOLS_MAX).map(({ name }) => name)
}

function namesIn(text: string): string[] {
  return [...new Set(text.match(NAME))].filter((name) => !COMMON.has(name.toLowerCase()))
}

/** Names in the first matches: one that all share is among them. */
function commonNames(sample: readonly string[]): string[] {
  return [...new Set(sample.slice(0, 3).flatMap(namesIn))].slice(0, WORDS_MAX)
}
