// How a compressor of your own is tested: by the contract that the built-in ones keep.
import { testCompressor } from '@headroom/core/testing'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { hexDump } from './compressor.mjs'

const row = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const dumps = fc
  .array(row, { maxLength: 200 })
  .map((rows) =>
    rows
      .map((hex, index) => `${(index * 16).toString(16).padStart(8, '0')}  ${hex.replace(/..(?!$)/g, '$& ')}`)
      .join('\n'),
  )

testCompressor({ compressor: hexDump, texts: dumps, decode: () => undefined }, { describe, it })
