// The data of the benchmark: made from a seed, in the shapes that tools return. Nothing is read from anywhere.

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const WORDS =
  'account batch cache channel cluster commit config connection deploy disk event failure filter gateway index job key latency leader lease memory metric node offset packet partition peer policy queue quota region replica request retry route schema session shard snapshot stream task thread token topic trace user volume worker zone'.split(
    ' ',
  )
const pick = (random, list) => list[Math.floor(random() * list.length)]
const whole = (random, below) => Math.floor(random() * below)
const sentence = (random) => `${Array.from({ length: 6 + whole(random, 12) }, () => pick(random, WORDS)).join(' ')}.`

/** Rows as an API lists them: ids, categories, measurements, times, now and then a null. */
export function rows(random, count) {
  return Array.from({ length: count }, (_, index) => ({
    id: 100_000 + index,
    name: `${pick(random, WORDS)}-${pick(random, WORDS)}-${whole(random, 1000)}`,
    status: random() < 0.97 ? 'ok' : pick(random, ['pending', 'failed']),
    region: pick(random, ['eu-west-1', 'eu-west-1', 'us-east-1']),
    latency_ms: Math.round(random() * 9000) / 100,
    owner: random() < 0.1 ? null : `${pick(random, WORDS)}@example.com`,
    created_at: new Date(1_767_225_600_000 + index * 61_000 + whole(random, 60_000)).toISOString(),
    active: random() < 0.9,
  }))
}

/** Lines as services log them: a handful of templates, a few errors with their stack. */
export function log(random, count) {
  const lines = []
  for (let index = 0; lines.length < count; index++) {
    const time = new Date(1_767_225_600_000 + index * 137 + whole(random, 130)).toISOString()
    const worker = `worker-${whole(random, 8)}`
    const kind = random()
    if (kind < 0.6)
      lines.push(
        `${time} INFO  [${worker}] handled request ${whole(random, 1e6)} for /api/${pick(random, WORDS)} in ${whole(random, 900)} ms`,
      )
    else if (kind < 0.85)
      lines.push(
        `${time} DEBUG [${worker}] cache ${pick(random, ['hit', 'miss'])} key=${pick(random, WORDS)}:${whole(random, 1e5)}`,
      )
    else if (kind < 0.97)
      lines.push(
        `${time} INFO  [scheduler] ${pick(random, WORDS)} ${pick(random, WORDS)} moved to partition ${whole(random, 64)}`,
      )
    else if (kind < 0.99)
      lines.push(`${time} WARN  [${worker}] slow query: ${whole(random, 9000)} ms on ${pick(random, WORDS)}`)
    else {
      lines.push(
        `${time} ERROR [${worker}] request ${whole(random, 1e6)} failed: connection reset by ${pick(random, WORDS)}`,
      )
      lines.push(`    at handle (/srv/app/${pick(random, WORDS)}.js:${whole(random, 400)}:${whole(random, 80)})`)
    }
  }
  return `${lines.join('\n')}\n`
}

const prose = (random, sentences) => Array.from({ length: sentences }, () => sentence(random)).join(' ')

/**
 * An OpenAI conversation of about `tokens` tokens: a system prompt, then turns with a question, a tool call, its result
 * (JSON rows, log lines or prose, of differing length) and an answer.
 */
export function conversation(seed, tokens) {
  const random = createRandom(seed)
  const messages = [{ role: 'system', content: prose(random, 12) }]
  const size = Math.min(12_000, Math.max(600, tokens / 8))
  let left = tokens - 200
  for (let turn = 0; left > 0; turn++) {
    const id = `call_${turn}`
    const share = Math.min(left, size * (0.3 + random()))
    const kind = turn % 3
    const content =
      kind === 0
        ? JSON.stringify(rows(random, Math.ceil(share / 90)))
        : kind === 1
          ? log(random, Math.ceil(share / 42))
          : prose(random, Math.ceil(share / 13))
    messages.push(
      { role: 'user', content: sentence(random) },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id, type: 'function', function: { name: ['list_rows', 'get_logs', 'open_page'][kind], arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: id, content },
      { role: 'assistant', content: prose(random, 3) },
    )
    left -= share + 80
  }
  messages.push({ role: 'user', content: 'What does this say?' })
  return messages
}

/** JSON rows of at least so many bytes. */
export function jsonOf(seed, bytes) {
  const random = createRandom(seed)
  const list = []
  for (let length = 0; length < bytes; ) {
    const [row] = rows(random, 1)
    row.id = 100_000 + list.length
    list.push(row)
    length += JSON.stringify(row).length + 1
  }
  return JSON.stringify(list)
}
