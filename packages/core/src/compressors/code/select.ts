// Chooses what stays beyond the outline: bodies that the query names, statements that hand errors on, and bodies that
// what stays calls most, as far as there is room.

import { costsOf, type Gap, NOTE_TOKENS } from './gaps.ts'
import { type Body, type Outline, outlineOf } from './outline.ts'
import { namedBy } from './query.ts'
import type { SyntaxNode } from './syntax-tree.ts'

export interface SelectOptions {
  query: string
  /** Share of the tokens that may stay, if the outline takes less. */
  keep: number
  /** Above 1 keeps more. */
  bias: number
  /** The number that a row has for whoever asks. */
  numberOf(row: number): number
}

const SHORT_TOKENS = 22
const CALLS_LEAST = 2
/** Shorter names are called everywhere. */
const NAME_LEAST = 3
const NONE: ReadonlySet<number> = new Set()

/** The rows of a tree that go. */
export function selectGaps(root: SyntaxNode, rows: readonly string[], options: SelectOptions): Gap[] {
  const costs = costsOf(rows)
  const shortTokens = SHORT_TOKENS * options.bias
  const outline = (whole: ReadonlySet<number>, withErrors?: ReadonlySet<number>) =>
    outlineOf(root, rows, { costs, shortTokens, whole, withErrors })
  const bare = outline(NONE, NONE)
  const isNamed = namedBy(options.query, options.numberOf)
  const whole = new Set(bare.bodies.filter(isNamed).map(({ start }) => start))
  const lean = whole.size > 0 ? outline(whole, NONE) : bare
  const room = Math.min(1, options.keep * options.bias) * costs[rows.length]! - shownCost(lean, costs)
  if (room <= 0) return lean.gaps
  const outlines = { lean, full: outline(whole) }
  const withErrors = addErrors(outlines, { whole, costs, room })
  const called = addCalled(outlines, { withErrors, whole, costs, room, rows })
  if (withErrors.length + called.length === 0) return lean.gaps
  for (const { start } of called) whole.add(start)
  return outline(whole, new Set(withErrors.map(({ start }) => start))).gaps
}

interface Outlines {
  /** Without what hands errors on. */
  lean: Outline
  /** With all of it. */
  full: Outline
}

interface Room {
  whole: ReadonlySet<number>
  costs: Float64Array
  /** Tokens. */
  room: number
}

type Priced = Body & { cost: number }

/** Functions whose error handling stays: the cheapest first, as long as there is room. */
function addErrors({ lean, full }: Outlines, { whole, costs, room }: Room): Priced[] {
  const priced = outerBodies(lean, whole)
    .map((body) => ({ ...body, cost: shownCost(full, costs, body) - shownCost(lean, costs, body) }))
    .filter(({ cost }) => cost > 0)
    .sort((a, b) => a.cost - b.cost || a.start - b.start)
  return fitting(priced, room)
}

/** Functions that stay whole because what stays calls them more than once: those called most first. */
function addCalled(
  { lean, full }: Outlines,
  { withErrors, whole, costs, room, rows }: Room & { withErrors: readonly Priced[]; rows: readonly string[] },
): Priced[] {
  const callsOf = countCalls(rows, lean.gaps)
  const left = room - withErrors.reduce((sum, { cost }) => sum + cost, 0)
  const priced = outerBodies(lean, whole)
    .map((body) => {
      const shown = withErrors.some(({ start }) => start === body.start) ? full : lean
      return {
        ...body,
        calls: callsOf(body),
        cost: costs[body.end]! - costs[body.start]! - shownCost(shown, costs, body),
      }
    })
    .filter(({ calls }) => calls >= CALLS_LEAST)
    .sort((a, b) => b.calls - a.calls || a.cost - b.cost || a.start - b.start)
  return fitting(priced, left)
}

const outerBodies = ({ bodies }: Outline, whole: ReadonlySet<number>) =>
  bodies.filter(({ isInner, start }) => !isInner && !whole.has(start))

function fitting<One extends Priced>(bodies: readonly One[], room: number): One[] {
  let left = room
  return bodies.filter(({ cost }) => {
    if (cost > left) return false
    left -= cost
    return true
  })
}

/** Tokens that an outline shows of some rows, or of all. */
function shownCost(
  { gaps }: Outline,
  costs: Float64Array,
  { start, end } = { start: 0, end: costs.length - 1 },
): number {
  let cost = costs[end]! - costs[start]!
  for (const gap of gaps)
    if (gap.start >= start && gap.end <= end) cost -= costs[gap.end]! - costs[gap.start]! - NOTE_TOKENS
  return cost
}

/** How often the rows that stay call a function, its own aside. */
function countCalls(rows: readonly string[], gaps: readonly Gap[]): (body: Body) => number {
  const shown = rows.slice()
  for (const { start, end } of gaps) shown.fill('', start, end)
  const counts = callsIn(shown)
  return ({ name, start, end }) =>
    name.length < NAME_LEAST ? 0 : (counts.get(name) ?? 0) - (callsIn(shown.slice(start, end)).get(name) ?? 0)
}

function callsIn(rows: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [, name] of rows.join('\n').matchAll(/(?<![\w$])([\w$]+)\(/g))
    counts.set(name!, (counts.get(name!) ?? 0) + 1)
  return counts
}
