import { describe, expect, it } from 'vitest'
import {
  type Compressor,
  compress,
  createHeadroom,
  createMemoryStore,
  HeadroomError,
  type Store,
  type Trace,
} from '../src/index.ts'
import { ROWS } from './rows.ts'

const call = (id: string, name: string) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: '{}' } }],
})
const conversation = (...results: [tool: string, text: string][]) => [
  { role: 'system', content: 'Today is 2026-01-02.' },
  { role: 'user', content: 'What is there?' },
  ...results.flatMap(([tool, content], index) => [
    call(`c${index}`, tool),
    { role: 'tool', tool_call_id: `c${index}`, content },
  ]),
]
const last = (messages: readonly unknown[]) => (messages.at(-1) as { content: string }).content

describe('compress', () => {
  it('gives messages back smaller, losslessly where nothing could fetch back', async () => {
    const messages = conversation(['list', ROWS])
    const result = await compress(messages, { model: 'gpt-4o' })
    expect(result.messages.slice(0, -1).every((message, index) => message === messages[index])).toBe(true)
    expect(result).toMatchObject({ compressed: true, transformsApplied: ['json:lossless'], ccrHashes: [] })
    expect(result.tokensAfter).toBeLessThan(result.tokensBefore * 0.7)
    expect(result.tokensSaved).toBe(result.tokensBefore - result.tokensAfter)
    expect(result.compressionRatio).toBe(result.tokensAfter / result.tokensBefore)
    expect(result.warnings).toEqual([
      expect.objectContaining({ code: 'volatile-system-text', where: 'messages.0.content' }),
    ])
    expect(result.trace.tokens.exact).toBe(true)
  })

  it('drops and redeems where the host says that it redeems', async () => {
    const headroom = createHeadroom({ retrieval: 'host' })
    const { messages, ccrHashes } = await headroom.compress(conversation(['list', ROWS]), { model: 'gpt-4o' })
    expect(last(messages)).toContain(`<<ccr:${ccrHashes[0]}`)
    expect(await headroom.retrieve(ccrHashes[0]!)).toEqual({ hash: ccrHashes[0], original: ROWS, text: ROWS })
    expect((await headroom.retrieve(ccrHashes[0]!, { query: 'rows 5-6' }))?.text).toContain('"id":4')
    expect(await headroom.retrieve('nonsense')).toBeUndefined()
  })

  it('gives back what it cannot read, with a warning', async () => {
    for (const odd of ['text', null, 7, { a: 1 }]) {
      const result = await compress(odd as unknown as unknown[])
      expect([result.messages, result.compressed]).toEqual([odd, false])
      expect(result.warnings[0]).toMatchObject({ code: 'passed-on' })
    }
  })

  it('changes nothing the second time', async () => {
    for (const retrieval of ['host', 'off'] as const) {
      const headroom = createHeadroom({ retrieval })
      const once = await headroom.compress(conversation(['list', ROWS]))
      const twice = await headroom.compress(once.messages)
      expect([twice.messages, twice.compressed]).toEqual([once.messages, false])
    }
  })

  it('reads Anthropic messages by their form, or as it is told', async () => {
    const messages = [
      { role: 'user', content: 'What is there?' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'list', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: ROWS }] },
    ]
    for (const options of [{}, { system: 'x' }, { format: 'anthropic-messages' }]) {
      const { trace, compressed } = await compress(messages, { model: 'claude-sonnet-5', ...options })
      expect([trace.wire, trace.provider, compressed, trace.tokens.exact]).toEqual([
        'anthropic-messages',
        'anthropic',
        true,
        false,
      ])
    }
  })
})

describe('policies', () => {
  it('say by tool how far compression may go', async () => {
    const messages = conversation(['Read', ` ${ROWS}`], ['list', ROWS], ['mcp__db__rows', `${ROWS} `])
    const headroom = createHeadroom({ retrieval: 'host', policies: [{ tools: 'mcp__*', level: 'lossless' }] })
    const { trace } = await headroom.compress(messages)
    const levels = trace.segments
      .filter(({ kind }) => kind === 'tool-result')
      .map(({ level, reason }) => [level, reason])
    expect(levels).toEqual([
      ['exact', 'policy: Read is exact'],
      ['recoverable', 'highest bid'],
      ['lossless', 'highest bid'],
    ])
    const own = createHeadroom({
      policies: [{ tools: (name, { query }) => name === 'list' && query.includes('What'), level: 'exact' }],
    })
    expect((await own.compress(conversation(['list', ROWS]))).compressed).toBe(false)
    expect((await createHeadroom({ profile: 'lossless', retrieval: 'host' }).compress(messages)).ccrHashes).toEqual([])
  })

  it('leave alone what is short, an error, or nobody’s kind', async () => {
    const messages = conversation(['list', '{"a":1}'], ['list', 'Just some words. '.repeat(300)])
    const { trace } = await createHeadroom().compress(messages)
    const reasons = trace.segments.filter(({ kind }) => kind === 'tool-result').map(({ reason }) => reason)
    expect(reasons[0]).toBe('under 250 tokens')
    expect(reasons[1]).toMatch(/no compressor|nothing to gain|saves too little/)
  })

  it('say whose texts are compressed', async () => {
    const messages = [{ role: 'user', content: ROWS }]
    expect((await compress(messages)).compressed).toBe(false)
    expect((await compress(messages, { roles: ['user'] })).compressed).toBe(true)
  })
})

