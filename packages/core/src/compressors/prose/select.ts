// Chooses the units that stay: best first, each with what it cannot be read without, as long as there is room.

import type { ProseDocument } from './document.ts'

/** Indexes of units, best first, and the room there is for them, in estimated tokens. */
export interface Choice {
  order: readonly number[]
  room: number
}

/**
 * Which units stay, by one choice after another. A unit brings its headings, the items above it, and the code of its
 * section with it.
 */
export function selectUnits(document: ProseDocument, costs: ArrayLike<number>, choices: readonly Choice[]): boolean[] {
  const shown = document.units.map(() => false)
  const opened = document.sections.map(() => false)
  for (const { order, room } of choices) {
    let left = room
    let missed = 0
    for (const unit of order) {
      if (shown[unit]) continue
      const bundle = bundleOf(document, unit, { shown, costs, opened })
      const cost = bundle.reduce((sum, i) => sum + costs[i]!, shown[unit - 1] || shown[unit + 1] ? 0 : GAP)
      // the last one may go over by as much as it would on average leave unused
      if (cost / 2 <= left) {
        for (const i of bundle) shown[i] = true
        if (document.units[unit]!.kind !== 'heading') opened[document.units[unit]!.section] = true
        left -= cost
      } else if (++missed > MISSED_MOST) break
    }
  }
  return shown
}

/** Tokens of the note on one more gap, between what is shown already and a unit that stands apart from it. */
const GAP = 4
/** A single unit left out must be longer than this, in estimated tokens. */
const LONE_MOST = 40
/** So many units that were too long for the room are passed over for shorter ones. */
const MISSED_MOST = 8

/** A unit with all that must be shown with it and is not yet. */
function bundleOf(
  { units, sections }: ProseDocument,
  unit: number,
  { shown, costs, opened }: { shown: readonly boolean[]; costs: ArrayLike<number>; opened: readonly boolean[] },
): number[] {
  const bundle = new Set<number>()
  const add = (i: number) => {
    for (let at = i; at >= 0 && !bundle.has(at); at = units[at]!.parent) {
      if (!shown[at]) bundle.add(at)
      else break
    }
  }
  add(unit)
  // a single unit between two that stay is not worth a note
  for (const step of [-1, 1]) {
    const between = unit + step
    if (shown[between] !== false || !shown[between + step] || costs[between]! > LONE_MOST) continue
    if (units[between]!.section === units[unit]!.section) add(between)
  }
  const section = sections[units[unit]!.section]!
  // a heading says what there is, and can stand alone
  if (units[unit]!.kind === 'heading' || opened[units[unit]!.section]) return [...bundle]
  add(section.heading)
  for (const code of section.code) add(code)
  return [...bundle]
}
