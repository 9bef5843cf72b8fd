// Chooses what stays beyond the outline: bodies that the query names, statements that hand errors on, and bodies that
// what stays calls most, as far as there is room.

import { termsOf } from '../relevance.ts'
import { ASKING_WORDS, STOP_WORDS } from '../stop-words.ts'
import { type Body, type Outline, type OutlineOptions, outlineOf, rowCost } from './outline.ts'
import type { SyntaxNode } from './syntax-tree.ts'

export interface SelectOptions {
  query: string
  /** Share of the tokens that may stay, if the outline takes less. */
  keep: number
  /** Above 1 keeps more. */
  bias: number
  numberOf(row: number): number
}

const SHORT_TOKENS = 22
const NOTE_TOKENS = 12
const CALLS_LEAST = 2
const NAME_LEAST = 3
const QUERY_MAX = 8_000
const LINES_NAMED = /\blines?\s+(\d{1,7})(?:\s?(?:-|–|to)\s?(\d{1,7}))?|:(\d{1,7})\b/gi

/** The outline of a tree with what else is worth its room. */
export function selectRows(root: SyntaxNode, rows: readonly string[], options: SelectOptions): Outline {
  const { bias, keep } = options
  const settings = { shortTokens: SHORT_TOKENS * bias, noteTokens: NOTE_TOKENS }
  const outline = (whole: ReadonlySet<number>, withErrors?: ReadonlySet<number>) =>
    outlineOf(root, rows, { ...settings, whole, withErrors } satisfies OutlineOptions)
  const none: ReadonlySet<number> = new Set()
  const bare = outline(none, none)
  const whole = new Set(bare.bodies.filter(namedIn(options)).map(({ start }) => start))
  const lean = whole.size > 0 ? outline(whole, none) : bare
  const costs = costsOf(rows)
  let room = Math.min(1, keep * bias) * costs[rows.length]! - costOf(lean, costs, 0, rows.length)
  if (room <= 0) return lean
  const outer = lean.bodies.filter(({ isInner, start }) => !isInner && !whole.has(start))
  const withErrors = new Set<number>()
  const full = outline(whole)
  const extra = (body: Body) => costOf(full, costs, body.start, body.end) - costOf(lean, costs, body.start, body.end)
  for (const { body, cost } of byCost(outer, extra)) {
    if (cost <= 0 || cost > room) continue
    withErrors.add(body.start)
    room -= cost
  }
  for (const { start, end } of mostCalled(outer, rows, lean)) {
    const cost = costs[end]! - costs[start]! - costOf(withErrors.has(start) ? full : lean, costs, start, end)
    if (cost > room) continue
    whole.add(start)
    room -= cost
  }
  return outline(whole, withErrors)
}

/** Tokens of the rows before each row. */
function costsOf(rows: readonly string[]): Float64Array {
  const costs = new Float64Array(rows.length + 1)
  for (const [row, line] of rows.entries()) costs[row + 1] = costs[row]! + rowCost(line)
  return costs
}

/** Tokens that an outline shows of some rows. */
function costOf({ gaps }: Outline, costs: Float64Array, start: number, end: number): number {
  let cost = costs[end]! - costs[start]!
  for (const gap of gaps) {
    if (gap.start < start || gap.end > end) continue
    cost -= costs[gap.end]! - costs[gap.start]! - NOTE_TOKENS
  }
  return cost
}

function byCost(bodies: readonly Body[], costOf: (body: Body) => number): { body: Body; cost: number }[] {
  return bodies.map((body) => ({ body, cost: costOf(body) })).sort((a, b) => a.cost - b.cost || a.body.start - b.body.start)
}

/** Bodies that the rows that stay call more than once, those called most first. */
function mostCalled(bodies: readonly Body[], rows: readonly string[], { gaps }: Outline): Body[] {
  const calls = new Map<string, number>()
  const shown = rows.slice()
  for (const { start, end } of gaps) shown.fill('', start, end)
  for (const [, name] of shown.join('\n').matchAll(/([\w$]+)\s*(?:<[\w\s,<>]*>)?\(/g)) calls.set(name!, (calls.get(name!) ?? 0) + 1)
  const callsOf = ({ name, start, end }: Body) => {
    const own = shown.slice(start, end).filter((row) => row.includes(`${name}(`)).length
    return name.length < NAME_LEAST ? 0 : (calls.get(name) ?? 0) - own
  }
  return bodies
    .map((body) => ({ body, count: callsOf(body) }))
    .filter(({ count }) => count >= CALLS_LEAST)
    .sort((a, b) => b.count - a.count || a.body.end - a.body.start - (b.body.end - b.body.start))
    .map(({ body }) => body)
}

/** Tells the bodies that the query names: by name, by all the words of a name, or by a line in them. */
function namedIn({ query, numberOf }: SelectOptions): (body: Body) => boolean {
  const text = query.slice(0, QUERY_MAX)
  const names = new Set(text.match(/[\w$]+/g))
  const terms = new Set(termsOf(text))
  const lines = Array.from(text.matchAll(LINES_NAMED), ([, from, to, only]) => {
    const first = Number(from ?? only)
    return [first, Number(to ?? first)] as const
  })
  return ({ name, start, end }) => {
    if (lines.some(([from, to]) => numberOf(start) <= to && from <= numberOf(end - 1))) return true
    if (name.length < NAME_LEAST) return false
    const parts = name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []
    if (names.has(name)) return parts.length > 1 || !isPlainWord(name)
    return parts.length > 1 && parts.every((part) => termsOf(part).some((term) => terms.has(term)))
  }
}

/** Words that a question is made of are no names, even if something is called so. */
const isPlainWord = (name: string) => STOP_WORDS.has(name) || ASKING_WORDS.has(name)
