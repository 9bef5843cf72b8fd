// Source code through the whole pipeline: when it is shortened, what a model gets back, and what waiting for grammars decides.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { createCodeCompressor } from '../src/compressors/code/index.ts'
import { createHeadroom, createMemoryStore, type HeadroomOptions, type ToolPolicy } from '../src/index.ts'
import { LAWS } from '../src/testing/laws.ts'

const sample = (name: string) => readFileSync(new URL(`samples/code/${name}.txt`, import.meta.url), 'utf8')
const PYTHON = sample('shelf.py')
const call = (id: string, name: string, input: object) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(input) } }],
})
const conversation = (...results: [tool: string, text: string, input?: object][]) => [
  { role: 'user', content: 'Give me an overview.' },
  ...results.flatMap(([tool, content, input = {}], index) => [
    call(`c${index}`, tool, input),
    { role: 'tool', tool_call_id: `c${index}`, content },
  ]),
]

const code = createCodeCompressor()
beforeAll(() => code.load())
const headroomWith = (options: HeadroomOptions = {}) => createHeadroom({ retrieval: 'host', ...options }).use(code)

async function outcomes(messages: unknown[], options?: HeadroomOptions): Promise<string[]> {
  const { trace } = await headroomWith(options).compress(messages, { model: 'gpt-4o' })
  return trace.segments
    .filter(({ kind }) => kind === 'tool-result')
    .map(({ compressor, level, action, reason }) => (action === 'compress' ? `${compressor} ${level}` : reason))
}

describe('code', () => {
  const messages = conversation(['view_source', PYTHON, { path: 'shelf.py' }], ['Read', `\n${PYTHON}`])

  it('stays as it came unless a compressor for it is in use', async () => {
    const { compressed } = await createHeadroom({ retrieval: 'host' }).compress(messages)
    expect(compressed).toBe(false)
  })

  it('is shortened for every tool but the exact ones', async () => {
    expect(await outcomes(messages)).toEqual(['code recoverable', 'policy: Read is exact'])
  })

  it('is shortened where the options and the policies say so', async () => {
    const policies = (...list: ToolPolicy[]): HeadroomOptions => ({ policies: list })
    expect(await outcomes(messages, { code: false })).toEqual(['code stays as it is', 'policy: Read is exact'])
    expect(await outcomes(messages, { code: false, ...policies({ tools: 'view_*', code: true }) })).toEqual([
      'code recoverable',
      'policy: Read is exact',
    ])
    expect(await outcomes(messages, policies({ tools: 'view_*', code: false }))).toEqual([
      'code stays as it is',
      'policy: Read is exact',
    ])
    const read = conversation(
      ['Read', PYTHON],
      ['Read', JSON.stringify(Array.from({ length: 99 }, (_, id) => ({ id })))],
    )
    for (const options of [policies({ tools: 'Read', level: 'exact', code: true }), { profile: 'outline' as const }])
      expect(await outcomes(read, options)).toEqual(['code recoverable', 'policy: Read is exact'])
  })

  it('is never shortened where nothing can be left out', async () => {
    for (const options of [{ level: 'lossless' }, { retrieval: 'off' }, { profile: 'lossless' }] as HeadroomOptions[])
      expect(await outcomes(conversation(['view', PYTHON]), options)).toEqual(['code: nothing to gain'])
    expect(await outcomes(conversation(['Read', PYTHON]), { profile: 'outline', level: 'lossless' })).toEqual([
      'code: nothing to gain',
    ])
  })
})

