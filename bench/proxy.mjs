// What the proxy adds to a request, how many it serves, and what it keeps.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { conversation } from './data.mjs'
import { milliseconds, quantile, table, timed } from './measure.mjs'

const agent = new Agent({ connections: 64, pipelining: 1 })
const start = async (file, args = [], execArgv = []) => {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
  })
  const [first] = await once(child, 'message')
  return { child, first }
}
const post = async (url, body) => {
  const path = body.startsWith('{"input"') ? 'responses' : 'chat/completions'
  const { body: answer } = await request(`${url}/v1/${path}`, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
    body,
  })
  return answer
}
const whole = async (url, body) => (await post(url, body)).arrayBuffer()

/** Milliseconds until the first byte of a stream, and how it went on. */
async function firstByte(url, body) {
  const begun = performance.now()
  const answer = await post(url, body)
  let first
  for await (const _ of answer) first ??= performance.now() - begun
  return first
}

export async function benchProxy() {
  const provider = await start('./provider.mjs')
  const upstream = `http://127.0.0.1:${provider.first}`
  const settings = JSON.stringify({ stateless: true, openaiUpstream: upstream })
  const proxy = await start('./start-proxy.mjs', [settings], ['--expose-gc'])
  const urls = [upstream, proxy.first]

  const small = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello there.' }] })
  const tools = [{ type: 'function', function: { name: 'list_rows' } }]
  const chat = (seed, size, more = {}) =>
    JSON.stringify({ model: 'gpt-4o', tools, messages: conversation(seed, size), ...more })
  const rows = []
  for (const url of urls) for (let i = 0; i < 300; i++) await whole(url, small)
  rows.push(await added(urls, 'nothing to compress, 100 bytes', 1000, () => small, whole))
  const warmed = chat(7, 10_000)
  for (const url of urls) await whole(url, warmed)
  rows.push(await added(urls, '10K tokens, seen before', 200, () => warmed, whole))
  rows.push(await added(urls, '10K tokens, new', 60, (index) => chat(50_000 + index, 10_000), whole))
  const streamed = chat(7, 10_000, { stream: true })
  rows.push(await added(urls, 'first byte of a stream, 10K tokens seen before', 200, () => streamed, firstByte))
  const items = itemsOf(conversation(7, 10_000))
  rows.push(await added(urls, 'the same of a stream of Responses', 200, () => items, firstByte))
  table('Proxy: milliseconds', ['request', 'direct p50', 'through p50', 'added p50', 'added p99'], rows)

  const perSecond = []
  for (const url of urls) perSecond.push(await requestsPerSecond(url, small, 4000))
  table(
    'Proxy: requests per second, 64 at once, nothing to compress',
    ['direct', 'through the proxy'],
    [perSecond.map((value) => Math.round(value).toLocaleString('en'))],
  )

  await heapAfter(proxy, 10_000)
  for (const { child } of [provider, proxy]) child.kill()
  await agent.close()
}

/** A conversation as a request for a stream of Responses. */
function itemsOf(messages) {
  const input = messages.flatMap(({ role, content, tool_calls = [], tool_call_id }) => {
    if (role === 'tool') return [{ type: 'function_call_output', call_id: tool_call_id, output: content }]
    const calls = tool_calls.map(({ id, function: { name, arguments: args } }) => ({
      type: 'function_call',
      call_id: id,
      name,
      arguments: args,
    }))
    return [...(content === null ? [] : [{ role, content }]), ...calls]
  })
  return JSON.stringify({ input, model: 'gpt-4o', stream: true, tools: [{ type: 'function', name: 'list_rows' }] })
}

/** Direct and through the proxy by turns, so that whatever else the machine does falls on both. */
async function added([direct, through], name, runs, bodyOf, send) {
  const times = [[], []]
  for (let run = 0; run < runs; run++) {
    const body = bodyOf(run)
    for (const [index, url] of [direct, through].entries()) {
      let first
      const all = await timed(async () => (first = await send(url, body)))
      times[index].push(typeof first === 'number' ? first : all)
    }
  }
  const differences = times[1].map((time, run) => time - times[0][run])
  return [
    name,
    ...[quantile(times[0], 0.5), quantile(times[1], 0.5), quantile(differences, 0.5), quantile(differences, 0.99)].map(
      milliseconds,
    ),
  ]
}

async function requestsPerSecond(url, body, count) {
  let left = count
  const worker = async () => {
    while (left-- > 0) await whole(url, body)
  }
  const took = await timed(() => Promise.all(Array.from({ length: 64 }, worker)))
  return (count / took) * 1000
}

async function heapAfter({ child, first: url }, count) {
  const ask = async () => {
    child.send('heap')
    const [answer] = await once(child, 'message')
    return answer
  }
  const marks = []
  const tools = [{ type: 'function', function: { name: 'list_rows' } }]
  marks.push(['0', await ask()])
  let done = 0
  for (const until of [1000, 5000, count]) {
    const worker = async () => {
      while (done < until)
        await whole(url, JSON.stringify({ model: 'gpt-4o', tools, messages: conversation(900_000 + done++, 3000) }))
    }
    await Promise.all(Array.from({ length: 8 }, worker))
    marks.push([until.toLocaleString('en'), await ask()])
  }
  const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`
  table(
    'Proxy: heap after garbage collection, every request a new conversation of 3K tokens, originals kept in memory',
    ['requests', 'heap', 'tokens saved'],
    marks.map(([name, { heap, stats }]) => [name, megabytes(heap), stats.tokens.saved.toLocaleString('en')]),
  )
}
