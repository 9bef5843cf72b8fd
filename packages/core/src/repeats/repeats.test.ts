// Lines that stand above are referred to, exactly; everything else stays as it is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHeadroom, type HeadroomOptions } from '../index.ts'
import { fileText } from '../testing/generate-file.ts'
import { unfold } from '../testing/unfold.ts'
import type { Segment } from '../types.ts'
import { foldRepeats } from './fold-repeats.ts'
import { createShownLines } from './shown-lines.ts'
import { createSourceNames } from './source-name.ts'

const FILE = Array.from({ length: 120 }, (_, i) => `  const total${i} = sum(values, ${i * i}) // step ${i}`)
const numbered = (lines: readonly string[], from = 1) =>
  lines.map((line, i) => `${String(from + i).padStart(6)}→${line}`).join('\n')

const segmentOf = (text: string, toolInput: unknown = { path: 'src/a.ts' }, toolName = 'cat'): Segment => ({
  path: [],
  message: 0,
  role: 'tool',
  kind: 'tool-result',
  text,
  toolName,
  toolInput,
  isError: false,
  query: '',
})

/** Folds each text over those before it, as a request would. */
function foldAll(texts: readonly string[]): Segment[] {
  const shown = createShownLines()
  const nameOf = createSourceNames()
  return texts.map((text) => {
    const folded = segmentOf(foldRepeats(text, shown)?.text ?? text)
    shown.add(nameOf(folded), folded.text)
    return folded
  })
}

const textsOf = (segments: readonly Segment[]) => segments.map(({ text }) => text)

describe('folding of repeats', () => {
  it('reads back to the bytes that came, whatever stands above', () => {
    const texts = fc.array(fc.oneof({ weight: 6, arbitrary: fileText }, fc.string({ unit: 'binary', maxLength: 40 })), {
      minLength: 2,
      maxLength: 6,
    })
    let folded = 0
    fc.assert(
      fc.property(texts, (list) => {
        const segments = foldAll(list)
        folded += textsOf(segments).filter((text, i) => text !== list[i]).length
        expect(unfold(segments)).toEqual(list)
      }),
      { numRuns: 1500 },
    )
    expect(folded).toBeGreaterThan(500)
  })

  it('names lines by their place, and keeps what is new and three lines around it', () => {
    const changed = [...FILE.slice(10, 60), 'a new line', ...FILE.slice(60, 100)]
    const [, second] = textsOf(foldAll([FILE.join('\n'), changed.join('\n')]))
    expect(second).toBe(
      [
        '[lines 1–47: same as lines 11–57 of cat(src/a.ts) above]',
        ...changed.slice(47, 54),
        '[lines 55–91: same as lines 64–100 of cat(src/a.ts) above]',
      ].join('\n'),
    )
  })

  it('names lines of a listing by the numbers in front of them', () => {
    const changed = ['first', 'second', ...FILE]
    const [, second, third] = textsOf(foldAll([numbered(FILE), numbered(changed), FILE.slice(3, 90).join('\n')]))
    expect(second).toBe(`${numbered(changed.slice(0, 5))}\n[lines 6–122: same as lines 4–120 of cat(src/a.ts) above]`)
    expect(third).toBe('[lines 1–87: same as lines 4–90 of cat(src/a.ts) above, without their numbers]')
  })

  it('refers to whole results of one line too, and tells calls apart', () => {
    const line = JSON.stringify({ rows: FILE })
    const [, second, third] = textsOf(foldAll([line, line, `${FILE.join('\n')}`]))
    expect(second).toBe('[line 1: same as line 1 of cat(src/a.ts) above]')
    expect(third).toBe(FILE.join('\n'))
    const [, , last] = textsOf(foldAll(['nothing', FILE.join('\n'), FILE.join('\n')]))
    expect(last).toBe('[lines 1–120: same as lines 1–120 of cat(src/a.ts) (call 2) above]')
  })

  it('leaves short runs, and texts with lines that read like references', () => {
    const short = FILE.slice(0, 5).join('\n')
    const imitation = `${FILE.join('\n')}\n[lines 1–9: same as lines 1–9 of cat(x) above]`
    expect(textsOf(foldAll([FILE.join('\n'), short, imitation])).slice(1)).toEqual([short, imitation])
  })

  it('takes long and odd texts in its stride', () => {
    const odd = ['\n'.repeat(50_000), 'x'.repeat(500_000), '     1→'.repeat(9000), `${'}\n'.repeat(40_000)}\0\ud800`]
    const list = [...odd, ...odd]
    expect(unfold(foldAll(list))).toEqual(list)
  })
})

const TOOLS = [{ type: 'function', function: { name: 'cat', parameters: {} } }]
const requestOf = (results: readonly { tool: string; text: string }[]) => ({
  model: 'gpt-4o',
  tools: TOOLS,
  messages: [
    { role: 'user', content: 'go' },
    ...results.flatMap(({ tool, text }, i) => [
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: `c${i}`, type: 'function', function: { name: tool, arguments: '{"path":"src/a.ts"}' } }],
      },
      { role: 'tool', tool_call_id: `c${i}`, content: text },
    ]),
  ],
})

async function sentResults(tool: string, options: HeadroomOptions, texts = [FILE.join('\n'), FILE.join('\n')]) {
  const headroom = createHeadroom(options)
  const { body } = await headroom.prepare({ body: requestOf(texts.map((text) => ({ tool, text }))) })
  return body.messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []))
}

describe('folding in a request', () => {
  const reference = (tool: string) => `[lines 1–120: same as lines 1–120 of ${tool}(src/a.ts) above]`

  it('serves every tool but the five, and those in the profile "agent"', async () => {
    expect(await sentResults('cat', {})).toEqual([FILE.join('\n'), reference('cat')])
    expect(await sentResults('Read', {})).toEqual([FILE.join('\n'), FILE.join('\n')])
    expect(await sentResults('Read', { profile: 'agent' })).toEqual([FILE.join('\n'), reference('Read')])
  })

  it('can be turned off by policy', async () => {
    const policies = [{ tools: 'cat', repeats: false }]
    expect(await sentResults('cat', { policies })).toEqual([FILE.join('\n'), FILE.join('\n')])
  })

  it('stays away where the provider forgets results by itself', async () => {
    const text = FILE.join('\n')
    const results = [1, 2].flatMap((id) => [
      { role: 'assistant', content: [{ type: 'tool_use', id: `t${id}`, name: 'cat', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${id}`, content: text }] },
    ])
    const body = { model: 'claude-sonnet-5', max_tokens: 9, messages: [{ role: 'user', content: 'go' }, ...results] }
    const forgetting = { ...body, context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } }
    expect((await createHeadroom().prepare({ body })).changed).toBe(true)
    expect((await createHeadroom().prepare({ body: forgetting })).changed).toBe(false)
  })

  it('refers to what is shown of a compressed result, never to what was left out', async () => {
    const rows = Array.from({ length: 300 }, (_, id) => JSON.stringify({ id, name: `row ${id}`, state: 'ok' })).join(
      '\n',
    )
    const [first, second] = await sentResults('cat', {}, [rows, rows])
    expect(first).toMatch(/<<ccr:/)
    expect(second).not.toMatch(/same as/)
  })
})