describe('run and stream', () => {
  const body = {
    model: 'gpt-4o',
    tools: [{ type: 'function', function: { name: 'list' } }],
    messages: conversation(['list', ROWS]),
  }
  const says = (content: string | null, calls?: object[]) => ({
    choices: [
      {
        index: 0,
        finish_reason: calls ? 'tool_calls' : 'stop',
        message: { role: 'assistant', content, ...(calls ? { tool_calls: calls } : {}) },
      },
    ],
  })

  it('settle retrieval without the caller noticing', async () => {
    const headroom = createHeadroom()
    let rounds = 0
    const answer = await headroom.run({ body }, async (outgoing) => {
      if (rounds++ > 0) return says(last(outgoing.body.messages) === ROWS ? 'The same bytes.' : 'Other bytes.')
      const hash = /<<ccr:([0-9a-f]{24})/.exec(JSON.stringify(outgoing.body))![1]
      return says(null, [
        { id: 'ours', type: 'function', function: { name: 'headroom_retrieve', arguments: JSON.stringify({ hash }) } },
      ])
    })
    expect(answer.choices[0]!.message.content).toBe('The same bytes.')
    expect(answer.choices[0]!.finish_reason).toBe('stop')
  })

  it('reject if, and only if, sending does', async () => {
    const headroom = createHeadroom({
      store: { get: boom, set: boom, delete: boom } as Store,
      extensions: [{ name: 'x', onPipelineEvent: boom }],
    })
    await expect(headroom.run({ body }, async () => says('fine'))).resolves.toEqual(says('fine'))
    await expect(headroom.run({ body }, async () => Promise.reject(new Error('no network')))).rejects.toThrow(
      'no network',
    )
    await expect(headroom.stream({ body }, async () => Promise.reject(new Error('no network')))).rejects.toThrow(
      'no network',
    )
  })

  it('hand an answer through that is of no known form', async () => {
    for (const odd of [null, 'text', { choices: [] }, { choices: [{}, {}] }, { error: { message: 'x' } }]) {
      expect(await createHeadroom().run({ body }, async () => odd as unknown)).toBe(odd)
    }
  })
})

function boom(): never {
  throw new Error('planted')
}

describe('pressure', () => {
  /** A compressor that needs, as it were, longer than there is time. */
  const slow: Compressor = {
    name: 'slow',
    version: 1,
    bid: () => 1,
    compress: ({ text }) => {
      const end = performance.now() + 15
      while (performance.now() < end);
      return { text: text.slice(0, 20), level: 'lossless', dropped: [], summary: 'cut' }
    },
  }

  it('leaves what the deadline cuts off, and leaves it so for the rest of the conversation', async () => {
    const store = createMemoryStore()
    const messages = conversation(['list', `1 ${ROWS}`], ['list', `2 ${ROWS}`], ['list', `3 ${ROWS}`])
    const hurried = createHeadroom({ store, compressors: [slow], deadlineMs: 10 })
    const first = await hurried.compress(messages)
    const reasons = first.trace.segments.filter(({ kind }) => kind === 'tool-result').map(({ reason }) => reason)
    expect(reasons).toEqual(['highest bid', 'the deadline had passed', 'the deadline had passed'])
    const patient = createHeadroom({ store, compressors: [slow] })
    const more = [...messages, call('d', 'list'), { role: 'tool', tool_call_id: 'd', content: `4 ${ROWS}` }]
    const second = await patient.compress(more)
    expect(second.messages.slice(0, messages.length)).toEqual(first.messages)
    expect(last(second.messages)).toHaveLength(20)
    const other = await patient.compress([{ role: 'user', content: 'another conversation' }, ...messages])
    expect(last(other.messages)).toHaveLength(20)
  })

  it('stays lossless where a store has failed once, when it works again', async () => {
    const memory = createMemoryStore()
    let full = true
    const store: Store = {
      ...memory,
      set: (key, value, options) => (full && key.startsWith('original:') ? boom() : memory.set(key, value, options)),
    }
    const messages = conversation(['list', ROWS])
    const first = await createHeadroom({ store, retrieval: 'host' }).compress(messages)
    expect([first.ccrHashes, first.transformsApplied]).toEqual([[], ['json:lossless']])
    full = false
    expect((await createHeadroom({ store, retrieval: 'host' }).compress(messages)).messages).toEqual(first.messages)
  })
})

