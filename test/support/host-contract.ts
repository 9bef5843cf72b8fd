// What every host must show with us in it: an agent of two questions with a tool, run by the real framework against a local
// provider. An adapter's own test is one call of this for each way in which its host calls a model, plus its quirks.
import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type LocalProvider, type Received, type Say, type Spoken, startProvider } from './local-provider.ts'
import { hashIn, ROWS, ROWS_TEXT } from './requests.ts'

/** What became of a question. */
export interface HostAnswer {
  /** The model's last words, as the host gives them to its user. */
  text: string
  /** Names of all tools whose calls the host or its user got to see. */
  calls: string[]
  /** What the host keeps of the conversation. */
  state: unknown
}

export interface HostConversation {
  /** Asks, lets the host run its tools, and waits for the last words. Later questions continue the same conversation. */
  ask(question: string, options?: { signal?: AbortSignal }): Promise<HostAnswer>
}

export interface HostSetup {
  /** Base URL of the provider, without a version. */
  url: string
  /** True for the host as it is without us. */
  plain: boolean
  /** What the host's tool `list_records({ limit })` is to give. Undefined for an agent without tools. */
  listRecords?: (input: { limit?: number }) => string
}

export interface HostUnderTest {
  /** Host, version and path, such as `ai 6, streamText`. */
  name: string
  format: Spoken
  /** Whether the host's own state still holds the tool results as they were. @default true */
  keepsOriginals?: boolean
  /** Whether the host can be aborted before an answer has begun. @default true */
  canAbort?: boolean
  /** Makes an agent that does not try again by itself. */
  start(setup: HostSetup): HostConversation | Promise<HostConversation>
}

const OTHER_ROWS_TEXT = JSON.stringify(ROWS.map((row) => ({ ...row, id: row.id + 5000, region: 'us-east-1' })))
const listRecords = ({ limit }: { limit?: number }) => (limit === 3 ? OTHER_ROWS_TEXT : ROWS_TEXT)
const spelled = (text: string) => JSON.stringify(text).slice(1, -1)
const calls = (id: string, name: string, input: unknown): Say => ({ calls: [{ id, name, input }] })

const AGENT: (Say | ((request: Received) => Say))[] = [
  calls('call_1', 'list_records', { limit: 200 }),
  (request) => ({ text: 'Let me look.', ...calls('ours_1', 'headroom_retrieve', { hash: hashIn(request.body) }) }),
  { text: 'Worker 0 failed.' },
  calls('call_2', 'list_records', { limit: 3 }),
  { text: 'The others are fine.' },
]

/** Runs the contract for one path of a host. */
export function testHost(host: HostUnderTest): void {
  describe(host.name, () => {
    it('shows the provider less, the user nothing of it, and keeps every prefix', () => runsAgent(host))
    it('sends a request with nothing to do as it would without us', () => staysOutOfTheWay(host))
    it('fails as it would without us', () => failsAlike(host))
    it.skipIf(host.canAbort === false)('aborts as it would without us', () => abortsAlike(host))
  })
}

async function runsAgent(host: HostUnderTest): Promise<void> {
  const provider = await open(host, AGENT)
  const conversation = await host.start({ url: provider.url, plain: false, listRecords })
  const first = await conversation.ask('What stands out?')
  expect(first.text).toContain('Worker 0 failed.')
  const second = await conversation.ask('And the others?')
  expect(second.text).toContain('The others are fine.')

  const sent = provider.received.map(({ body }) => body.toString())
  expect(sent).toHaveLength(5)
  expect(sent[1]).toContain('<<ccr:')
  expect(sent[1]).not.toContain(spelled(ROWS_TEXT))
  expect(sent[2], 'the model reads what it has retrieved').toContain(spelled(ROWS_TEXT))
  expect(sent[4]!.split(spelled(OTHER_ROWS_TEXT))).toHaveLength(1)
  expectPrefixes(host, provider.received)

  expect([...first.calls, ...second.calls]).toEqual(['list_records', 'list_records'])
  const state = JSON.stringify(second.state)
  expect(state).not.toContain('headroom_retrieve')
  if (host.keepsOriginals === false) return
  expect(state).not.toContain('<<ccr:')
  for (const text of [ROWS_TEXT, OTHER_ROWS_TEXT]) expect(state).toContain(spelled(text))
}

