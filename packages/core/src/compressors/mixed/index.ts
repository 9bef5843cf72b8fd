// Mixed content: a text of several kinds is split along exact boundaries, and each part goes to the compressor for it.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { isEncoded } from '../encoding.ts'
import { estimateTokens } from '../json/estimate.ts'
import { fitsFrame, imitatesFrame, type Part, writeMixed } from './frame.ts'
import { type Piece, splitText } from './split.ts'

/** From this bid on a compressor is sure, of a part or of the whole text. */
const SURE = 0.5
const BID = 0.6
/** Parts must make up this share of the text. */
const SHARE_MIN = 0.1
/** What a part must save at least, its two lines included: tokens, and a share of it. */
const SAVED_MIN = 60
const SAVED_SHARE = 0.1
const FRAME_TOKENS = 12
/** Longer texts are not looked at: work must stay bounded. */
const LENGTH_MAX = 20_000_000

interface Found extends Piece {
  compressor: Compressor
}

/**
 * A compressor for text of several kinds, such as a log behind prose, JSON in an envelope, or the results of several
 * commands. Each part goes to the one of `parts` that bids highest for it; what stands between stays byte for byte.
 *
 * @example
 * createMixedCompressor([jsonCompressor, logCompressor]).compress(segment, context)?.text
 * // # headroom mixed: text as it was, but for parts between a "# headroom KIND: …" and a "# headroom end" line, …
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
  const known = new WeakMap<object, { text: string; found: Found[] }>()
  const read = (segment: Pick<Segment, 'text' | 'toolName'>): Found[] => {
    const { text } = segment
    const before = known.get(segment)
    if (before?.text === text) return before.found
    const found = canBeMixed(text) && !isSureOf(parts, segment) ? findParts(segment, parts) : []
    known.set(segment, { text, found })
    return found
  }
  return {
    name: 'mixed',
    version: 1,
    bid(segment) {
      const covered = read(segment).reduce((sum, { start, end }) => sum + end - start, 0)
      return covered > 0 && covered >= segment.text.length * SHARE_MIN ? BID : 0
    },
    compress(segment: Segment, context: CompressContext): Compressed | undefined {
      const found = read(segment)
      known.delete(segment)
      const done = found.flatMap((part) => compressPart(part, { segment, context }) ?? [])
      if (done.length === 0) return undefined
      const isDropping = done.some(({ compressed }) => compressed.level !== 'lossless')
      return {
        text: writeMixed(segment.text, done),
        level: isDropping ? 'recoverable' : 'lossless',
        // in units of the part that they belong to
        dropped: done.flatMap(({ compressed }) => compressed.dropped),
        summary: done.map(({ kind, compressed }) => `${kind}: ${compressed.summary}`).join('; '),
      }
    },
  }
}

function canBeMixed(text: string): boolean {
  return text.length <= LENGTH_MAX && !isEncoded(text) && !imitatesFrame(text)
}

/** True if one compressor knows the whole text: then it is not mixed. */
function isSureOf(parts: readonly Compressor[], segment: Pick<Segment, 'text' | 'toolName'>): boolean {
  return parts.some((compressor) => compressor.bid(segment) >= SURE)
}

function findParts(segment: Pick<Segment, 'text' | 'toolName'>, parts: readonly Compressor[]): Found[] {
  const found: Found[] = []
  splitText(segment.text, (piece) => {
    const compressor = highestBidder(parts, { text: textOf(segment.text, piece), toolName: segment.toolName })
    if (compressor) found.push({ ...piece, compressor })
    return compressor !== undefined
  })
  return found.sort((a, b) => a.start - b.start)
}

/** What a compressor gets to see of a piece: a list that breaks off gets its bracket. */
function textOf(text: string, { start, end, isOpen }: Piece): string {
  return text.slice(start, end) + (isOpen ? ']' : '')
}

function highestBidder(
  parts: readonly Compressor[],
  segment: Pick<Segment, 'text' | 'toolName'>,
): Compressor | undefined {
  let best = 0
  let winner: Compressor | undefined
  for (const compressor of parts) {
    const bid = compressor.bid(segment)
    if (bid < SURE || bid <= best) continue
    best = bid
    winner = compressor
  }
  return winner
}

/** A part with its result; undefined if that saves too little. */
function compressPart(
  { compressor, ...piece }: Found,
  { segment, context }: { segment: Segment; context: CompressContext },
): (Part & { compressed: Compressed }) | undefined {
  const text = textOf(segment.text, piece)
  const drop: CompressContext['drop'] = (original, words) =>
    // the bracket that was added is no part of the original
    context.drop(piece.isOpen && original.length === text.length ? original.slice(0, -1) : original, words)
  const compressed = compressor.compress({ ...segment, text }, { ...context, drop })
  if (!compressed || !fitsFrame(compressed.text)) return undefined
  const tokens = estimateTokens(text)
  const saved = tokens - estimateTokens(compressed.text) - FRAME_TOKENS
  if (saved < Math.max(SAVED_MIN, tokens * SAVED_SHARE)) return undefined
  return { ...piece, kind: compressor.name, result: compressed.text, compressed }
}
