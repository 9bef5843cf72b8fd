// The seams that adapters are built on: a host whose messages are objects of classes and whose streams are made of objects.
import { describe, expect, it } from 'vitest'
import {
  type AnswerTurn,
  createHeadroom,
  type PartStream,
  type PipelineEvent,
  type Provider,
  type Segment,
  type Wire,
} from '../src/index.ts'
import { ROWS } from './rows.ts'

interface Call {
  id: string
  name: string
  input: { hash?: string; query?: string }
}

class HostMessage {
  readonly role: string
  readonly text: string
  readonly calls: Call[]
  /** Given by the host, at some later time. */
  key?: number
  link?: URL
  image?: Uint8Array

  constructor(role: string, text: string, calls: Call[] = []) {
    this.role = role
    this.text = text
    this.calls = calls
  }

  get words() {
    return `${this.role}: ${this.text}`
  }
}

interface HostRequest {
  messages: HostMessage[]
  tools: { name: string }[]
}

const hostWire: Wire<HostRequest> = {
  name: 'host',
  matches: () => false,
  view: ({ messages, tools }) => ({
    messages,
    messagesPath: ['messages'],
    tools,
    toolsPath: ['tools'],
    canRetrieve: true,
    identities: messages.map(({ role, text, calls }) => [role, text, calls]),
  }),
  segments: ({ messages }) =>
    messages.map(
      ({ role, text }, index): Segment => ({
        path: ['messages', index, 'text'],
        message: index,
        role: role as Segment['role'],
        kind: role === 'tool' ? 'tool-result' : 'text',
        text,
        toolName: messages[index - 1]?.calls[0]?.name,
        isError: false,
        query: '',
      }),
    ),
  revive(json) {
    const { role, text, calls } = json as HostMessage
    return new HostMessage(role, text, calls)
  },
  apply(body, changes) {
    const next = { messages: [...body.messages], tools: [...body.tools] }
    // Later places first, so that earlier ones stay where they are.
    for (const { path, values, count = 1 } of [...changes].reverse()) {
      const [list, index, field] = path as ['messages', number, string?]
      if (field === undefined) next[list].splice(index, count, ...(values as HostMessage[]))
      else next.messages[index] = new HostMessage('tool', values[0] as string)
    }
    return next
  },
}

type Part =
  | { type: 'text'; text: string }
  | { type: 'call'; call: Call }
  | { type: 'end' }
  | { type: 'error'; why: unknown }

class HostStream implements PartStream {
  readonly unit = 'parts'
  readonly #toolName: string
  #round: HostMessage = new HostMessage('assistant', '')
  #shown = new HostMessage('assistant', '')
  #isOver = false

