// Generates conversations with tools, and writes them in each message format, for property tests of the laws.
import fc from 'fast-check'

/** One tool result and the call that it answers. */
export interface ToolTurn {
  tool: string
  input: Record<string, unknown>
  output: string
  isError: boolean
}

/** A turn: what the user says, and what the model does until it is done. */
export interface Turn {
  user: string
  /** Calls in the order of the model's steps; each step may call several tools at once. */
  steps: ToolTurn[][]
  answer: string
}

export interface Conversation {
  system: string
  turns: Turn[]
}

export type Format = 'openai-chat' | 'anthropic-messages'

/** A request as an agent would send it. */
export interface Request {
  model: string
  system?: unknown
  messages: Record<string, unknown>[]
  tools?: unknown[]
  [field: string]: unknown
}

const words = fc.constantFrom(
  ...'connect worker request timeout region cache index shard token user order price total status ready failed retry'.split(
    ' ',
  ),
)
const sentence = fc.array(words, { minLength: 1, maxLength: 12 }).map((list) => `${list.join(' ')}.`)

const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -50, max: 5000 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('ok', 'pending', 'error', 'true', '', '007', 'a,b', 'x "y"', 'multi\nline', '日本'),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, 0.1, 1e21, -0) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)

/** Rows as tools return them: one shape, now and then a field less, sometimes nested; few of them or hundreds. */
export const jsonRows: fc.Arbitrary<unknown[]> = fc
  .record({
    fields: fc.uniqueArray(fc.constantFrom('id', 'name', 'status', 'region', 'latency_ms', 'note', 'a.b', ''), {
      minLength: 1,
    }),
    values: fc.array(fc.tuple(scalar, fc.nat(20)), { minLength: 3, maxLength: 30 }),
    count: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 150, max: 400 })),
    stride: fc.integer({ min: 1, max: 7 }),
    constant: scalar,
    nested: fc.boolean(),
    spaced: fc.constantFrom(undefined, 'never', 'always', 'rarely'),
  })
  .map(({ fields, values, count, stride, constant, nested, spaced }) => {
    const at = (index: number) => values[(index * stride) % values.length]!
    return Array.from({ length: count }, (_, index) => {
      const row: Record<string, unknown> = { key: index, kind: constant }
      const [first, gap] = at(index)
      fields.forEach((field, place) => {
        if (place !== gap) row[field] = place === 0 ? `${first} ${index}` : at(index + place)[0]
      })
      if (nested)
        row.items = at(index)
          .map((sku, n) => ({ sku, n: n + index }))
          .slice(0, 1 + (gap % 2))
      if (spaced) row.body = innerJson(index, spaced === 'always' || (spaced === 'rarely' && gap > 17))
      return row
    })
  })

/** JSON in a string, as other programs print it: compact, or with blanks. */
function innerJson(index: number, isSpaced: boolean): string {
  const text = `{"seq": ${index}, "note": "kept as it was sent, together with ${index % 5} other parts of the order"}`
  return isSpaced ? text : JSON.stringify(JSON.parse(text))
}

/** JSON as tools spell it: compact, indented, one object with an array in it, or a value per line. */
export const jsonText: fc.Arbitrary<string> = fc.tuple(jsonRows, fc.nat(3)).map(([rows, style]) => {
  if (style === 0) return JSON.stringify(rows)
  if (style === 1) return JSON.stringify(rows, null, 2)
  if (style === 2) return JSON.stringify({ page: 1, total: rows.length, results: rows })
  return rows.map((row) => JSON.stringify(row)).join('\n')
})

const logLine = fc.tuple(fc.nat(86_399), fc.nat(9), fc.nat(5000), words).map(([second, kind, number, word]) => {
  const time = `2026-03-04T${new Date(second * 1000).toISOString().slice(11, 19)}Z`
  const lines = [
    `${time} INFO  worker-${number % 5} handled request ${number} in ${number % 97} ms`,
    `${time} INFO  cache ${word} hit ratio 0.${number}`,
    `${time} WARN  slow ${word}: ${number} ms`,
    `${time} ERROR worker-${number % 5} ${word} refused: code ${number % 7}`,
    `${time} DEBUG ${word}=${number}`,
  ]
  return lines[kind] ?? lines[0]!
})

/** A log: mostly a few templates, now and then something that fits none; short or hundreds of lines, any line end. */
export const logText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 12, arbitrary: logLine }, { weight: 1, arbitrary: fc.string({ maxLength: 60 }) }), {
      minLength: 1,
      maxLength: 40,
    }),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, times, end, last]) => {
    const all = Array.from({ length: times }, (_, turn) =>
      lines.map((line) => line.replace(/handled request/, `handled request ${turn}`)),
    )
    const text = all
      .flat()
      .map((line) => line.replace(/[\r\n]/g, ' '))
      .join(end)
    return last ? text + end : text
  })

/** Text that reads like a marker of ours, which must mean nothing. */
const markerLike = fc
  .tuple(sentence, fc.integer({ min: 0 }))
  .map(([text, seed]) => `${text} <<ccr:${seed.toString(16).padStart(24, '0')} 5 of 9 rows omitted>> ${text}`)

