import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { htmlText } from '../../testing/generate-html.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseHtml } from '../../testing/truth-html.ts'
import type { CompressContext, Segment } from '../../types.ts'
import { htmlCompressor } from './index.ts'

const HASH = '0123456789abcdef01234567'

function segmentOf(text: string): Segment {
  return { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query: '' }
}

function contextAt(level: CompressContext['level']): CompressContext {
  const drop = (_: string, words: string) => `<<ccr:${HASH} ${words.replace(/[<>\n]/g, ' ')}>>`
  return { level, bias: 1, options: {}, count: (text) => Math.ceil(text.length / 3), drop }
}

const compress = (text: string) => htmlCompressor.compress(segmentOf(text), contextAt('recoverable'))?.text
const bid = (text: string) => htmlCompressor.bid(segmentOf(text))

testCompressor({ compressor: htmlCompressor, texts: htmlText, decode: () => undefined, runs: 60 }, { describe, it })

describe('truth', () => {
  it('is kept on all pages', () => {
    fc.assert(
      fc.property(htmlText, (text) => {
        const shown = compress(text)
        if (shown !== undefined) expect(falseHtml(text, shown)).toBe(undefined)
      }),
      { numRuns: 300 },
    )
  })
})
