// The proxy in a process of its own; tells its heap when asked.
import { startProxy } from '@headroom/proxy'

const proxy = await startProxy({ ...JSON.parse(process.argv[2]), port: 0, logLevel: 'silent' })
process.send(proxy.url)
process.on('message', () => {
  globalThis.gc?.()
  process.send({ heap: process.memoryUsage().heapUsed, stats: proxy.stats() })
})
