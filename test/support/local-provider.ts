// Providers on this machine that speak the real wire formats, streamed and whole, and remember what they were sent.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the model says in one answer, in order. */
export interface Say {
  text?: string
  thinking?: string
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

type Format = 'openai' | 'anthropic'

export async function startProvider(format: Format, script: ProviderScript = {}): Promise<LocalProvider> {
  const received: Received[] = []
  const says = script.says ?? [{ text: 'Hello.' }]
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const request: Received = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body,
      json: parse(body),
      aborted: false,
    }
    response.on('close', () => {
      request.aborted = !response.writableEnded
    })
    received.push(request)
    if (await script.respond?.(request, response)) return
    const next = says[Math.min(received.length, says.length) - 1]!
    const say = typeof next === 'function' ? next(request) : next
    if (request.json.stream) await stream(format, say, { response, pace: script.pace ?? 0, id: received.length })
    else whole(format, say, { response, id: received.length })
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

function parse(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}

interface Writing {
  response: ServerResponse
  id: number
}

function whole(format: Format, say: Say, { response, id }: Writing): void {
  response.setHeader('content-type', 'application/json')
  response.setHeader('x-request-id', `req_${id}`)
  response.end(JSON.stringify(format === 'openai' ? openaiAnswer(say, id) : anthropicAnswer(say, id), null, 1))
}

export const usageOf = {
  openai: {
    prompt_tokens: 100,
    completion_tokens: 10,
    total_tokens: 110,
    prompt_tokens_details: { cached_tokens: 64 },
  },
  anthropic: { input_tokens: 30, cache_read_input_tokens: 60, cache_creation_input_tokens: 10, output_tokens: 10 },
}

function openaiAnswer({ text, calls = [] }: Say, id: number): unknown {
  const toolCalls = calls.map(({ id: callId, name, input }) => ({
    id: callId,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }))
  const message = {
    role: 'assistant',
    content: text ?? null,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
    refusal: null,
  }
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'gpt-4o',
    choices: [{ index: 0, message, logprobs: null, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
    usage: usageOf.openai,
  }
}

function anthropicAnswer({ text, thinking, calls = [] }: Say, id: number): unknown {
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5',
    content: [
      ...(thinking ? [{ type: 'thinking', thinking, signature: `sig_${id}` }] : []),
      ...(text ? [{ type: 'text', text }] : []),
      ...calls.map(({ id: callId, name, input }) => ({ type: 'tool_use', id: callId, name, input })),
    ],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: usageOf.anthropic,
  }
}

async function stream(format: Format, say: Say, { response, pace, id }: Writing & { pace: number }): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': `req_${id}` })
  for (const event of format === 'openai' ? openaiEvents(say, id) : anthropicEvents(say, id)) {
    if (response.destroyed) return
    response.write(event)
    await new Promise((resolve) => (pace > 0 ? setTimeout(resolve, pace) : setImmediate(resolve)))
  }
  response.end()
}

/** The events of a Chat Completions stream, as bytes on the wire. */
export function openaiEvents({ text, calls = [] }: Say, id: number): string[] {
  const chunk = (delta: unknown, finish: string | null = null) =>
    `data: ${JSON.stringify({
      id: `chatcmpl-${id}`,
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'gpt-4o',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    })}\n\n`
  const events = [chunk({ role: 'assistant', content: text === undefined ? null : '' })]
  for (const piece of pieces(text)) events.push(chunk({ content: piece }))
  calls.forEach(({ id: callId, name, input }, index) => {
    const start = { index, id: callId, type: 'function', function: { name, arguments: '' } }
    events.push(chunk({ tool_calls: [start] }))
    for (const piece of pieces(JSON.stringify(input)))
      events.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }))
  })
  events.push(chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'))
  events.push(
    `data: ${JSON.stringify({ id: `chatcmpl-${id}`, object: 'chat.completion.chunk', choices: [], usage: usageOf.openai })}\n\n`,
  )
  events.push('data: [DONE]\n\n')
  return events
}

/** The events of a Messages stream, as bytes on the wire. */
export function anthropicEvents(say: Say, id: number): string[] {
  const event = (type: string, data: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
  const { content, stop_reason, usage, ...message } = anthropicAnswer(say, id) as Record<string, unknown> & {
    content: Record<string, unknown>[]
  }
  const start = { ...message, content: [], stop_reason: null, usage: { ...usageOf.anthropic, output_tokens: 1 } }
  const events = [event('message_start', { message: start }), event('ping')]
  for (const [index, block] of content.entries()) events.push(...blockEvents(block, index, event))
  const { output_tokens } = usage as { output_tokens: number }
  events.push(
    event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens } }),
    event('message_stop'),
  )
  return events
}

function blockEvents(
  block: Record<string, unknown>,
  index: number,
  event: (type: string, data: object) => string,
): string[] {
  const delta = (value: object) => event('content_block_delta', { index, delta: value })
  const stop = event('content_block_stop', { index })
  const begin = (value: object) => event('content_block_start', { index, content_block: value })
  if (block.type === 'text') {
    return [
      begin({ type: 'text', text: '' }),
      ...pieces(block.text as string).map((text) => delta({ type: 'text_delta', text })),
      stop,
    ]
  }
  if (block.type === 'thinking') {
    const { thinking, signature } = block
    return [
      begin({ type: 'thinking', thinking: '', signature: '' }),
      ...pieces(thinking as string).map((piece) => delta({ type: 'thinking_delta', thinking: piece })),
      delta({ type: 'signature_delta', signature }),
      stop,
    ]
  }
  const json = pieces(JSON.stringify(block.input)).map((partial_json) =>
    delta({ type: 'input_json_delta', partial_json }),
  )
  return [begin({ ...block, input: {} }), ...json, stop]
}

function pieces(text = ''): string[] {
  return text.match(/[\s\S]{1,7}/gu) ?? []
}
