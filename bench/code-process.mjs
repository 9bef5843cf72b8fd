// Code compression in a process of its own: what the first use takes, and what is left in memory after many files. Reads
// `{ files: [{ path, text }], count }` from standard input.
import { createCodeCompressor } from '@headroom/core/code'
import { context, segmentOf } from './code-segment.mjs'

let input = ''
for await (const chunk of process.stdin) input += chunk
const { files, count } = JSON.parse(input)
const code = createCodeCompressor()

async function compress(file) {
  const segment = segmentOf(file)
  if (code.bid(segment) === 0) return
  await code.prepare(segment, 'recoverable')
  code.compress(segment, context)
}

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const [wallBefore, cpuBefore] = [performance.now(), cpu()]
await compress(files[0])
const first = { wall: performance.now() - wallBefore, cpu: cpu() - cpuBefore }

const memory = []
for (let round = 0; round < 3 && count > 0; round++) {
  for (let done = 0; done < count; done++) await compress(files[done % files.length])
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  memory.push({ heapUsed, external, rss })
}
console.log(JSON.stringify({ first, memory }))
