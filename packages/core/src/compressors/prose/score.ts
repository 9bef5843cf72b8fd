// The scorer that is built in: BM25 of a sentence, of its passage, of what is around it and of its neighbours, with
// what its place says.

import { matchQuery, type QueryMatch, scoresOf } from '../relevance.ts'
import type { ProseDocument, Unit } from './document.ts'

/** How well each unit answers the query, and how far the query tells what is wanted. */
export interface UnitScores {
  /** One score for each unit, 0 or more; only their order and ratios count. */
  values: ArrayLike<number>
  /** 0: the query says nothing about this text. 1: it names what stands in it. */
  focus: number
}

/** Judges units against a query: the seam at which another model can be put in. Must be a pure function. */
export type UnitScorer = (document: ProseDocument, query: string) => UnitScores

const PASSAGE_LEAST = 300
const PASSAGE_MOST = 1_500
const PASSAGE_WEIGHT = 1
const PASSAGE_DECAY = 0.3
/** What a whole part of the text is about, such as a topic of a meeting, says of the passages in it. */
const AROUND_WEIGHT = 1
const AROUND_DECAY = 0.9
const NEIGHBOUR_WEIGHT = 0.25
const HEADING_WEIGHT = 0.3
const FIRST_BONUS = 0.02
/** Of so many terms of a query a passage must hold all, to be surely about it; of a longer query no more. */
const TERMS_LEAST = 2
const TERMS_MOST = 6

/** Scores by word statistics alone. */
export const scoreByWords: UnitScorer = ({ text, units, sections }, query) => {
  const match = matchQuery(
    query,
    units.map(({ start, end }) => text.slice(start, end)),
  )
  const own = scoresOf(match)
  const passages = passagesOf(units)
  const whole = joinCounts(match, passages)
  const passageScores = scoresOf({ ...whole, weights: match.weights })
  const near = smoothed(passageScores, PASSAGE_DECAY)
  const around = smoothed(passageScores, AROUND_DECAY)
  const top = { own: largest(own), near: largest(near), around: largest(around) }
  const values = new Float64Array(units.length)
  if (top.own === 0) return { values, focus: 0 }
  for (const [i, unit] of units.entries()) {
    const passage = passages[i]!
    const heading = sections[unit.section]!.heading
    let value = own[i]! / top.own
    value += (PASSAGE_WEIGHT * near[passage]!) / top.near + (AROUND_WEIGHT * around[passage]!) / top.around
    for (const j of [i - 1, i + 1]) if (passages[j] === passages[i]) value += (NEIGHBOUR_WEIGHT * own[j]!) / top.own
    if (heading >= 0 && heading !== i) value += (HEADING_WEIGHT * own[heading]!) / top.own
    if (value > 0 && units[i - 1]?.block !== unit.block) value += FIRST_BONUS
    values[i] = value
  }
  return { values, focus: focusOf(match, whole.counts) }
}

/** The passage of each unit: blocks joined until there is enough to judge, long ones cut. */
function passagesOf(units: readonly Unit[]): number[] {
  let passage = 0
  let length = 0
  return units.map((unit, i) => {
    const last = units[i - 1]
    const isNewBlock = last !== undefined && last.block !== unit.block
    if (
      last &&
      ((unit.kind === 'heading' && last.kind !== 'heading') ||
        (isNewBlock && length >= PASSAGE_LEAST) ||
        length >= PASSAGE_MOST)
    ) {
      passage++
      length = 0
    }
    length += unit.end - unit.start
    return passage
  })
}

/** Counts of passages, from those of their units. */
function joinCounts({ counts, lengths }: QueryMatch, passages: readonly number[]) {
  const total = (passages.at(-1) ?? -1) + 1
  const joined = Array.from({ length: total }, () => new Map<number, number>())
  const sums = new Float64Array(total)
  for (const [i, passage] of passages.entries()) {
    sums[passage]! += lengths[i]!
    for (const [term, times] of counts[i]!) joined[passage]!.set(term, (joined[passage]!.get(term) ?? 0) + times)
  }
  return { counts: joined, lengths: sums }
}

/** The largest share of the query's terms, rare ones counting more, that one passage holds. */
function focusOf({ query: { terms }, weights }: QueryMatch, passages: QueryMatch['counts']): number {
  const rarest = largest(weights.subarray(0, terms.length)) || 1
  const worth = (term: number) => (weights[term]! === 0 ? 1 : weights[term]! / rarest)
  let wanted = 0
  for (let term = 0; term < terms.length; term++) wanted += worth(term)
  if (wanted === 0) return 0
  wanted = Math.min(Math.max(wanted, TERMS_LEAST), TERMS_MOST)
  let best = 0
  for (const counts of passages) {
    let held = 0
    for (const term of counts.keys()) if (term < terms.length) held += worth(term)
    if (held > best) best = held
  }
  return Math.min(1, best / wanted)
}

/** Each value with what its neighbours have, less with each step away. */
function smoothed(values: Float64Array, decay: number): Float64Array {
  const sums = Float64Array.from(values)
  let before = 0
  let after = 0
  for (let i = 0; i < values.length; i++) {
    sums[i]! += before
    before = decay * (before + values[i]!)
  }
  for (let i = values.length - 1; i >= 0; i--) {
    sums[i]! += after
    after = decay * (after + values[i]!)
  }
  return sums
}

function largest(values: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!
  return most
}
