import { createHeadroom } from '@headroom/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { ROWS_TEXT } from '../../../test/support/requests.ts'
import { type AgnoMessage, optimizeMessages } from '../src/index.ts'
import { messagesOfRun } from './agent-os-server.ts'

const OTHER_TEXT = ROWS_TEXT.replaceAll('eu-west-1', 'us-east-1')

const TREES_TEXT = JSON.stringify(
  Array.from({ length: 150 }, (_, id) => ({ tree: id * 7, species: `oak ${id % 5}`, metres: id % 31 })),
)

/** Several results in one message, as Agno kept them for Gemini (`utils/message.py`, `normalize_tool_messages`). */
const COMBINED = {
  role: 'tool',
  content: [ROWS_TEXT, 'short', OTHER_TEXT],
  tool_calls: [
    { tool_call_id: 'a', tool_name: 'list_records', content: ROWS_TEXT },
    { tool_call_id: 'b', tool_name: 'ping', content: 'short' },
    { tool_call_id: 'c', tool_name: 'list_records', content: OTHER_TEXT },
  ],
}

describe('optimizeMessages', () => {
  it('fills compressed_content beside the original, and leaves all else the same', async () => {
    const given = messagesOfRun(ROWS_TEXT)
    const kept = structuredClone(given)
    const { messages, tokensBefore, tokensAfter, compressed } = await optimizeMessages(given, { model: 'gpt-4o' })
    expectTypeOf(messages).toEqualTypeOf<typeof given>()
    expect(given).toEqual(kept)
    expect([messages[0], messages[1], messages[3]]).toEqual([given[0], given[1], given[3]])
    expect(messages[0]).toBe(given[0])
    const { compressed_content, ...rest } = messages[2] as (typeof given)[2] & { compressed_content: string }
    expect(rest).toEqual(given[2])
    expect(compressed_content).toMatch(/^# headroom json/)
    expect(compressed_content).not.toContain('<<ccr:')
    expect(compressed).toBe(true)
    expect(tokensAfter).toBeLessThan(tokensBefore / 2)
  })

  it('replaces the content where it is told to', async () => {
    const [, , result] = (await optimizeMessages(messagesOfRun(ROWS_TEXT), { replace: true })).messages
    expect(result).toMatchObject({ content: expect.stringMatching(/^# headroom json/) })
    expect(result).not.toHaveProperty('compressed_content')
  })

  it('leaves errors, short results, exact tools, and what is done already', async () => {
    const [user, call, result] = messagesOfRun(ROWS_TEXT) as AgnoMessage[] as [AgnoMessage, AgnoMessage, AgnoMessage]
    for (const conversation of [
      [user, call, { ...result, tool_call_error: true }],
      [user, call, { ...result, content: 'short' }],
      [user, call, { ...result, content: null }],
      [user, call, { ...result, compressed_content: 'what Agno’s model made of it' }],
      [user, { ...result, tool_name: 'Read' }],
    ]) {
      const { messages, compressed } = await optimizeMessages(conversation)
      expect(messages.at(-1)).toBe(conversation.at(-1))
      expect(compressed).toBe(false)
    }
  })

  it.each([false, true])('changes nothing in what it has done; replace: %s', async (replace) => {
    const alone = {
      role: 'tool',
      content: [TREES_TEXT],
      tool_calls: [{ ...COMBINED.tool_calls[0]!, content: TREES_TEXT }],
    }
    const once = await optimizeMessages<AgnoMessage>([...messagesOfRun(ROWS_TEXT), alone], { replace })
    expect(once.transformsApplied).toHaveLength(2)
    const twice = await optimizeMessages(once.messages, { replace })
    twice.messages.forEach((message, index) => {
      expect(message).toBe(once.messages[index])
    })
  })

  it('says the same of a message whatever comes after it', async () => {
    const first = messagesOfRun(ROWS_TEXT)
    const { messages: short } = await optimizeMessages(first)
    const { messages: long } = await optimizeMessages([...first, ...messagesOfRun(OTHER_TEXT)])
    expect(long.slice(0, short.length)).toEqual(short)
  })

  it('reads several results in one message: what is sent gives way, the originals stay', async () => {
    const { messages } = await optimizeMessages([COMBINED])
    const { content, tool_calls } = messages[0]!
    expect(content).toEqual(COMBINED.content)
    expect(tool_calls.map(({ content }) => content.slice(0, 15))).toEqual([
      '# headroom json',
      'short',
      '# headroom json',
    ])
    const replaced = (await optimizeMessages([COMBINED], { replace: true })).messages[0]!
    expect(replaced.content).toEqual(tool_calls.map(({ content }) => content))
    expect(replaced.tool_calls).toEqual(tool_calls)
  })

  it('leaves out more where the agent can fetch it, and only then', async () => {
    const headroom = createHeadroom()
    const given = messagesOfRun(ROWS_TEXT)
    const { messages, ccrHashes } = await optimizeMessages(given, { headroom, retrieval: 'host' })
    expect((messages[2] as { compressed_content?: string }).compressed_content).toContain(`<<ccr:${ccrHashes[0]}`)
    expect((await headroom.retrieve(ccrHashes[0]!))?.original).toBe(ROWS_TEXT)
    // Without a Headroom of the caller's own there is nothing to fetch from.
    expect((await optimizeMessages(given, { retrieval: 'host' })).ccrHashes).toEqual([])
  })

  it('reads anything without throwing', async () => {
    const odd = [
      { role: 'tool' },
      { role: 'tool', tool_calls: [null, 5] },
      { role: '' },
      { role: 'assistant', tool_calls: 'x' },
    ]
    expect((await optimizeMessages(odd)).messages).toEqual(odd)
    expect((await optimizeMessages([])).messages).toEqual([])
  })
})
