// What becomes of each kind of content: real before and after, as the READMEs show it. `node examples/kinds.mjs log` shows one.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createHeadroom } from '@headroom/core'

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const lines = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('\n')
const clock = (index) => new Date(Date.UTC(2031, 3, 2, 10) + index * 700).toISOString()

/** For each kind a question and what a tool says. */
const KINDS = {
  json: {
    question: 'Did anything go wrong with the orders?',
    text: JSON.stringify(
      Array.from({ length: 200 }, (_, index) => ({
        id: 7000 + index,
        status: index === 141 ? 'failed' : 'shipped',
        warehouse: 'Rotterdam',
        total_eur: 20 + ((index * 37) % 90),
      })),
    ),
  },
  log: {
    question: 'What went wrong?',
    text: lines(300, (index) =>
      index % 97 === 96
        ? `${clock(index)} ERROR [pool-${index % 3}] Payment ${index * 13} failed: card declined (shop.billing)`
        : `${clock(index)} INFO [pool-${index % 3}] Served order ${5000 + index} in ${(index * 7) % 90} ms (shop.web)`,
    ),
  },
  search: { question: 'Where is holdsGenuineMarker defined?', text: read('samples/search.txt') },
  listing: { question: 'What is in core?', text: read('samples/listing.txt') },
  diff: { question: 'What has changed in the bench?', text: read('samples/change.diff') },
  command: { question: 'Do the tests pass?', text: read('samples/tests.txt') },
  trace: { question: 'Why does it crash?', text: trace() },
  table: {
    question: 'Which day was the hottest?',
    text: `date,city,temp_max,weather\n${lines(240, (index) => `2031-0${1 + Math.floor(index / 28)}-${String(1 + (index % 28)).padStart(2, '0')},Delft,${index === 190 ? 41.5 : 12 + ((index * 17) % 13)},${['sun', 'rain', 'fog'][index % 3]}`)}\n`,
  },
  yaml: {
    question: 'Which services are there?',
    text: lines(
      60,
      (index) =>
        `- name: service-${index}\n  image: registry.local/service:${1 + (index % 4)}.0\n  replicas: ${1 + (index % 3)}`,
    ),
  },
  html: { question: 'How long are originals kept?', text: read('samples/page.html') },
  xml: { question: 'What has changed in the store?', text: read('samples/feed.xml') },
  prose: { question: 'Which rows of a long JSON list are shown?', text: read('samples/guide.md') },
}

/** A real crash, of a server with a library under it. */
function trace() {
  const script = `
    Error.stackTraceLimit = 60
    const walk = (depth) => { if (depth === 0) JSON.parse('{"rows": [1, 2'); else [0].forEach(() => walk(depth - 1)) }
    try { walk(14) } catch (error) { console.log(error.stack) }`
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })
}

const headroom = createHeadroom({ retrieval: 'host' })
const [only] = process.argv.slice(2)
for (const [kind, { question, text }] of Object.entries(KINDS)) {
  if (only && only !== kind) continue
  const { messages, trace } = await headroom.compress(
    [
      { role: 'user', content: question },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'run', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: text },
    ],
    { model: 'gpt-4o' },
  )
  const { compressor = 'nobody', level, tokensBefore, tokensAfter } = trace.segments.at(-1)
  console.log(`\n## ${kind}: ${tokensBefore} → ${tokensAfter} tokens (${compressor}, ${level})\n`)
  for (const [name, shown] of [
    ['before', text],
    ['after', messages.at(-1).content],
  ]) {
    const [first, ...rest] = shown.split('\n')
    console.log(`${name}:`)
    for (const line of [first, ...rest.slice(0, only ? undefined : 7)])
      console.log(`  ${line.slice(0, only ? undefined : 160)}`)
    if (!only && rest.length > 7) console.log(`  … ${rest.length - 7} more lines`)
  }
}
