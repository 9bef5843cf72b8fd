// How long the library takes, for conversations that it sees for the first time and for those that it has seen.
import { createHeadroom } from '@headroom/core'
import { conversation, jsonOf } from './data.mjs'
import { milliseconds, percent, quantile, table, timed } from './measure.mjs'

const SIZES = [1_000, 10_000, 100_000, 500_000]

export async function benchLibrary() {
  const options = { retrieval: 'host' }
  const headroom = createHeadroom(options)
  for (let seed = 1; seed <= 30; seed++) await headroom.compress(conversation(seed, 10_000), { model: 'gpt-4o' })

  const rows = []
  for (const size of SIZES) rows.push(await benchConversation(headroom, size))
  rows.push(await benchJson(headroom))
  table(
    'Library: milliseconds per `compress` call',
    ['conversation', 'tokens', 'saved', 'cold p50', 'cold p99', 'warm p50', 'warm p99', 'next turn p50'],
    rows,
  )
}

async function benchConversation(headroom, size) {
  const runs = Math.max(10, Math.min(40, Math.round(2_000_000 / size)))
  const cold = []
  const warm = []
  const next = []
  let tokens = 0
  let saved = 0
  for (let run = 0; run < runs; run++) {
    const text = JSON.stringify(conversation(1000 * size + run, size))
    // Parsed anew for each call, as a server would: no call profits from strings that another has hashed.
    const call = async (into, more = []) => {
      const messages = [...JSON.parse(text), ...more]
      let result
      into.push(await timed(async () => (result = await headroom.compress(messages, { model: 'gpt-4o' }))))
      return result
    }
    const first = await call(cold)
    tokens += first.tokensBefore
    saved += first.tokensSaved
    for (let again = 0; again < 5; again++) await call(warm)
    await call(next, [
      { role: 'assistant', content: `Noted ${run}.` },
      { role: 'user', content: 'Go on.' },
    ])
  }
  return [
    `${size / 1000}K tokens`,
    Math.round(tokens / runs).toLocaleString('en'),
    percent(saved / tokens),
    ...[quantile(cold, 0.5), quantile(cold, 0.99), quantile(warm, 0.5), quantile(warm, 0.99), quantile(next, 0.5)].map(
      milliseconds,
    ),
  ]
}

async function benchJson(headroom) {
  const cold = []
  const warm = []
  let result
  for (let run = 0; run < 20; run++) {
    const content = jsonOf(777 + run, 1 << 20)
    const call = { id: 'c', type: 'function', function: { name: 'list_rows', arguments: '{}' } }
    const messages = [
      { role: 'user', content: 'What stands out?' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c', content },
    ]
    cold.push(await timed(async () => (result = await headroom.compress(messages, { model: 'gpt-4o' }))))
    for (let again = 0; again < 3; again++)
      warm.push(await timed(() => headroom.compress(structuredClone(messages), { model: 'gpt-4o' })))
  }
  return [
    '1 MB JSON result',
    result.tokensBefore.toLocaleString('en'),
    percent(result.tokensSaved / result.tokensBefore),
    ...[quantile(cold, 0.5), quantile(cold, 0.99), quantile(warm, 0.5), quantile(warm, 0.99)].map(milliseconds),
    '–',
  ]
}
