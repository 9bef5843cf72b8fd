// Results made smaller where they arise, or in the state; documents; histories.
import { createHeadroom, type Headroom } from '@headroom/core'
import { InMemoryChatMessageHistory } from '@langchain/core/chat_history'
import { Document } from '@langchain/core/documents'
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { ChatPromptTemplate, MessagesPlaceholder } from '@langchain/core/prompts'
import { RunnableWithMessageHistory } from '@langchain/core/runnables'
import { type StructuredToolInterface, tool } from '@langchain/core/tools'
import { Command, MessagesAnnotation, StateGraph } from '@langchain/langgraph'
import { ToolNode } from '@langchain/langgraph/prebuilt'
import { createAgent } from 'langchain'
import { describe, expect, it } from 'vitest'
import { ROWS_TEXT } from '../../../test/support/requests.ts'
import {
  createCompressToolMessagesNode,
  createHeadroomRetrieveTool,
  HeadroomChatMessageHistory,
  HeadroomDocumentCompressor,
  wrapToolsWithHeadroom,
} from '../src/index.ts'
import { headroomMiddleware } from '../src/middleware.ts'
import { called, chatModel, conversation, openProvider, TOOLS } from './support.ts'

const MARKER = /<<ccr:([0-9a-f]{24})/
const schema = { type: 'object', properties: {} } as const
const call = (name: string) => ({ id: 'call_1', name, args: {}, type: 'tool_call' as const })

const make = (name: string, give: () => unknown, more: object = {}) =>
  tool(async () => give(), { name, description: name, schema, ...more } as never) as unknown as StructuredToolInterface

describe('wrapped tools', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }
  const stop = new Command({ goto: 'end' })
  const failed = new ToolMessage({ content: ROWS_TEXT, tool_call_id: 'call_1', status: 'error' })
  const given = [
    make('text', () => ROWS_TEXT),
    make('artifact', () => [ROWS_TEXT, { rows: 200 }], { responseFormat: 'content_and_artifact' }),
    make('blocks', () => [{ type: 'text', text: ROWS_TEXT }, image]),
    make('command', () => stop),
    make('failing', () => failed),
    make('small', () => 'little'),
    make('Read', () => ROWS_TEXT),
  ]
  const wrap = (tools = given, headroom: Headroom = createHeadroom()) =>
    Object.fromEntries(wrapToolsWithHeadroom(tools, { headroom }).map((each) => [each.name, each]))

  it('give less, and are the same tools in everything else', async () => {
    const wrapped = wrap()
    for (const each of given) {
      const { name, description, schema: input } = wrapped[each.name]!
      expect([name, description, input]).toEqual([each.name, each.description, each.schema])
      expect(wrapped[each.name]).toBeInstanceOf(each.constructor)
    }
    const text = (await wrapped.text!.invoke(call('text'))) as ToolMessage
    expect(text).toMatchObject({ tool_call_id: 'call_1', name: 'text' })
    expect(text.text.length).toBeLessThan(ROWS_TEXT.length * 0.8)
    expect(text.text, 'nothing could bring back what is left out').not.toMatch(MARKER)
    expect(await wrapped.text!.invoke({})).toBe(text.text)
  })

  it('keep artifacts, images, commands, errors, and what is exact', async () => {
    const wrapped = wrap()
    const artifact = (await wrapped.artifact!.invoke(call('artifact'))) as ToolMessage
    expect([artifact.artifact, artifact.text.length < ROWS_TEXT.length * 0.8]).toEqual([{ rows: 200 }, true])
    const blocks = (await wrapped.blocks!.invoke(call('blocks'))) as ToolMessage
    expect(blocks.content[1]).toEqual(image)
    expect(blocks.text.length).toBeLessThan(ROWS_TEXT.length * 0.8)
    expect(await wrapped.command!.invoke(call('command'))).toBe(stop)
    expect(await wrapped.failing!.invoke(call('failing'))).toBe(failed)
    expect(await wrapped.small!.invoke({})).toBe('little')
    expect(await wrapped.Read!.invoke({})).toBe(ROWS_TEXT)
    const provided = { type: 'web_search_20250305', name: 'web_search' }
    expect(wrapToolsWithHeadroom([provided])[0]).toBe(provided)
  })

  it('leave out what the model can fetch, if the tool for it is among them', async () => {
    const headroom = createHeadroom()
    const wrapped = wrap([given[0]!, createHeadroomRetrieveTool({ headroom })], headroom)
    const { text } = (await wrapped.text!.invoke(call('text'))) as ToolMessage
    const [, hash] = MARKER.exec(text)!
    const fetch = { ...call('headroom_retrieve'), args: { hash } }
    expect(((await wrapped.headroom_retrieve!.invoke(fetch)) as ToolMessage).text).toBe(ROWS_TEXT)
    const part = { ...fetch, args: { hash, query: 'rows 78-78' } }
    expect(((await wrapped.headroom_retrieve!.invoke(part)) as ToolMessage).text).toContain('"id":1077')
  })

  it('serve an agent in which the model fetches openly', async () => {
    const provider = await openProvider('openai', {
      says: [
        called(['call_1', 'list_records', {}]),
        ({ body }) => called(['call_2', 'headroom_retrieve', { hash: MARKER.exec(body.toString())![1] }]),
        { text: 'Worker 0.' },
      ],
    })
    const headroom = createHeadroom()
    const tools = wrapToolsWithHeadroom([...TOOLS, createHeadroomRetrieveTool({ headroom })], { headroom })
    const agent = createAgent({
      model: chatModel('openai', provider.url),
      tools,
      middleware: [headroomMiddleware({ headroom })],
    })
    const { messages } = await agent.invoke({ messages: [new HumanMessage('What stands out?')] })
    const [rows, fetched] = messages.filter((message) => ToolMessage.isInstance(message))
    expect(rows!.text).toMatch(MARKER)
    expect(fetched!.text).toBe(ROWS_TEXT)
    expect(provider.received[2]!.body.toString()).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
    expect((provider.received[2]!.json.tools as unknown[]).length).toBe(2)
  })
})

