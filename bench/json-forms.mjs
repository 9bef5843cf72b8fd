// Tokens of JSON rows in the forms that people use to make them smaller, all counted by the same counter in the same run.
import { readFileSync } from 'node:fs'
import { createHeadroom, tokenCounter } from '@headroom/core'
import { encode } from '@toon-format/toon'
import { createRandom, rows } from './data.mjs'
import { percent, table } from './measure.mjs'

const { dependencies } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'))
const toonVersion = dependencies['@toon-format/toon']

const SHAPES = {
  'flat rows (500)': (random) => rows(random, 500),
  'nested rows (200)': (random) =>
    rows(random, 200).map((row, index) => ({
      ...row,
      owner: { name: row.owner, team: { id: index % 9 } },
      items: rows(random, 1 + (index % 3)).map(({ id, latency_ms }) => ({ id, latency_ms })),
    })),
  'mixed objects (200)': (random) =>
    rows(random, 200).map((row, index) =>
      Object.fromEntries(Object.entries(row).filter((_, place) => (index + place) % 3 > 0)),
    ),
}

export async function benchJsonForms() {
  const count = await tokenCounter('gpt-4o')
  const lossless = createHeadroom({ level: 'lossless' })
  const recoverable = createHeadroom({ retrieval: 'host' })
  const ours = async (headroom, text) => {
    const { messages } = await headroom.compress(
      [
        { role: 'user', content: 'What stands out?' },
        { role: 'tool', tool_call_id: 'c', content: text },
      ],
      { model: 'gpt-4o' },
    )
    return count(messages[1].content)
  }
  const list = []
  for (const [name, make] of Object.entries(SHAPES)) {
    const value = make(createRandom(42))
    const compact = count(JSON.stringify(value))
    const against = (tokens) => percent(1 - tokens / compact)
    list.push([
      name,
      count(JSON.stringify(value, null, 2)).toLocaleString('en'),
      compact.toLocaleString('en'),
      against(count(encode(value))),
      against(await ours(lossless, JSON.stringify(value))),
      against(await ours(recoverable, JSON.stringify(value))),
    ])
  }
  table(
    'JSON: o200k tokens, and what is saved against compact JSON',
    ['data', 'indented', 'compact', `TOON ${toonVersion} (lossless)`, 'Headroom lossless', 'Headroom recoverable'],
    list,
  )
}