  constructor(toolName: string) {
    this.#toolName = toolName
  }
  begin() {
    this.#round = new HostMessage('assistant', '')
    this.#isOver = false
  }
  push(event: unknown) {
    const part = event as Part
    if (part.type === 'text') {
      this.#round = new HostMessage('assistant', this.#round.text + part.text, this.#round.calls)
      this.#shown = new HostMessage('assistant', this.#shown.text + part.text)
    }
    if (part.type === 'call') this.#round.calls.push(part.call)
    if (part.type === 'end') this.#isOver = true
    const isHeld = part.type === 'call' ? part.call.name === this.#toolName : part.type === 'end' && this.#holds
    return isHeld ? undefined : [part]
  }
  get #holds() {
    return this.#round.calls.some(({ name }) => name === this.#toolName)
  }
  over() {
    return this.#isOver
  }
  turn(): AnswerTurn {
    return turnOf(this.#round, this.#toolName)
  }
  close() {
    return this.#holds ? [{ type: 'end' }] : undefined
  }
  error = (cause: unknown) => [{ type: 'error', why: cause }]
  merged = () => [this.#shown]
  usage = () => undefined
}

function turnOf(message: HostMessage, toolName: string): AnswerTurn {
  const ours = message.calls.filter(({ name }) => name === toolName)
  return {
    calls: ours.map(({ id, input }) => ({ id, hash: input.hash ?? '', query: input.query })),
    otherCalls: message.calls.length - ours.length,
    messages: [message],
  }
}

const hostProvider: Provider = {
  name: 'host',
  wires: ['host'],
  toolDefinition: ({ name }) => ({ name }),
  toolName: (tool) => (tool as { name: string }).name,
  turn: (answer, toolName) => turnOf(answer as HostMessage, toolName),
  results: (calls, texts) => calls.map((_, index) => new HostMessage('tool', texts[index]!)),
  merge: (answers) => answers.at(-1),
  answerMessages: (answer) => [answer],
  withoutCalls: (messages) => [...messages],
  echo: (messages, from) => ({ keys: [(messages[from] as HostMessage).text], count: 1 }),
  usage: () => undefined,
  stream: (toolName) => new HostStream(toolName),
  error: (_status, message) => new Error(message),
}

const request = (): HostRequest => ({
  messages: [new HostMessage('user', 'Which rows?'), new HostMessage('tool', ROWS)],
  tools: [{ name: 'list' }],
})
const create = (more = {}) => createHeadroom({ wires: [hostWire as Wire], providers: [hostProvider], ...more })
const streamOf = (parts: Part[]) =>
  new ReadableStream<Part>({
    start(controller) {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })
const hashIn = (body: HostRequest) => /<<ccr:([0-9a-f]{24})/.exec(body.messages[1]!.text)![1]!

describe('a host whose streams are made of objects', () => {
  it('gets the very objects, and retrieval is settled between them', async () => {
    const sent: HostRequest[] = []
    const first: Part = { type: 'text', text: 'Let me look. ' }
    const stream = await create().stream<HostRequest, Part>({ body: request(), format: 'host' }, async ({ body }) => {
      sent.push(body)
      const call = { id: '1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }
      if (sent.length === 1) return streamOf([first, { type: 'call', call }, { type: 'end' }])
      return streamOf([{ type: 'text', text: 'All of them.' }, { type: 'end' }])
    })
    const parts: Part[] = []
    for await (const part of stream) parts.push(part)
    expect(parts).toEqual([first, { type: 'text', text: 'All of them.' }, { type: 'end' }])
    expect(parts[0]).toBe(first)
    expect(sent[0]!.messages[1]!.text.length).toBeLessThan(ROWS.length / 2)
    expect(sent[0]!.tools.at(-1)).toEqual({ name: 'headroom_retrieve' })
    expect(sent[1]!.messages.slice(0, 2)).toEqual(sent[0]!.messages)
    expect(sent[1]!.messages.at(-1)!.text).toBe(ROWS)
  })

  it('hands the error of a continuation over as it is', async () => {
    const failure = new Error('no more')
    let round = 0
    const stream = await create().stream<HostRequest, Part>({ body: request(), format: 'host' }, async ({ body }) => {
      if (++round === 2) throw failure
      return streamOf([{ type: 'call', call: { id: '1', name: 'headroom_retrieve', input: { hash: hashIn(body) } } }])
    })
    const parts: Part[] = []
    for await (const part of stream) parts.push(part)
    expect(parts).toEqual([{ type: 'error', why: failure }])
    expect((parts[0] as { why: unknown }).why).toBe(failure)
  })

  it('is over at once when it is cancelled before a continuation has begun, which is cancelled as it begins', async () => {
    let goOn = (_: ReadableStream<Part>) => {}
    let isCancelled = false
    let reached = () => {}
    const asked = new Promise<void>((resolve) => {
      reached = resolve
    })
    const stream = await create().stream<HostRequest, Part>({ body: request(), format: 'host' }, async ({ body }) => {
      const call = { id: '1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }
      if (body.messages.length === 2) return streamOf([{ type: 'call', call }, { type: 'end' }])
      reached()
      return new Promise((resolve) => {
        goOn = resolve
      })
    })
    const reader = stream.getReader()
    const read = reader.read()
    await asked
    await reader.cancel()
    expect(await read).toEqual({ done: true, value: undefined })
    goOn(
      new ReadableStream({
        cancel() {
          isCancelled = true
        },
      }),
    )
    await expect.poll(() => isCancelled).toBe(true)
  })

  it('is recognised in its next turn by what reaches the provider, not by what the host has added since', async () => {
    const headroom = create()
    const sent: HostRequest[] = []
    const answer = (body: HostRequest) => {
      sent.push(body)
      const call = { id: '1', name: 'headroom_retrieve', input: { hash: hashIn(body) } }
      return Promise.resolve(
        new HostMessage('assistant', sent.length === 1 ? '' : 'Done.', sent.length === 1 ? [call] : []),
      )
    }
    const first = request()
    const reply = await headroom.run({ body: first, format: 'host' }, ({ body }) => answer(body))
    for (const [index, message] of [...first.messages, reply].entries()) message.key = index
    const next = { ...first, messages: [...first.messages, reply, new HostMessage('user', 'And?')] }
    await headroom.run({ body: next, format: 'host' }, ({ body }) => answer(body))
    const texts = ({ messages }: HostRequest) => messages.map(({ words }) => words)
    expect(texts(sent[2]!).slice(0, texts(sent[1]!).length)).toEqual(texts(sent[1]!))
    expect(texts(sent[2]!).slice(-2)).toEqual(['assistant: Done.', 'user: And?'])
  })
})

describe('what extensions and hooks are shown of such a host', () => {
  it('is a copy in which objects are still of their class', async () => {
    const body = request()
    body.messages[0]!.link = new URL('https://example.com/a')
    body.messages[0]!.image = new Uint8Array([1, 2, 3])
    let seen: HostMessage[] = []
    const onPipelineEvent = ({ stage, messages }: PipelineEvent) => {
      if (stage !== 'INPUT_RECEIVED') return
      seen = messages as HostMessage[]
      seen[0]!.image!.fill(0)
      seen[1]!.calls.push({ id: 'x', name: 'x', input: {} })
      return { messages: [...messages, new HostMessage('user', 'More.')] }
    }
    const { body: sent, warnings } = await create({ extensions: [{ name: 'look', onPipelineEvent }] }).prepare({
      body,
      format: 'host',
    })
    expect(warnings).toEqual([])
    expect(seen[0]!.words).toBe('user: Which rows?')
    expect(seen[0]!.link!.href).toBe('https://example.com/a')
    expect(sent.messages.at(-1)!.words).toBe('user: More.')
    expect([...body.messages[0]!.image!, ...body.messages[1]!.calls]).toEqual([1, 2, 3])
  })

  it('tells conversations apart by bytes and addresses in them', async () => {
    const digestOf = async (change: (message: HostMessage) => void) => {
      const body = request()
      change(body.messages[0]!)
      const plain: Wire = {
        ...(hostWire as Wire),
        view: (value) => ({ ...hostWire.view(value as HostRequest)!, identities: undefined }),
      }
      let digest = ''
      const headroom = create({
        wires: [plain],
        onTrace: (trace: { prefix: { digest?: string } }) => void (digest = trace.prefix.digest ?? ''),
      })
      await headroom.prepare({ body, format: 'host' })
      await headroom.prepare({ body, format: 'host' })
      return digest
    }
    const digests = [
      await digestOf(() => {}),
      await digestOf((message) => void (message.image = new Uint8Array([1]))),
      await digestOf((message) => void (message.image = new Uint8Array([2]))),
      await digestOf((message) => void (message.link = new URL('https://example.com/1'))),
      await digestOf((message) => void (message.link = new URL('https://example.com/2'))),
    ]
    expect(new Set(digests).size).toBe(digests.length)
    expect(digests).not.toContain('')
  })

  it('recognises one that was stored as JSON in the meantime', async () => {
    const known: number[] = []
    const headroom = create({
      onTrace: (trace: { prefix: { messages: number } }) => void known.push(trace.prefix.messages),
    })
    const body = request()
    body.messages[0]!.calls.push({ id: '1', name: 'list', input: { query: undefined } })
    const stored = JSON.parse(JSON.stringify(body.messages)) as HostMessage[]
    await headroom.prepare({ body, format: 'host' })
    await headroom.prepare({ body: { ...body, messages: stored }, format: 'host' })
    expect(known).toEqual([0, body.messages.length])
  })
})

describe('one tool result on its own', () => {
  it('is made smaller losslessly, or so that the host can redeem it', async () => {
    const headroom = createHeadroom()
    const lossless = await headroom.compressText(ROWS, { model: 'gpt-4o', toolName: 'list' })
    expect(lossless).toMatchObject({ compressed: true, ccrHashes: [] })
    const { text, ccrHashes, tokensAfter } = await headroom.compressText(ROWS, { model: 'gpt-4o', retrieval: 'host' })
    expect(tokensAfter).toBeLessThan(lossless.tokensAfter)
    expect(text).toContain(`<<ccr:${ccrHashes[0]}`)
    expect(await headroom.handleToolCall({ hash: ccrHashes[0]! })).toBe(ROWS)
    expect(await headroom.handleToolCall({ hash: ccrHashes[0]!, query: 'rows 5-6' })).toContain('"id":4')
    expect(await headroom.handleToolCall({ hash: ccrHashes[0]! }, { credential: 'another' })).toContain(
      'Nothing is stored',
    )
    expect(await headroom.handleToolCall({ hash: 'zz' })).toContain('is no hash')
  })

  it('stays as it came where policy, size or an error say so', async () => {
    const headroom = createHeadroom()
    for (const options of [{ toolName: 'Read' }, { isError: true }, { minimumTokens: 1e6 }]) {
      expect(await headroom.compressText(ROWS, options)).toMatchObject({ text: ROWS, compressed: false })
    }
    expect(await headroom.compressText('', {})).toMatchObject({ text: '', compressed: false })
  })

  it('keeps what the question names', async () => {
    const { text } = await createHeadroom().compressText(ROWS, { retrieval: 'host', query: 'What is row 137?' })
    expect(text).toContain('137')
  })
})
