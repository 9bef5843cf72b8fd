// The command compressor, for what test runners, builds, linters and installers print. Lossless: repeats are referred to,
// shared beginnings said once. Recoverable: failures, diagnostics and summaries word for word, the rest counted.

import type { CompressContext, Compressed, Compressor, Dropped, Segment } from '../../types.ts'
import { encodingHeader, isEncoded } from '../encoding.ts'
import { estimateTokens } from '../estimate.ts'
import { countLines } from '../lines.ts'
import { namedLines } from '../log/query.ts'
import { classify, countedLines } from './classify.ts'
import { factorLines, SLOTS } from './factor.ts'
import type { Filter } from './filters/filter.ts'
import { inWords, type Outcome, writeNotes } from './notes.ts'
import { LINE_MAX, recognise, sampleShown } from './recognise.ts'
import { foldRepeats } from './repeats.ts'
import { resolveLine } from './terminal.ts'

/** More lines than this are not looked at: work must stay bounded. */
const LINES_MAX = 500_000
/** A result must be smaller than this share of the text. */
const GAIN = 0.95
/** Leaving lines out must need less than this share of the text, or of its lossless form, and this many tokens less. */
const DROP_GAIN = 0.85
const DROP_TOKENS = 150
const MARKER_TOKENS = 60
const RANGES_MAX = 200
/** A word of the query that stands in more lines than this names none. */
const NAMED_MAX = 5
const KINDS_MAX = 8
/** Above what a log bids for lines with times in them. */
const SURE = 0.97
/** Texts of unknown tools are taken if nobody else wants them. */
const FALLBACK = 0.12
/** Share of lines that repeat the one above from which on a text of an unknown tool is taken. */
const REPEATED = 0.3
/** A line that could be taken for a note of ours. */
const NOTE_LIKE = /^\[(?:next \d|\d+ lines? omitted)/m

/** Stays word for word in the output of unknown tools. */
const SEVERE = /error|fail|warn|fatal|panic|exception|omitted/i

const LOSSLESS = 'repeated lines are referred to; after "[next N lines: a‹›b]" each of N lines stands for a, itself, b.'
const RECOVERABLE = 'lines word for word, in order; notes count lines left out.'
const RESOLVED = 'lines word for word, in order, terminal codes resolved; notes count lines left out.'

/**
 * Compresses the output of test runners, builds, linters, installers and the like.
 *
 * @example
 * // [212 lines omitted: 212 passed in tests/test_shop.py]
 * // tests/test_shop.py::test_total FAILED                [ 98%]
 */
export const commandCompressor: Compressor = {
  name: 'command',
  version: 1,

  bid({ text }) {
    if (isEncoded(text)) return 0
    if (recognise(text)) return SURE
    return isRedrawn(text) ? FALLBACK : 0
  },

  compress(segment: Segment, context: CompressContext): Compressed | undefined {
    const { text } = segment
    // a lone surrogate could be taken for half of a pair, and a note of ours for one that is true of this text
    if (isEncoded(text) || !text.isWellFormed() || NOTE_LIKE.test(text)) return undefined
    const texts = text.split('\n')
    if (texts.length > LINES_MAX) return undefined
    const output = { text, texts, filters: recognise(text)?.filters }
    const shorter = context.level === 'lossless' ? undefined : leaveOut(output, segment.query, context)
    return shorter ?? reencode(output, context)
  },
}

/** True if a terminal would show a text differently from how it is written, or if many lines repeat the one above. */
function isRedrawn(text: string): boolean {
  if (/\x1b\[|\r(?!\r*(?:\n|$))/.test(text.slice(0, 20_000))) return true
  const lines = sampleShown(text)
  return lines.filter((line, i) => line === lines[i - 1]).length > lines.length * REPEATED
}

/** An output, its lines, and the filters of the tools that it is known to come from. */
interface Output {
  text: string
  texts: readonly string[]
  filters: readonly Filter[] | undefined
}

function reencode({ text, texts, filters }: Output, { count }: CompressContext): Compressed | undefined {
  const slot = SLOTS.find((pair) => !text.includes(pair))
  const folded = foldRepeats(texts, new Set()).lines
  const out = slot === undefined ? folded : factorLines(folded, { fixed: fixedLines(folded, filters), slot })
  const rule = slot === undefined ? LOSSLESS : LOSSLESS.replace('‹›', slot)
  const encoded = `${encodingHeader('command', rule)}\n${out.join('\n')}`
  if (encoded.length >= text.length) return undefined
  if (estimateTokens(encoded, count) > estimateTokens(text, count) * GAIN) return undefined
  return { text: encoded, level: 'lossless', dropped: [], summary: `${texts.length} lines, what they share said once` }
}

/** Only what would be counted is put together from parts; where no tool is known, all but what speaks of errors. */
function fixedLines(lines: readonly string[], filters: readonly Filter[] | undefined): boolean[] {
  if (!filters) return lines.map((line) => SEVERE.test(line.slice(0, LINE_MAX)))
  return countedLines(lines.map(resolveLine), filters).map((counted) => !counted)
}

function leaveOut(output: Output, query: string, context: CompressContext): Compressed | undefined {
  const { text, texts, filters = [] } = output
  const { bias, count, drop } = context
  const lines = texts.map((line) => resolveLine(line))
  if (lines.some((line) => line.startsWith('[') && NOTE_LIKE.test(line))) return undefined
  const named = new Set(namedLines(query, text, NAMED_MAX))
  const outcome = writeNotes(lines, classify(lines, filters, { named, bias }))
  const { lines: shown, folded } = foldRepeats(outcome.shown, outcome.notes)
  const loss: Loss = { ...outcome, folded, codes: lengthOf(texts) - lengthOf(lines), total: countLines(texts) }
  if (loss.omitted + loss.codes === 0) return undefined
  const body = shown.join('\n')
  const tokens = estimateTokens(text, count)
  const left = estimateTokens(body, count) + MARKER_TOKENS
  if (left > tokens * DROP_GAIN || left + DROP_TOKENS > tokens) return undefined
  if (left > tokens / 2) {
    const other = reencode(output, context)
    if (other && left > estimateTokens(other.text, count) * DROP_GAIN) return other
  }
  return {
    text: `${encodingHeader('command', loss.codes > 0 ? RESOLVED : RECOVERABLE)} ${drop(text, describe(loss))}\n${body}`,
    level: 'recoverable',
    dropped: droppedOf(loss, text.length),
    summary: `${loss.omitted} of ${loss.total} lines left out`,
  }
}

/** What a result no longer shows. */
interface Loss extends Outcome {
  /** Lines referred to because they stand above. */
  folded: number
  /** Characters of terminal codes and of what they overwrite. */
  codes: number
  total: number
}

function describe({ omitted, folded, codes, total, tally, throughout }: Loss): string {
  const kinds = [inWords(tally, KINDS_MAX), folded > 0 && `${folded} repeated`].filter(Boolean).join(', ')
  const silent = inWords(throughout, KINDS_MAX)
  return [
    `${omitted + folded} of ${total} lines omitted${kinds && `: ${kinds}`}`,
    ...(silent ? [`without a note: ${silent}`] : []),
    ...(codes > 0 ? [`${codes} characters of terminal codes`] : []),
  ].join('; ')
}

function droppedOf({ omitted, codes, total, ranges }: Loss, length: number): Dropped[] {
  const dropped: Dropped[] = []
  const known = ranges.length <= RANGES_MAX ? { ranges } : {}
  const reason = 'passing, progress, and more of what is shown'
  if (omitted > 0) dropped.push({ unit: 'lines', count: omitted, total, reason, ...known })
  if (codes > 0) dropped.push({ unit: 'characters', count: codes, total: length, reason: 'terminal codes' })
  return dropped
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0)
}
