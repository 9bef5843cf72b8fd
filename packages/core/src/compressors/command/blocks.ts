// Failures, diagnostics and entries: all of the first of a kind, the heads of more, and a count of the rest.

import type { Block, Weight } from './filters/filter.ts'

/** What becomes of a line that does not stay. */
export interface Fate {
  /** What the note calls it; empty for a line that goes with another. */
  what: string
  where?: string | undefined
  throughout?: boolean
}

/** A block as it was found: its rule and its lines. */
export interface Found {
  rule: Block
  start: number
  end: number
}

/** How many of a kind stay whole, and how many more stay in brief. */
const LIMITS: Record<Weight, { whole: number; brief: number }> = {
  failure: { whole: 3, brief: Number.POSITIVE_INFINITY },
  error: { whole: 5, brief: 95 },
  warning: { whole: 3, brief: 12 },
  output: { whole: 2, brief: 10 },
  entry: { whole: 10, brief: 90 },
}
/** Cutting this much detail, or less, is not worth a note. */
const DETAIL_MIN = 60
const KIND_MAX = 100
/** Of a block of more lines than this, the middle is shortened. */
const LONG = 80
const LONG_HEAD = 50
const LONG_END = 20
/** So many lines of noise on end stay. */
const NOISE = 2

/** Settles what becomes of the lines of blocks. `fates` is filled in; lines without a fate stay. */
export function settleBlocks(
  lines: readonly string[],
  blocks: readonly Found[],
  { fates, bias }: { fates: (Fate | undefined)[]; bias: number },
): void {
  const seen = new Map<string, number>()
  for (const block of blocks) {
    const { rule, start, end } = block
    const kind = kindOf(lines, block)
    const before = seen.get(kind) ?? 0
    seen.set(kind, before + 1)
    const { whole, brief } = LIMITS[rule.weight]
    if (before < Math.ceil(whole * bias)) {
      if (end - start > LONG * bias) shorten(lines, { rule, start: start + LONG_HEAD, end: end - LONG_END }, fates)
    } else if (before < Math.ceil((whole + brief) * bias)) shorten(lines, block, fates)
    else {
      const where = rule.head.exec(lines[start]!)?.groups?.in
      fates[start] = { what: rule.what ?? nameOf(kind, rule.weight), where }
      for (let i = start + 1; i < end; i++) fates[i] ??= { what: '' }
    }
  }
}

/** What more blocks of a kind are called: by their code, if the kind is one. */
function nameOf(kind: string, weight: Weight): string {
  return /^[\w@/.-]+$/.test(kind) ? `more ${kind}` : `more ${weight}s like those above`
}

/** What a block says, digits aside: its first match. */
function kindOf(lines: readonly string[], { rule, start, end }: Found): string {
  for (let i = start; i < end; i++) {
    const match = rule.kind.exec(lines[i]!)
    if (!match) continue
    const words = match.slice(1).find((group) => group !== undefined) ?? match[0]
    return words.slice(0, KIND_MAX).replace(/(?<![A-Z]|\d)\d+/g, '0')
  }
  return ''
}

/** Leaves the head of a block, and the lines that its rule names. */
function shorten(lines: readonly string[], { rule, start, end }: Found, fates: (Fate | undefined)[]): void {
  let first = rule.first
  let from = start + 1
  const cut = (to: number) => {
    let length = 0
    for (let i = from; i < to; i++) length += lines[i]!.length
    // of a diagnostic or an entry its form tells that there is more; a failure's lines are noted where they are missing
    const silent = rule.weight !== 'failure' && rule.weight !== 'output'
    if (length <= DETAIL_MIN && !silent) return
    const fate = silent ? { what: 'lines of detail', throughout: true } : { what: '' }
    for (let i = from; i < to; i++) fates[i] ??= fate
  }
  for (let i = start + 1; i < end; i++) {
    const isFirst = first?.test(lines[i]!) ?? false
    if (!isFirst && !rule.brief?.test(lines[i]!)) continue
    if (isFirst) first = undefined
    cut(i)
    from = i + 1
  }
  cut(end)
}

/** Counts what is noise, but for the first lines of it. */
export function settleNoise(lines: readonly string[], noise: RegExp, fates: (Fate | undefined)[]): void {
  let count = 0
  for (const [i, line] of lines.entries()) {
    count = line.length < 500 && noise.test(line) ? count + 1 : 0
    if (count > NOISE) fates[i] ??= { what: 'frames of libraries' }
  }
}