describe('what a marker in code stands for', () => {
  async function retrieved(text: string, query: string): Promise<string> {
    const headroom = headroomWith()
    const { ccrHashes } = await headroom.compress(conversation(['view', text]), { model: 'gpt-4o' })
    expect(ccrHashes).toHaveLength(1)
    return (await headroom.retrieve(ccrHashes[0]!, { query }))!.text
  }
  const lines = PYTHON.split('\n')
  const numbered = (from: number, to: number) =>
    lines
      .slice(from - 1, to)
      .map((line, i) => `${from + i}: ${line}`)
      .join('\n')

  it('is given by function, whole, with its decorators', async () => {
    expect(await retrieved(PYTHON, 'put')).toBe(`"put" is defined in lines 36–54:\n${numbered(36, 54)}`)
    expect(await retrieved(PYTHON, 'the function Shelf.find')).toBe(
      `"the function Shelf.find" is defined in lines 56–65:\n${numbered(56, 65)}`,
    )
    expect(await retrieved(PYTHON, 'room')).toContain(`${numbered(32, 34)}`)
  })

  it('is given by lines, as the note names them', async () => {
    expect(await retrieved(PYTHON, 'lines 42-54')).toBe(`lines 42–54 of 80:\n${numbered(42, 54)}`)
    const listing = lines.map((line, i) => `${String(i + 501).padStart(6)}\t${line}`).join('\n')
    const body = lines.slice(41, 54).map((line, i) => `${542 + i}: ${line}`)
    expect(await retrieved(listing, 'lines 542-554')).toBe(`lines 542–554 of 580:\n${body.join('\n')}`)
    const envelope = JSON.stringify({ path: 'shelf.py', content: PYTHON })
    expect(await retrieved(envelope, 'lines 42-54')).toBe(`lines 42–54 of 80:\n${numbered(42, 54)}`)
  })
})

describe('a grammar that is not there yet', () => {
  const messages = conversation(['view', PYTHON, { path: 'shelf.py' }])
  const later = [...messages, { role: 'assistant', content: 'I see.' }, { role: 'user', content: 'Go on.' }]
  const compressed = async (headroom: ReturnType<typeof createHeadroom>, list: unknown[]) => {
    const { messages, trace } = await headroom.compress(list, { model: 'gpt-4o' })
    return {
      shown: (messages[2] as { content: string }).content,
      segment: trace.segments.find(({ kind }) => kind === 'tool-result')!,
      trace,
    }
  }

  it('is waited for', async () => {
    const slow = createCodeCompressor({
      wasm: () => new Promise((resolve) => setTimeout(resolve, 50, undefined)),
    })
    const waited = await compressed(createHeadroom({ retrieval: 'host' }).use(slow), messages)
    expect(waited.segment.compressor).toBe('code')
    expect(waited.shown).toBe((await compressed(headroomWith(), messages)).shown)
  })

  it('leaves the text as it came if it cannot be had, for the rest of the conversation', async () => {
    let isThere = false
    const missing = createCodeCompressor({
      async wasm() {
        if (!isThere) throw new Error('no such package')
        return undefined
      },
    })
    const headroom = createHeadroom({ retrieval: 'host' }).use(missing)
    const first = await compressed(headroom, messages)
    expect([first.shown, first.segment.reason]).toEqual([PYTHON, 'code could not be loaded in time'])
    expect(first.trace.failures[0]).toMatchObject({ where: 'loading for code', message: 'no such package' })
    isThere = true
    const second = await compressed(headroom, later)
    expect([second.shown, second.segment.reason]).toEqual([PYTHON, 'left earlier in this conversation'])
    // another conversation does not suffer
    const other = [{ role: 'user', content: 'Something else.' }, ...messages.slice(1)]
    expect((await compressed(headroom, other)).segment.compressor).toBe('code')
  })

  it('leaves the text as it came if it takes too long, on every worker that shares the store', async () => {
    const store = createMemoryStore()
    const stuck = createCodeCompressor({ wasm: () => new Promise(() => {}) })
    const hurried = createHeadroom({ retrieval: 'host', store, deadlineMs: 30 }).use(stuck)
    expect((await compressed(hurried, messages)).shown).toBe(PYTHON)
    expect((await compressed(headroomWith({ store }), later)).shown).toBe(PYTHON)
  })
})

describe.each(Object.entries(LAWS))('with code compression, the law of %s', (_, law) => {
  it('holds', () => law({ create: (options) => createHeadroom(options).use(code), runs: 25 }))
})
