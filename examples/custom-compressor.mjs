// A compressor for a format of one's own: one object, handed to Headroom. Its result is counted, checked and stored for it.
import { createHeadroom } from '@headroom/core'
import { hexDump } from './hex-dump/compressor.mjs'

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