const FILE = Array.from(
  { length: 90 },
  (_, i) => `${'  '.repeat(i % 3)}const value${i * 7} = read(${i % 11}) // step ${i}`,
)

/** Parts of one file as tools show it: with line numbers of either kind or without, a line changed or put in here and there. */
export const fileText: fc.Arbitrary<string> = fc
  .record({
    from: fc.nat(40),
    lines: fc.integer({ min: 20, max: 90 }),
    changes: fc.array(fc.tuple(fc.nat(89), fc.nat(3)), { maxLength: 4 }),
    style: fc.constantFrom('', '', '→', '\t', ':'),
    end: fc.constantFrom('\n', '\n', '\r\n'),
    tail: fc.constantFrom('', '\n', '\n\n... (more lines not shown)'),
  })
  .map(({ from, lines, changes, style, end, tail }) => {
    const file = [...FILE]
    for (const [at, kind] of changes) file.splice(at, kind === 0 ? 0 : 1, `changed ${kind} at ${at}`)
    const shown = file.slice(from, from + lines)
    const numbered = shown.map((line, i) => {
      const number = String(from + i + 1)
      return style === '' ? line : `${style === ':' ? number : number.padStart(6)}${style}${line}`
    })
    return numbered.join(end) + tail
  })

/** What tools say. */
export const toolOutput: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: jsonText },
  { weight: 4, arbitrary: logText },
  { weight: 3, arbitrary: fileText },
  { weight: 1, arbitrary: fc.array(sentence, { maxLength: 60 }).map((list) => list.join(' ')) },
  { weight: 1, arbitrary: markerLike },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
)

const toolTurn: fc.Arbitrary<ToolTurn> = fc.record({
  tool: fc.constantFrom('list_records', 'get_logs', 'run_command', 'Read', 'Grep', 'mcp__files__search'),
  input: fc.dictionary(fc.constantFrom('query', 'path', 'limit'), fc.oneof(sentence, fc.nat(500)), {
    noNullPrototype: true,
  }),
  output: toolOutput,
  isError: fc.nat(9).map((value) => value === 0),
})

/** Conversations of one to three turns. */
export const conversations: fc.Arbitrary<Conversation> = fc.record({
  system: sentence,
  turns: fc.array(
    fc.record({
      user: sentence,
      steps: fc.array(fc.array(toolTurn, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
      answer: sentence,
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

/** Every request that an agent sends in the course of a conversation, one for each time the model is called. */
export function requestsOf(
  conversation: Conversation,
  format: Format,
  { tools = true }: { tools?: boolean } = {},
): Request[] {
  const writer = format === 'openai-chat' ? openai : anthropic
  const messages: Record<string, unknown>[] = writer.start(conversation.system)
  const requests: Request[] = []
  const send = () => requests.push(writer.request(conversation.system, [...messages], tools))
  let call = 0
  for (const { user, steps, answer } of conversation.turns) {
    messages.push({ role: 'user', content: user })
    send()
    for (const step of steps) {
      messages.push(...writer.step(step, () => `call_${call++}`))
      send()
    }
    messages.push({ role: 'assistant', content: answer })
  }
  return requests
}

const TOOLS = ['list_records', 'get_logs', 'run_command']

const openai = {
  start: (system: string): Record<string, unknown>[] => [{ role: 'system', content: system }],
  request: (_: string, messages: Record<string, unknown>[], tools: boolean): Request => ({
    model: 'gpt-4o',
    temperature: 1.0,
    messages,
    ...(tools ? { tools: TOOLS.map((name) => ({ type: 'function', function: { name, parameters: {} } })) } : {}),
  }),
  step(step: readonly ToolTurn[], nextId: () => string): Record<string, unknown>[] {
    const calls = step.map(({ tool, input }) => ({
      id: nextId(),
      type: 'function',
      function: { name: tool, arguments: JSON.stringify(input) },
    }))
    return [
      { role: 'assistant', content: null, tool_calls: calls },
      ...step.map(({ output }, index) => ({ role: 'tool', tool_call_id: calls[index]!.id, content: output })),
    ]
  },
}

const anthropic = {
  start: (): Record<string, unknown>[] => [],
  request: (system: string, messages: Record<string, unknown>[], tools: boolean): Request => ({
    model: 'claude-sonnet-5',
    max_tokens: 1024,
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    messages,
    ...(tools ? { tools: TOOLS.map((name) => ({ name, input_schema: { type: 'object' } })) } : {}),
  }),
  step(step: readonly ToolTurn[], nextId: () => string): Record<string, unknown>[] {
    const uses = step.map(({ tool, input }) => ({ type: 'tool_use', id: nextId(), name: tool, input }))
    const results = step.map(({ output, isError }, index) => ({
      type: 'tool_result',
      tool_use_id: uses[index]!.id,
      content: index % 2 === 0 ? output : [{ type: 'text', text: output }],
      ...(isError ? { is_error: true } : {}),
    }))
    return [
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm', signature: 'c2lnbmVk' }, ...uses] },
      { role: 'user', content: results },
    ]
  },
}