describe('the node between tools and model', () => {
  const run = async (messages: BaseMessage[], options = {}) => {
    const compress = createCompressToolMessagesNode(options)
    const graph = new StateGraph(MessagesAnnotation)
      .addNode(
        'tools',
        new ToolNode([
          make('list_records', () => ROWS_TEXT),
          make('failing', () => Promise.reject(new Error(ROWS_TEXT))),
        ]),
      )
      .addNode('compress', compress)
      .addNode('again', compress)
      .addEdge('__start__', 'tools')
      .addEdge('tools', 'compress')
      .addEdge('compress', 'again')
      .compile()
    return (await graph.invoke({ messages })).messages
  }
  const calls = ['list_records', 'failing', 'list_records'].map((name, index) => ({
    id: `new_${index}`,
    name,
    args: {},
  }))
  const state = () => [...conversation(), new AIMessage({ content: '', tool_calls: calls })]

  it('puts smaller results in the place of those that no model has seen, and leaves the rest', async () => {
    const messages = await run(state())
    const results = messages.filter((message) => ToolMessage.isInstance(message))
    expect(results.map(({ tool_call_id }) => tool_call_id)).toEqual(['call_1', 'new_0', 'new_1', 'new_2'])
    expect(results[0]!.text, 'a model has seen it').toBe(ROWS_TEXT)
    expect(results[1]!.text.length).toBeLessThan(ROWS_TEXT.length * 0.8)
    expect(results[1]!.text).not.toMatch(MARKER)
    expect(results[3]!.text, 'refers to no other result, for a state may lose those').toBe(results[1]!.text)
    expect(results[1]).toMatchObject({ name: 'list_records', status: 'success' })
    expect(results[2], 'an error').toMatchObject({ status: 'error' })
    expect(results[2]!.text).toContain(ROWS_TEXT)
  })

  it('leaves out what the host can redeem, and changes nothing when it runs again', async () => {
    const headroom = createHeadroom()
    const node = createCompressToolMessagesNode({ headroom, retrieval: 'host' })
    const result = new ToolMessage({ content: ROWS_TEXT, tool_call_id: 'new_0', id: 'm9', artifact: [1] })
    const messages = [...state(), result]
    const [smaller] = (await node({ messages })).messages
    expect(smaller).toMatchObject({ id: 'm9', artifact: [1] })
    const [, hash] = MARKER.exec(smaller!.text)!
    expect((await headroom.retrieve(hash!))?.original).toBe(ROWS_TEXT)
    expect(await node({ messages: [...state(), smaller!] })).toEqual({ messages: [] })
    const [, losslessly] = await Promise.all([0, 1].map(() => createCompressToolMessagesNode()({ messages })))
    expect(await createCompressToolMessagesNode()({ messages: [...state(), losslessly!.messages[0]!] })).toEqual({
      messages: [],
    })
  })
})

