// Long texts are worked on in a thread of their own, with the very result that they would have had.
import { createHeadroom, hashesIn } from '@headroom/core'
import { createWorkerThread } from '@headroom/core/worker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningProxy, startProxy } from '../src/server.ts'

const LOG = Array.from({ length: 20_000 }, (_, i) => {
  const second = new Date(Date.UTC(2031, 3, 2) + i * 1000).toISOString()
  return i % 4001 === 0
    ? `${second} ERROR [pool-${i % 7}] payment ${i * 13} failed: card declined`
    : `${second} INFO [pool-${i % 7}] served order ${i * 13} in ${(i * 31) % 97} ms`
}).join('\n')

const messagesOf = (content: string) => [
  { role: 'user', content: 'What went wrong?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'get_logs', arguments: '{}' } }],
  },
  { role: 'tool', tool_call_id: 'c', content },
]

let proxy: RunningProxy
beforeAll(async () => {
  proxy = await startProxy({ port: 0, stateless: true, logLevel: 'silent' })
})
afterAll(() => proxy.close())

async function compress(content: string): Promise<string> {
  const response = await fetch(`${proxy.url}/v1/compress`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', messages: messagesOf(content) }),
  })
  const { messages } = (await response.json()) as { messages: { content: string }[] }
  return messages[2]!.content
}

it('gives what this thread would give, and keeps the original', async () => {
  const sent = await compress(LOG)
  const here = await createHeadroom({ retrieval: 'host' }).compress(messagesOf(LOG), { model: 'gpt-4o' })
  const wanted = here.messages[2] as unknown as { content: string }
  const [own, other] = [sent, wanted.content].map((text) => text.replaceAll(/ccr:[0-9a-f]{24}/g, 'ccr:'))
  expect(own).toBe(other)
  expect(sent.length).toBeLessThan(LOG.length / 20)
  const found = await fetch(`${proxy.url}/v1/retrieve/${hashesIn(sent)[0]}`)
  expect(((await found.json()) as { original_content: string }).original_content).toBe(LOG)
})

it('answers others meanwhile', async () => {
  const order: string[] = []
  await Promise.all([
    compress(`${LOG}\n${LOG.replaceAll('served', 'sent')}`).then(() => order.push('long')),
    new Promise((resolve) => setTimeout(resolve, 30))
      .then(() => fetch(`${proxy.url}/livez`))
      .then(() => order.push('short')),
  ])
  expect(order).toEqual(['short', 'long'])
})

it('leaves a text as it came when the thread dies, and starts another one', async () => {
  const offload = createWorkerThread()
  const headroom = createHeadroom({ retrieval: 'host', offload })
  const first = headroom.compress(messagesOf(`${LOG}\n1`), { model: 'gpt-4o' })
  await new Promise((resolve) => setTimeout(resolve, 5))
  await offload.close()
  const { trace } = await first
  expect(trace.failures.map(({ where }) => where)).toContain('the worker')
  const { compressed } = await headroom.compress(messagesOf(`${LOG}\n2`), { model: 'gpt-4o' })
  expect(compressed).toBe(true)
  await offload.close()
})