/** Turn by turn, what the provider got before is, message by message, the beginning of what it gets now. */
export function expectPrefixes({ format }: Pick<HostUnderTest, 'format'>, received: readonly Received[]): void {
  received.slice(1).forEach(({ json }, index) => {
    const earlier = received[index]!.json
    const messages = messagesOf(earlier)
    expect(messagesOf(json).slice(0, messages.length), `request ${index + 2} begins as the one before`).toEqual(
      messages,
    )
    expect(JSON.stringify(json.tools)).toBe(JSON.stringify(earlier.tools))
    for (const head of HEADS[format]) expect(JSON.stringify(json[head])).toBe(JSON.stringify(earlier[head]))
  })
}

/** What of a request stands before its messages, beside the tools. */
const HEADS: Readonly<Record<Spoken, readonly string[]>> = {
  openai: [],
  anthropic: ['system'],
  responses: ['instructions'],
  gemini: ['systemInstruction'],
}

// Callers move their breakpoints from turn to turn, and some lose the names of items; the provider's cache does not mind.
const messagesOf = (json: Record<string, unknown>): string[] =>
  ((json.messages ?? json.input ?? json.contents) as unknown[]).map((message) =>
    JSON.stringify(sorted(message), (key, value: unknown) => (key === 'cache_control' ? undefined : value)),
  )

function sorted(message: unknown): unknown {
  const { type, id: _, ...rest } = message as Record<string, unknown>
  if (type === undefined || type === 'reasoning') return message
  return Object.fromEntries(Object.entries({ type, ...rest }).sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function staysOutOfTheWay(host: HostUnderTest): Promise<void> {
  const bodies: string[] = []
  for (const plain of [true, false]) {
    const provider = await open(host, [{ text: 'Hello.' }])
    const { text } = await (await host.start({ url: provider.url, plain })).ask('Hello?')
    expect(text).toBe('Hello.')
    bodies.push(provider.received[0]!.body.toString())
  }
  expect(bodies[1]).toBe(bodies[0])
}

async function failsAlike(host: HostUnderTest): Promise<void> {
  const [plain, ours] = await bothFail(host, async (setup) => {
    await (await host.start(setup)).ask('Hello?')
  })
  expect(ours).toEqual(plain)
}

/** The error of the host alone and with us, where the provider refuses. */
async function bothFail(host: HostUnderTest, ask: (setup: HostSetup) => Promise<void>) {
  const errors: unknown[] = []
  for (const plain of [true, false]) {
    const provider = await open(host, [], (response) => {
      response.writeHead(400, { 'content-type': 'application/json' })
      const error = { type: 'invalid_request_error', message: 'max_tokens: too many' }
      response.end(JSON.stringify({ type: 'error', error }))
    })
    errors.push(await errorOf(ask({ url: provider.url, plain, listRecords })))
    expect(provider.received).toHaveLength(1)
  }
  return errors
}

async function abortsAlike(host: HostUnderTest): Promise<void> {
  const errors: unknown[] = []
  for (const plain of [true, false]) {
    let reached = () => {}
    const arrived = new Promise<void>((resolve) => {
      reached = resolve
    })
    // Never answers.
    const provider = await open(host, [], () => reached())
    const controller = new AbortController()
    const asked = (await host.start({ url: provider.url, plain, listRecords })).ask('Hello?', {
      signal: controller.signal,
    })
    const failed = errorOf(asked)
    await arrived
    controller.abort()
    errors.push(await failed)
    await expect.poll(() => provider.received[0]!.aborted).toBe(true)
  }
  expect(errors[1]).toEqual(errors[0])
}

/** What tells one error from another, without what differs from run to run. */
async function errorOf(work: Promise<unknown>) {
  try {
    await work
  } catch (error) {
    const { name, message, status, statusCode } = error as Error & { status?: number; statusCode?: number }
    return { name, message: message.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST'), status, statusCode }
  }
  return 'no error'
}

async function open(
  { format }: HostUnderTest,
  says: typeof AGENT,
  answer?: (response: ServerResponse) => void,
): Promise<LocalProvider> {
  const respond = (_: Received, response: ServerResponse): boolean => {
    answer?.(response)
    return answer !== undefined
  }
  const provider = await startProvider(format, { says, respond })
  onTestFinished(() => provider.close())
  return provider
}
