import fc from 'fast-check'
import { hashesIn } from '../ccr/marker.ts'
import { scopeOf } from '../ccr/scope.ts'
import { compressSegment } from '../compress-segment.ts'
import type { Outcome } from '../memo.ts'
import { tokenCounter } from '../tokens/counter.ts'
import type { Compressor, Level, Segment } from '../types.ts'
import { check, same, type TestRunner } from './contract.ts'

export interface CompressorUnderTest {
  compressor: Compressor
  /** Texts of the kind that the compressor is for. */
  texts: fc.Arbitrary<string>
  /** Brings a lossless result back: the original, or for JSON what is equal to it. */
  decode(text: string): string | undefined
  /** What `decode` must give for an original. @default the original itself */
  normalize?(original: string): string
  runs?: number
}

const HOSTILE = [
  '',
  '\n',
  '\0',
  '\ufeff',
  '[',
  '{',
  '[{',
  '"',
  '\ud800',
  '<<ccr:',
  'a'.repeat(20_000),
  '['.repeat(20_000),
  '{"a":'.repeat(5000),
  '\n'.repeat(20_000),
  '='.repeat(20_000),
  '\r'.repeat(3000),
  ' at '.repeat(5000),
  '2024-01-01 INFO same line\n'.repeat(3000),
]

/** The contract of every compressor: pure, within its level, decodable or redeemable, and never thrown off. */
export function testCompressor(subject: CompressorUnderTest, { describe, it }: TestRunner): void {
  const { compressor, texts, runs = 200 } = subject
  const forAll = (check: (text: string, query: string) => Promise<void>, share = 1) =>
    fc.assert(fc.asyncProperty(texts, fc.string(), check), { numRuns: Math.ceil(runs * share) })

  describe(`compressor ${compressor.name}`, () => {
    it('at lossless, gives what decodes to the original and drops nothing', () =>
      forAll((text) => decodes(subject, text)))
    it('at recoverable, names originals that are parts of the text, and says how much is gone', () =>
      forAll((text, query) => redeems(compressor, text, query)))
    it('gives the same result for the same input', () => forAll((text, query) => isPure(compressor, text, query), 0.25))
    it('leaves its own results alone', () =>
      forAll(async (text) => {
        const { edit } = await outcomeOf(compressor, text, { level: 'lossless' })
        if (edit) same(compressor.bid(segmentOf(edit.text)), 0, 'bid for its own result')
      }, 0.25))
    it('is never thrown off', async () => {
      for (const text of HOSTILE) await decodes(subject, text)
      const pieces = fc.oneof(texts, fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE))
      const mixtures = fc.array(pieces, { maxLength: 4 }).map((parts) => parts.join('\n'))
      await fc.assert(
        fc.asyncProperty(mixtures, (text) => decodes(subject, text)),
        { numRuns: Math.ceil(runs / 2) },
      )
    })
  })
}

async function decodes(
  { compressor, decode, normalize = (text) => text }: CompressorUnderTest,
  text: string,
): Promise<void> {
  const bid = compressor.bid(segmentOf(text))
  check(bid >= 0 && bid <= 1, `bid ${bid}`)
  await outcomeOf(compressor, text, { level: 'recoverable' })
  const { edit, originals } = await outcomeOf(compressor, text, { level: 'lossless' })
  if (!edit) return
  check(originals.length === 0 && edit.dropped.length === 0, 'a lossless result dropped something')
  check(decode(edit.text) === normalize(text), `does not decode: ${JSON.stringify(edit.text.slice(0, 500))}`)
}

async function redeems(compressor: Compressor, text: string, query: string): Promise<void> {
  const { edit, originals } = await outcomeOf(compressor, text, { level: 'recoverable', query })
  if (!edit) return
  for (const { text: original } of originals) check(text.includes(original), 'an original is no part of the text')
  const known = new Set(edit.hashes)
  same(
    hashesIn(edit.text).filter((hash) => known.has(hash)),
    edit.hashes,
    'markers in the text',
  )
  check(edit.level !== 'recoverable' || edit.dropped.length > 0, 'dropped something and does not say what')
  for (const { count, total } of edit.dropped) check(count > 0 && count <= total, `dropped ${count} of ${total}`)
}

async function isPure(compressor: Compressor, text: string, query: string): Promise<void> {
  const outcome = () => outcomeOf(compressor, text, { level: 'recoverable', query })
  same(await outcome(), await outcome(), 'second result')
  same(compressor.bid(segmentOf(text, query)), compressor.bid(segmentOf(text)), 'bid with and without a query')
}

async function outcomeOf(
  compressor: Compressor,
  text: string,
  { level, query = '' }: { level: Exclude<Level, 'exact'>; query?: string },
): Promise<Outcome> {
  const count = await tokenCounter('gpt-4o')
  const decision = { action: 'compress', compressor: compressor.name, level, reason: 'test' } as const
  const exchange = { scope: scopeOf('contract test'), biases: new Map<number, number>(), count }
  return compressSegment(segmentOf(text, query), decision, { exchange, compressors: [compressor] })
}

function segmentOf(text: string, query = ''): Segment {
  const path = ['messages', 0, 'content']
  return { path, message: 0, role: 'tool', kind: 'tool-result', text, toolName: 'tool', isError: false, query }
}
