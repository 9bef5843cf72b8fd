// Mixed content: a text of several kinds is split along exact boundaries, and each part goes to the compressor for it.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { isEncoded } from '../encoding.ts'
import { highestBidder } from '../highest-bidder.ts'
import { estimateTokens } from '../json/estimate.ts'
import { betweenSeparators, type Range } from './boundaries.ts'
import { fitsFrame, imitatesFrame, type Part, writeMixed } from './frame.ts'
import { findJson } from './json-spans.ts'
import { isWorthwhile, type Piece, splitText } from './split.ts'

/** From this bid on a compressor is sure, of a part or of the whole text. */
const SURE = 0.5
const BID = 0.6
/** Parts must make up this share of the text. */
const SHARE_MIN = 0.15
/** The same where somebody who gets none of them makes a low bid for the whole. */
const SHARE_CONTESTED = 0.4
/** Where somebody is sure of the whole, parts for others must make up this share; then the bid is so much above that. */
const SHARE_FOREIGN = 0.2
const ABOVE = 0.01
/** Kinds that nobody is ever sure of: asking about every piece would be in vain. */
const MODEST = new Set(['prose'])
/** Kinds whose lines stand for themselves, so that documents may be taken from between them. */
const GIVING = new Set(['log'])
/** What a part must save at least, its two lines included: tokens, and a share of it. */
const SAVED_MIN = 60
const SAVED_SHARE = 0.1
const FRAME_TOKENS = 12
/** What the whole must save at least: its header, and about one token in thirty. */
const HEADER_TOKENS = 40
const SAVED_PER_CHARACTER = 0.01
/** Longer texts are not looked at: work must stay bounded. */
const LENGTH_MAX = 20_000_000

interface Found extends Piece {
  compressor: Compressor
}

interface Done extends Part {
  compressed: Compressed
  saved: number
}

interface Reading {
  text: string
  found: readonly Found[]
  /** Who bids for the whole text, if anybody does. */
  whole?: Compressor
  bid: number
}

const NOTHING: Omit<Reading, 'text'> = { found: [], bid: 0 }

/**
 * A compressor for text of several kinds, such as a log behind prose, JSON in an envelope, or the results of several
 * commands. Each part goes to the one of `parts` that bids highest for it; what stands between stays byte for byte.
 *
 * @example
 * createMixedCompressor([jsonCompressor, logCompressor]).compress(segment, context)?.text
 * // # headroom mixed: as it was, but for parts from a "# headroom KIND:" line to "# headroom end", each by its own rule
 * // HTTP/1.1 200 OK
 * // content-type: application/json
 * //
 * // # headroom json: [N]{a,b}: N objects, one a line, values in column order
 * // [120]{id,name}
 * // 1,Ann
 * // 2,Bo
 * // # headroom end
 */
export function createMixedCompressor(parts: readonly Compressor[]): Compressor {
  const known = new WeakMap<object, Reading>()
  const read = (segment: Pick<Segment, 'text' | 'toolName'>, others?: ReadonlyMap<string, number>): Reading => {
    const before = known.get(segment)
    if (before?.text === segment.text) return before
    const reading = { text: segment.text, ...(canBeMixed(segment.text) ? readParts(segment, parts, others) : NOTHING) }
    known.set(segment, reading)
    return reading
  }
  return {
    name: 'mixed',
    version: 1,
    bid(segment, others) {
      return read(segment, others).bid
    },
    compress(segment: Segment, context: CompressContext): Compressed | undefined {
      const { found, whole } = read(segment)
      known.delete(segment)
      const done = found.flatMap((part) => compressPart(part, { segment, context }) ?? [])
      const saved = done.reduce((sum, part) => sum + part.saved, 0)
      // its parts gain nothing, but it may be of one kind after all
      if (saved < HEADER_TOKENS + segment.text.length * SAVED_PER_CHARACTER) return whole?.compress(segment, context)
      return {
        text: writeMixed(segment.text, done),
        level: furthest(done.map(({ compressed }) => compressed.level)),
        // in units of the part that they belong to
        dropped: done.flatMap(({ compressed }) => compressed.dropped),
        summary: done.map(({ kind, compressed }) => `${kind}: ${compressed.summary}`).join('; '),
      }
    },
  }
}

