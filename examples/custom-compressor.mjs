// A compressor for a format of one's own: one object, handed to Headroom. Its result is counted, checked and stored for it.
import { createHeadroom } from '@headroom/core'

/** Shows the first lines of a hexadecimal dump; the rest can be fetched back. */
const hexDump = {
  name: 'hex-dump',
  version: 1,
  bid: ({ text }) => (/^[0-9a-f]{8} {2}(?:[0-9a-f]{2} ){4}/.test(text) ? 0.99 : 0),
  compress({ text }, { level, drop }) {
    const lines = text.split('\n')
    if (level === 'lossless' || lines.length < 40) return undefined
    const shown = lines.slice(0, 8)
    const marker = drop(text, `lines 9–${lines.length} of ${lines.length} omitted: bytes`)
    return {
      text: [...shown, marker].join('\n'),
      level: 'recoverable',
      dropped: [{ unit: 'lines', count: lines.length - 8, total: lines.length, reason: 'bytes that nobody reads' }],
      summary: 'the first 8 lines of a dump',
    }
  },
}

const hex = (number, digits) => number.toString(16).padStart(digits, '0')
const dump = Array.from(
  { length: 200 },
  (_, row) =>
    `${hex(row * 16, 8)}  ${Array.from({ length: 16 }, (_, at) => hex((row * 31 + at * 7) % 256, 2)).join(' ')}`,
)

const headroom = createHeadroom({ retrieval: 'host' }).use(hexDump)
const { messages, ccrHashes, tokensBefore, tokensAfter } = await headroom.compress([
  { role: 'user', content: 'What is in this file?' },
  { role: 'tool', tool_call_id: 'a', content: dump.join('\n') },
])
console.log(messages[1].content)
console.log(`${tokensBefore} → ${tokensAfter} tokens (estimated: no model was named)`)
const { text } = await headroom.retrieve(ccrHashes[0], { query: 'lines 100-101' })
console.log(text)