describe('the document compressor', () => {
  it('shortens texts, keeps everything else, and says how to redeem', async () => {
    const headroom = createHeadroom()
    const compressor = new HeadroomDocumentCompressor({ headroom, model: 'gpt-4o' })
    const documents = [
      new Document({ pageContent: 'Short.', metadata: { source: 'a' }, id: '1' }),
      new Document({ pageContent: ROWS_TEXT, metadata: { source: 'b' }, id: '2' }),
    ]
    const [short, long] = await compressor.compressDocuments(documents, 'What is row 1137?')
    expect(short).toBe(documents[0])
    expect(long).toMatchObject({ id: '2', metadata: { source: 'b' } })
    expect(long!.pageContent).toContain('1137')
    const { hashes, tokensBefore, tokensAfter } = long!.metadata.headroom
    expect(tokensAfter).toBeLessThan(tokensBefore)
    expect((await headroom.retrieve(hashes[0]))?.original).toBe(ROWS_TEXT)
    expect(documents[1]!.metadata).toEqual({ source: 'b' })
    const again = await compressor.compressDocuments([long!], 'What is row 1137?')
    expect(again[0]!.pageContent).toBe(long!.pageContent)
  })

  it('leaves nothing out if it is told that nobody redeems', async () => {
    const compressor = new HeadroomDocumentCompressor({ retrieval: 'off' })
    const [document] = await compressor.compressDocuments([new Document({ pageContent: ROWS_TEXT })], 'Which?')
    expect(document!.pageContent).not.toMatch(MARKER)
    expect(document!.metadata.headroom.hashes).toEqual([])
  })
})

describe('the chat history', () => {
  it('keeps what was said, and gives it back smaller', async () => {
    const kept = new InMemoryChatMessageHistory()
    const history = new HeadroomChatMessageHistory({ history: kept, model: 'gpt-4o' })
    await history.addMessages(conversation())
    await history.addUserMessage('And now?')
    const messages = await history.getMessages()
    expect((await kept.getMessages()).map(({ text }) => text)).toEqual([
      ...conversation().map(({ text }) => text),
      'And now?',
    ])
    expect(messages.map(({ type }) => type)).toEqual(['system', 'human', 'ai', 'tool', 'human'])
    expect(messages[3]!.text.length).toBeLessThan(ROWS_TEXT.length * 0.8)
    await history.clear()
    expect(await kept.getMessages()).toEqual([])
  })

  it('serves a runnable with a history', async () => {
    const provider = await openProvider('openai', { says: [{ text: 'One.' }, { text: 'Two.' }] })
    const kept = new InMemoryChatMessageHistory(conversation())
    const prompt = ChatPromptTemplate.fromMessages([new MessagesPlaceholder('history'), ['human', '{input}']])
    const chain = new RunnableWithMessageHistory({
      runnable: prompt.pipe(chatModel('openai', provider.url)),
      getMessageHistory: () => new HeadroomChatMessageHistory({ history: kept }),
      inputMessagesKey: 'input',
      historyMessagesKey: 'history',
    })
    for (const input of ['One?', 'Two?']) await chain.invoke({ input }, { configurable: { sessionId: 'a' } })
    expect((await kept.getMessages()).map(({ text }) => text).slice(4)).toEqual(['One?', 'One.', 'Two?', 'Two.'])
    const [first, second] = provider.received.map(({ json }) => json.messages as unknown[])
    expect(JSON.stringify(first).length).toBeLessThan(ROWS_TEXT.length)
    expect(second!.slice(0, first!.length)).toEqual(first)
  })
})
