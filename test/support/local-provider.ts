// Providers on this machine that speak the real wire formats, streamed and whole, refuse what the real ones refuse, and
// remember what they were sent.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anthropicAnswer, anthropicEvents } from './speak-anthropic.ts'
import { geminiAnswer, geminiEvents, geminiRefusal } from './speak-gemini.ts'
import { openaiAnswer, openaiEvents } from './speak-openai.ts'
import { keptAnswers, responsesAnswer, responsesEvents, responsesRefusal } from './speak-responses.ts'

/** What the model says in one answer, in order. */
export interface Say {
  /** Reasoning; an empty one is there and says nothing. */
  thinking?: string
  text?: string
  /** Where ids are optional, an empty one is left out. */
  calls?: { id: string; name: string; input: unknown }[]
}

export interface Received {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: Buffer
  json: Record<string, unknown>
  /** True once the caller has gone away before the answer's end. */
  aborted: boolean
}

export interface LocalProvider {
  url: string
  received: Received[]
  close(): Promise<void>
}

/** Answers by hand instead of by script; return true to take the request. */
export type Respond = (request: Received, response: ServerResponse) => boolean | Promise<boolean>

export interface ProviderScript {
  /** What the model says to the first, second, … request; the last one is repeated. */
  says?: (Say | ((request: Received) => Say))[]
  respond?: Respond
  /** Milliseconds between two events of a stream. */
  pace?: number
}

/** One of the formats, by the vendor's name or, where it has two, by the format's. */
export type Spoken = 'openai' | 'anthropic' | 'responses' | 'gemini'

/** One answer of a provider: what it says, its number, and what it was asked. */
export interface Answering {
  say: Say
  id: number
  request: Record<string, unknown>
}

interface Speech {
  answer(answering: Answering): unknown
  /** The events of a stream, as bytes on the wire. */
  events(answering: Answering): string[]
  /** Status and body for a request that the real provider refuses. */
  refusal?(request: Record<string, unknown>): { status: number; body: unknown } | undefined
}

function speech(format: Spoken): Speech {
  if (format === 'openai') return { answer: openaiAnswer, events: openaiEvents }
  if (format === 'anthropic') return { answer: anthropicAnswer, events: anthropicEvents }
  if (format === 'gemini') return { answer: geminiAnswer, events: geminiEvents, refusal: geminiRefusal }
  const kept = keptAnswers()
  return {
    answer: (answering) => kept.keep(responsesAnswer(answering), answering.request),
    events(answering) {
      kept.keep(responsesAnswer(answering), answering.request)
      return responsesEvents(answering)
    },
    refusal: (request) => responsesRefusal(request, kept),
  }
}

/** The events of a stream in which a model says something, as bytes on the wire. */
export function eventsOf(format: Spoken, say: Say, id = 1): string[] {
  return speech(format).events({ say, id, request: {} })
}

export async function startProvider(format: Spoken, script: ProviderScript = {}): Promise<LocalProvider> {
  const received: Received[] = []
  const says = script.says ?? [{ text: 'Hello.' }]
  const { answer, events, refusal } = speech(format)
  const server = createServer(async (incoming, response) => {
    const request = await receive(incoming, response)
    received.push(request)
    if (await script.respond?.(request, response)) return
    const id = received.length
    response.setHeader('x-request-id', `req_${id}`)
    const refused = refusal?.(request.json)
    if (refused) return sendJson(response, refused.body, refused.status)
    const next = says[Math.min(id, says.length) - 1]!
    const answering = { say: typeof next === 'function' ? next(request) : next, id, request: request.json }
    if (!isStreamed(request)) sendJson(response, answer(answering))
    else if (request.path.includes(':stream') && !request.path.includes('alt=sse'))
      await stream(response, arrayPieces(events(answering)), { pace: script.pace, type: 'application/json' })
    else await stream(response, events(answering), { pace: script.pace })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const { method = '', url: path = '', headers } = incoming
  const request: Received = { method, path, headers, body, json: parse(body), aborted: false }
  response.on('close', () => {
    request.aborted = !response.writableEnded
  })
  return request
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}

const isStreamed = ({ json, path }: Received) => Boolean(json?.stream) || path.includes(':streamGenerateContent')

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body, null, 1))
}

/** What is streamed without `alt=sse`: the same answers as elements of one array. */
function arrayPieces(events: readonly string[]): string[] {
  const answers = events.map((event) => event.slice('data: '.length).trimEnd())
  return answers.map(
    (answer, index) => `${index === 0 ? '[' : ',\r\n'}${answer}${index === answers.length - 1 ? ']' : ''}`,
  )
}

async function stream(
  response: ServerResponse,
  events: readonly string[],
  { pace = 0, type = 'text/event-stream' }: { pace?: number; type?: string },
): Promise<void> {
  response.writeHead(200, { 'content-type': type })
  for (const event of events) {
    if (response.destroyed) return
    response.write(event)
    await new Promise((resolve) => (pace > 0 ? setTimeout(resolve, pace) : setImmediate(resolve)))
  }
  response.end()
}