function furthest(levels: readonly Compressed['level'][]): Compressed['level'] {
  return (['lossy', 'recoverable'] as const).find((level) => levels.includes(level)) ?? 'lossless'
}

function canBeMixed(text: string): boolean {
  return text.length <= LENGTH_MAX && !isEncoded(text) && !imitatesFrame(text)
}

/**
 * The parts of a mixed text. Where one compressor is sure of the whole, that is mixed only if much of it belongs to others,
 * and stands apart: between lines that separate, or as documents in a log.
 */
function readParts(
  segment: Pick<Segment, 'text' | 'toolName'>,
  parts: readonly Compressor[],
  others?: ReadonlyMap<string, number>,
): Omit<Reading, 'text'> {
  const { text } = segment
  const whole = highestBidder(parts, (part) => others?.get(part.name) ?? part.bid(segment))
  const isSure = whole !== undefined && whole.bid >= SURE
  if (isSure && !isSeparated(text) && !(GIVING.has(whole.compressor.name) && isHolding(text))) return NOTHING
  const found = findParts(segment, parts)
  const counted = isSure ? found.filter(({ compressor }) => compressor !== whole.compressor) : found
  const isContested = whole && found.every(({ compressor }) => compressor !== whole.compressor)
  const share = isSure ? SHARE_FOREIGN : isContested ? SHARE_CONTESTED : SHARE_MIN
  if (counted.length === 0 || coverOf(counted) < text.length * share) return NOTHING
  return { found, whole: whole?.compressor, bid: isSure ? Math.min(1, whole.bid + ABOVE) : BID }
}

function isSeparated(text: string): boolean {
  return betweenSeparators(text).filter(isWorthwhile).length > 1
}

function isHolding(text: string): boolean {
  return coverOf(findJson(text, 0, text.length).filter(isWorthwhile)) >= text.length * SHARE_FOREIGN
}

function coverOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0)
}

function findParts(segment: Pick<Segment, 'text' | 'toolName'>, all: readonly Compressor[]): Found[] {
  const parts = all.filter(({ name }) => !MODEST.has(name))
  const found: Found[] = []
  splitText(segment.text, (piece) => {
    const part = { text: textOf(segment.text, piece), toolName: segment.toolName }
    const best = highestBidder(parts, (compressor) => compressor.bid(part))
    if (!best || best.bid < SURE) return false
    found.push({ ...piece, compressor: best.compressor })
    return true
  })
  return found.sort((a, b) => a.start - b.start)
}

/** What a compressor gets to see of a piece: a list that breaks off gets its bracket. */
function textOf(text: string, { start, end, isOpen }: Piece): string {
  return text.slice(start, end) + (isOpen ? ']' : '')
}

/** A part with its result; undefined if that saves too little. */
function compressPart(
  { compressor, ...piece }: Found,
  { segment, context }: { segment: Segment; context: CompressContext },
): Done | undefined {
  const text = textOf(segment.text, piece)
  const drop: CompressContext['drop'] = (original, words) =>
    // the bracket that was added is no part of the original
    context.drop(piece.isOpen && original.length === text.length ? original.slice(0, -1) : original, words)
  const compressed = compressor.compress({ ...segment, text }, { ...context, drop })
  if (!compressed || !fitsFrame(compressed.text)) return undefined
  const tokens = estimateTokens(text)
  const saved = tokens - estimateTokens(compressed.text) - FRAME_TOKENS
  if (saved < Math.max(SAVED_MIN, tokens * SAVED_SHARE)) return undefined
  return { ...piece, kind: compressor.name, result: compressed.text, compressed, saved }
}
