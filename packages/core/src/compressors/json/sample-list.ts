// Decides whether a long list is sampled, and says what is left out.

import type { Dropped } from '../../types.ts'
import { describeDropped } from './describe-dropped.ts'
import { ARRAY, childrenOf, compactText, type JsonDocument, OBJECT, STRING } from './document.ts'
import { estimateTokens } from './estimate.ts'
import { selectRows } from './select-rows.ts'
import { ESCAPE } from './spelling.ts'

export interface Wish {
  query: string
  /** Above 1 shows more rows, below 1 fewer. */
  bias: number
  /** Shorter lists are shown whole. */
  minRows?: number
}

export interface Sample {
  /** Rows to show, ascending. */
  kept: number[]
  /** What the others held. */
  words: string
  dropped: Dropped
}

/** Shorter lists are shown whole, unless a wish says otherwise. */
const MIN_ROWS = 24
/** Lists of fewer tokens are shown whole: one look at what was left out would cost more than it saves. */
const MIN_TOKENS = 1200
/** What must be saved at least: tokens, a share of the list shown whole, and a share of the JSON that a fetch brings back. */
const MIN_SAVED = 150
const MIN_SHARE = 0.15
const MIN_FETCH_SHARE = 0.2
/** Tokens of a marker, and of a note in a gap. */
const MARKER = 120
const NOTE = 7
/** Rows looked at to guess what all of them cost. */
const PROBES = 16

/** False if the document, strings in it included, has no list that is long enough. */
export function mayBeSampled(document: JsonDocument): boolean {
  const { kind, info, start, end, next, text, roots } = document
  if (roots.length >= MIN_ROWS && text.length >= MIN_TOKENS) return true
  for (let node = 0; node < document.length; node++) {
    // No token is shorter than a character.
    if (end[node]! - start[node]! < MIN_TOKENS) continue
    if (kind[node] === STRING && info[node]! & ESCAPE) return true
    if (next[node]! - node <= MIN_ROWS) continue
    if (kind[node] === ARRAY && info[node]! >= MIN_ROWS) return true
    // Members are rows only if most of them are objects.
    const rows = kind[node] === OBJECT ? childrenOf(document, node).filter((child) => kind[child] === OBJECT) : []
    if (rows.length * 2 >= MIN_ROWS) return true
  }
  return false
}

/** Rows to show of a list; undefined if it is better shown whole. `rowText` gives a row as it would be written. */
export function sampleList(
  list: { document: JsonDocument; elements: readonly number[]; keyed: boolean; unit: 'rows' | 'items' },
  wish: Wish,
  rowText: (row: number) => string,
): Sample | undefined {
  const { document, elements, keyed, unit } = list
  const total = elements.length
  if (total < (wish.minRows ?? MIN_ROWS)) return undefined
  const rowTokens = averageTokens(total, rowText)
  const jsonTokens = averageTokens(total, (row) => compactText(document, elements[row]!))
  if (rowTokens * total < MIN_TOKENS) return undefined
  const { kept, alarming, notable, fields } = selectRows(document, elements, {
    ...wish,
    cost: (rowTokens + NOTE) / jsonTokens,
  })
  const ranges = gapsBetween(kept, total)
  const count = total - kept.length
  const saved = count * rowTokens - MARKER - ranges.length * NOTE
  const least = Math.max(MIN_SAVED, total * rowTokens * MIN_SHARE, total * jsonTokens * MIN_FETCH_SHARE)
  if (saved < least) return undefined
  const flags = new Uint8Array(total)
  for (const row of kept) flags[row] = 1
  const remarks = describeDropped(document, { elements, fields, keyed }, flags)
  const unusual = notable > 0 ? `, ${notable} of them unusual` : ''
  const alarmed = alarming > 0 ? `, ${alarming} with words of alarm` : ''
  return {
    kept,
    words: `${count} of ${total} ${unit} omitted${unusual}${alarmed}${remarks && `: ${remarks}`}`,
    dropped: {
      unit,
      count,
      total,
      ranges,
      reason: 'sampled: ends, rows that stand out or are asked for, and a spread',
    },
  }
}

function averageTokens(total: number, rowText: (row: number) => string): number {
  let tokens = 0
  for (let probe = 0; probe < PROBES; probe++) {
    tokens += estimateTokens(rowText(Math.floor(((probe + 0.5) * total) / PROBES))) + 1
  }
  return tokens / PROBES
}

function gapsBetween(kept: readonly number[], total: number): [number, number][] {
  const gaps: [number, number][] = []
  let next = 0
  for (const row of [...kept, total]) {
    if (row > next) gaps.push([next, row])
    next = row + 1
  }
  return gaps
}
