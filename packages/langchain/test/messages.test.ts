// LangChain's messages as a format: the contract of every wire, and what is peculiar to messages that are objects.
import { testWire } from '@headroom/core/testing'
import {
  AIMessage,
  type BaseMessage,
  ChatMessage,
  FunctionMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChatRequest, langchainWire } from '../src/messages.ts'

const words = fc.string({ minLength: 1, maxLength: 12 })
const block = fc.oneof(
  fc.record({ type: fc.constant('text'), text: words }),
  fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: words }) }),
  fc.record({ type: fc.constant('thinking'), thinking: words, signature: words }),
  fc.record({ type: fc.constant('reasoning'), reasoning: words }),
  fc.record({ type: fc.constant('tool_result'), tool_use_id: words, content: words }),
  fc.record({
    type: fc.constant('tool_result'),
    tool_use_id: words,
    content: fc.array(fc.record({ type: fc.constant('text'), text: words }), { maxLength: 2 }),
  }),
  fc.record({ type: words, odd: fc.anything({ maxDepth: 1, values: [words, fc.integer()] }) }),
)
const content = fc.oneof(words, fc.array(block, { maxLength: 3 })) as fc.Arbitrary<string>
const calls = fc.array(fc.record({ id: words, name: words, args: fc.record({ limit: fc.integer() }) }), {
  maxLength: 2,
})
const message: fc.Arbitrary<BaseMessage> = fc.oneof(
  content.map((value) => new SystemMessage(value)),
  content.map((value) => new HumanMessage(value)),
  fc.tuple(content, calls).map(([value, tool_calls]) => new AIMessage({ content: value, tool_calls })),
  fc
    .tuple(content, words)
    .map(([value, id]) => new ToolMessage({ content: value, tool_call_id: id, artifact: { id } })),
)

testWire(
  { wire: langchainWire as never, bodies: fc.record({ model: words, messages: fc.array(message, { maxLength: 5 }) }) },
  { describe, it },
)

const call = { id: 'a', name: 'list', args: { limit: 3 }, type: 'tool_call' as const }
const segmentsOf = (...messages: BaseMessage[]) => langchainWire.segments({ messages })
const results = (...messages: BaseMessage[]) => segmentsOf(...messages).filter(({ kind }) => kind === 'tool-result')

describe('the texts of messages', () => {
  it('are known by role, and results by their call', () => {
    const messages = [
      new SystemMessage('Be brief.'),
      new HumanMessage('Which?'),
      new AIMessage({ content: 'Wait.', tool_calls: [call] }),
      new ToolMessage({ content: 'rows', tool_call_id: 'a' }),
      new ToolMessage({ content: 'no', tool_call_id: 'b', name: 'other', status: 'error' }),
      new FunctionMessage({ content: 'old', name: 'old' }),
      new ChatMessage({ content: 'hm', role: 'critic' }),
    ]
    expect(segmentsOf(...messages).map(({ role, kind, text }) => [role, kind, text])).toEqual([
      ['system', 'text', 'Be brief.'],
      ['user', 'text', 'Which?'],
      ['assistant', 'text', 'Wait.'],
      ['assistant', 'tool-call', '{"limit":3}'],
      ['tool', 'tool-result', 'rows'],
      ['tool', 'tool-result', 'no'],
      ['tool', 'tool-result', 'old'],
      ['other', 'text', 'hm'],
    ])
    expect(results(...messages)).toMatchObject([
      { toolName: 'list', toolCallId: 'a', toolInput: { limit: 3 }, isError: false, query: 'Which?' },
      { toolName: 'other', isError: true },
      { toolName: 'old' },
    ])
  })

  it('are found in the blocks of OpenAI, of Anthropic and of LangChain', () => {
    const messages = [
      new AIMessage({
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'tool_use', id: 'a', name: 'list', input: { limit: 3 } },
        ],
      }),
      new ToolMessage({
        content: [{ type: 'text', text: 'one' }, { type: 'image' }, { type: 'text', text: 'two' }],
        tool_call_id: 'a',
      }),
      new HumanMessage({
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'three' },
          { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'four' }], is_error: true },
          { type: 'text', text: 'And now?' },
        ],
      }),
      new ToolMessage({ contentBlocks: [{ type: 'text', text: 'five' }], tool_call_id: 'a' } as never),
    ]
    expect(results(...messages).map(({ text, toolName, isError, query }) => [text, toolName, isError, query])).toEqual([
      ['one', 'list', false, ''],
      ['two', 'list', false, ''],
      ['three', 'list', false, ''],
      ['four', 'list', true, ''],
      ['five', 'list', false, 'And now?'],
    ])
    expect(segmentsOf(...messages).find(({ kind }) => kind === 'reasoning')).toMatchObject({ text: 'hm' })
  })
})

describe('a changed message', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }
  const result = new ToolMessage({
    id: 'm1',
    name: 'list',
    tool_call_id: 'a',
    status: 'success',
    artifact: { rows: [1] },
    additional_kwargs: { mine: 1 },
    response_metadata: { theirs: 2 },
    content: [{ type: 'text', text: 'long' }, image],
  })
  const body: ChatRequest = { messages: [new HumanMessage('Which?'), result] }
  const path = ['messages', 1, 'content', 0, 'text']
  const changed = langchainWire.apply(body, [{ path, values: ['short'] }])
  const after = changed.messages[1] as ToolMessage

  it('is still what it was but for its text', () => {
    expect(after).toBeInstanceOf(ToolMessage)
    expect({ ...after, content: 0, lc_kwargs: 0 }).toEqual({ ...result, content: 0, lc_kwargs: 0 })
    expect(after.content).toEqual([{ type: 'text', text: 'short' }, image])
    expect(after.content[1]).toBe(image)
    expect(after.artifact).toBe(result.artifact)
    expect(changed.messages[0]).toBe(body.messages[0])
    expect(result.text).toBe('long')
  })

  it('is stored as it is now', () => {
    const stored = JSON.stringify(after)
    expect(stored).toContain('short')
    expect(stored).not.toContain('long')
    const revived = langchainWire.revive!(JSON.parse(stored)) as ToolMessage
    expect(revived).toBeInstanceOf(ToolMessage)
    expect([revived.text, revived.artifact, revived.id]).toEqual(['short', { rows: [1] }, 'm1'])
    expect(new ToolMessage(after.lc_kwargs as never).text).toBe('short')
  })
})
