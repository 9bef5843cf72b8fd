import { describe, expect, it, vi } from 'vitest'
import { createHeadroom, createMemoryStore, type Store, type Trace } from '../src/index.ts'
import { ROWS } from './rows.ts'

const request = {
  model: 'gpt-4o',
  tools: [{ type: 'function', function: { name: 'list' } }],
  messages: [
    { role: 'user', content: 'What is there?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'list', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: ROWS },
  ],
}
const body = JSON.stringify(request, null, 3)

describe('mode audit', () => {
  it('passes requests on byte for byte, stores nothing, and tells afterwards what would have been saved', async () => {
    const traces: Trace[] = []
    const memory = createMemoryStore()
    const set = vi.fn(memory.set)
    const store: Store = { ...memory, set }
    const headroom = createHeadroom({ mode: 'audit', store, onTrace: (trace) => traces.push(trace) })
    const sent: string[] = []
    await headroom.run({ body }, async (outgoing) => {
      sent.push(outgoing.body)
      return { choices: [] }
    })
    expect(sent).toEqual([body])
    expect(traces).toEqual([expect.objectContaining({ operation: 'run', bypass: 'mode: audit' })])

    await expect.poll(() => traces.length).toBe(2)
    const saved = (trace: Trace) => trace.tokens.before - trace.tokens.after
    const optimized = await createHeadroom().prepare({ body })
    expect(traces[1]).toMatchObject({ operation: 'audit', retrieval: 'tool' })
    expect(saved(traces[1]!)).toBe(optimized.tokensSaved)
    expect(set).not.toHaveBeenCalled()
  })

  it('can be set for one request', async () => {
    const headroom = createHeadroom()
    expect((await headroom.prepare({ body, mode: 'audit' })).body).toBe(body)
    expect((await headroom.prepare({ body })).compressed).toBe(true)
  })

  it('streams as it came', async () => {
    const bytes = new TextEncoder().encode('data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n')
    const stream = await createHeadroom({ mode: 'audit' }).stream(
      { body },
      async () => new Response(bytes).body as ReadableStream<Uint8Array>,
    )
    expect(new Uint8Array(await new Response(stream).arrayBuffer())).toEqual(bytes)
  })
})