describe('a Headroom', () => {
  it('simulates without storing anything', async () => {
    const store = createMemoryStore()
    const kept: string[] = []
    const headroom = createHeadroom({
      retrieval: 'host',
      store: {
        ...store,
        set(key, ...rest) {
          kept.push(key)
          return store.set(key, ...rest)
        },
      },
    })
    const result = await headroom.simulate(conversation(['list', ROWS]), { model: 'gpt-4o' })
    expect(result).toMatchObject({ transforms: ['json:recoverable'], messagesOptimized: 1, cacheAlignmentScore: 90 })
    expect(result.blockBreakdown['tool-result']).toBeGreaterThan(1000)
    expect(result.estimatedSavings).toMatch(/^\d+ of \d+ tokens \(\d+%\)$/)
    expect(result.stablePrefixHash).toMatch(/^[0-9a-f]{32}$/)
    expect(kept).toEqual([])
    expect(await headroom.retrieve(result.ccrHashes[0]!)).toBeUndefined()
    const real = await headroom.compress(conversation(['list', ROWS]), { model: 'gpt-4o' })
    expect(real.ccrHashes).toEqual(result.ccrHashes)
    expect(await headroom.retrieve(real.ccrHashes[0]!)).toBeDefined()
  })

  it('explains what it has done, and why', async () => {
    const traces: Trace[] = []
    const headroom = createHeadroom({ retrieval: 'host', onTrace: (trace) => traces.push(trace) })
    const result = await headroom.compress(conversation(['Read', ` ${ROWS}`], ['list', ROWS]), { model: 'gpt-4o' })
    const words = headroom.explain(result)
    expect(words).toMatch(/- Read at messages\.3\.content: \d+ tokens, left as it came \(policy: Read is exact\)/)
    expect(words).toMatch(
      /- list at messages\.5\.content: \d+ → \d+ tokens \(−\d+%\); json, recoverable: .*\d+ of 400 rows out.*original [0-9a-f]{24}/,
    )
    expect(words).toMatch(/! volatile-system-text: line 1 .*2026-01-02/)
    expect(headroom.explain(traces[0]!)).toBe(words)
  })

  it('takes parts in use, before its own', async () => {
    const shout: Compressor = {
      name: 'shout',
      version: 1,
      bid: () => 1,
      compress: () => ({ text: 'SHORT', level: 'lossless', dropped: [], summary: 'shouted' }),
    }
    const headroom = createHeadroom()
    expect((await headroom.compress(conversation(['list', ROWS]))).transformsApplied).toEqual(['json:lossless'])
    headroom.use(shout).use({ name: 'watch', onPipelineEvent: () => undefined })
    expect((await headroom.compress(conversation(['list', ROWS]))).transformsApplied).toEqual(['shout:lossless'])
  })

  it('remembers: the second turn compresses nothing anew', async () => {
    const headroom = createHeadroom()
    const results = async () =>
      (await headroom.compress(conversation(['list', ROWS]))).trace.segments.filter(
        ({ kind }) => kind === 'tool-result',
      )
    expect((await results()).map(({ remembered }) => remembered)).toEqual([false])
    expect((await results()).map(({ remembered }) => remembered)).toEqual([true])
  })

  it('knows what it has forwarded before', async () => {
    const headroom = createHeadroom()
    const messages = conversation(['list', ROWS])
    await headroom.compress(messages)
    const { trace } = await headroom.compress([
      ...messages,
      { role: 'assistant', content: 'Rows.' },
      { role: 'user', content: 'Which?' },
    ])
    expect(trace.prefix.messages).toBe(messages.length)
  })

  it('refuses options that cannot be meant, and works no more once closed', async () => {
    expect(() => createHeadroom({ level: 'maximal' as 'lossy' })).toThrow(
      /"level" is "maximal"; it must be one of exact, lossless/,
    )
    expect(() => createHeadroom({ ttlSeconds: -1 })).toThrow(HeadroomError)
    expect(() => createHeadroom({ profile: 'nope' as 'lossless' })).toThrow(/one of default, lossless/)
    await expect(compress([], { level: 'x' as 'lossy' })).rejects.toThrow(HeadroomError)
    const headroom = createHeadroom()
    await headroom.close()
    await expect(headroom.compress([])).rejects.toSatisfy(HeadroomError.isInstance)
  })
})

describe('the retrieval tool', () => {
  const named = (...names: string[]) => names.map((name) => ({ type: 'function', function: { name } }))
  const offered = async (tools: unknown[], options = {}) => {
    const { body } = await createHeadroom(options).prepare({ body: { model: 'gpt-4o', messages: [], tools } })
    return JSON.stringify(body).includes('headroom_retrieve')
  }

  it('is offered only where a result of some tool may be left out', async () => {
    expect(await offered(named('list'))).toBe(true)
    expect(await offered(named('Read', 'list'))).toBe(true)
    expect(await offered(named('Read', 'Grep'))).toBe(false)
    expect(await offered(named('list'), { profile: 'lossless' })).toBe(false)
    expect(await offered(named('list'), { policies: [{ tools: 'list', level: 'lossless' }] })).toBe(false)
    expect(await offered(named('list'), { policies: [{ tools: () => true, level: 'exact' }] })).toBe(true)
    expect(await offered([{ type: 'web_search' }], { profile: 'lossless' })).toBe(false)
    expect(await offered([])).toBe(false)
  })
})
