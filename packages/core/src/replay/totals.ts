// The sessions of a replay, added up.
import type { Billed } from '../types.ts'
import type { ArmReport, SessionReport } from './play.ts'

export interface ArmTotals {
  profile: string
  tokens: number
  /** By the name of the rules. */
  bills: Record<
    string,
    { billed: Billed; usd: number; units: number /** Sessions that cost more than passed through. */; dearer: number }
  >
  prefix: { checked: number; unbroken: number }
  needed: { values: number; visible: number; retrievable: number; lost: number }
  edits: number
}

export interface ReplayTotals {
  sessions: number
  turns: number
  characters: number
  arms: ArmTotals[]
}

/** Less than this is no difference: a thousandth of a token's price. */
const NOTHING_USD = 1e-9

export function createTotals() {
  const totals: ReplayTotals = { sessions: 0, turns: 0, characters: 0, arms: [] }

  function add(report: SessionReport): void {
    totals.sessions++
    totals.turns += report.turns
    totals.characters += report.characters
    report.arms.forEach((arm, index) => {
      totals.arms[index] ??= emptyArm(arm)
      addArm(totals.arms[index], arm, report.arms[0]!)
    })
  }

  return { add, totals: () => totals }
}

function emptyArm({ profile, bills }: ArmReport): ArmTotals {
  const nothing = () => ({ billed: { fresh: 0, read: 0, write: 0, writeLong: 0 }, usd: 0, units: 0, dearer: 0 })
  return {
    profile,
    tokens: 0,
    bills: Object.fromEntries(Object.keys(bills).map((name) => [name, nothing()])),
    prefix: { checked: 0, unbroken: 0 },
    needed: { values: 0, visible: 0, retrievable: 0, lost: 0 },
    edits: 0,
  }
}

function addArm(sum: ArmTotals, arm: ArmReport, plain: ArmReport): void {
  sum.tokens += arm.tokens
  sum.edits += arm.edits.length
  for (const key of ['checked', 'unbroken'] as const) sum.prefix[key] += arm.prefix[key]
  for (const key of ['values', 'visible', 'retrievable', 'lost'] as const) sum.needed[key] += arm.needed[key]
  for (const [name, { billed, usd, units }] of Object.entries(arm.bills)) {
    const into = sum.bills[name]!
    for (const price of Object.keys(billed) as (keyof Billed)[]) into.billed[price] += billed[price]
    into.usd += usd
    into.units += units
    if (usd > plain.bills[name]!.usd + NOTHING_USD) into.dearer++
  }
}
