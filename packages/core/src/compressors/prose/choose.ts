// How much of a document stays, and what: most of it answers the query, and some is costly to lose, whoever asks.

import { asksForAll } from '../query.ts'
import type { ProseDocument } from './document.ts'
import { guessTokens } from './estimate.ts'
import { salienceOf } from './salience.ts'
import type { UnitScores } from './score.ts'
import { selectUnits } from './select.ts'

/** A query with less focus than this says too little: nothing is dropped. Up to the second, more stays. */
export const FOCUS_LEAST = 0.35
const FOCUS_FULL = 0.5
/** How much of what would go stays at the least focus. */
const CAUTION = 0.5
/** A query that asks for all of something leaves at least this share. */
const KEEP_ALL = 0.5
/** Share of what stays that goes to what is costly to lose: figures, names, denials. */
const SALIENT = 0.12
/** Units that score less than this share of the best do not fill up what room is left. */
const WORTH = 0.3

/** Which units stay if, in tokens, about the share `keep` of the document is to stay; more where the query tells less. */
export function chooseUnits(
  document: ProseDocument,
  { values, focus }: UnitScores,
  { query, keep, bias }: { query: string; keep: number; bias: number },
): boolean[] {
  const costs = document.units.map(({ start, end }) => guessTokens(document.text, start, end))
  const doubt = Math.max(0, (FOCUS_FULL - focus) / (FOCUS_FULL - FOCUS_LEAST))
  const least = asksForAll(query) ? Math.max(keep, KEEP_ALL) : keep
  const share = Math.min(1, (least + doubt * CAUTION * (1 - least)) * bias)
  const room = share * costs.reduce((sum, cost) => sum + cost, 0)
  const salience = salienceOf(document).map((value, i) => value / costs[i]!)
  return selectUnits(document, costs, [
    { order: bestFirst(values, (WORTH * (1 - doubt)) / bias), room: room * (1 - SALIENT) },
    { order: bestFirst(salience, 0), room: room * SALIENT },
  ])
}

/** Indexes of the values above a share of the largest one, largest first. */
function bestFirst(values: ArrayLike<number>, share: number): number[] {
  const indexes = Array.from(values, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b)
  const least = (values[indexes[0]!] ?? 0) * share
  return indexes.filter((i) => values[i]! > least)
}
