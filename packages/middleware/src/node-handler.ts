// A handler of the `fetch` standard, for `node:http`.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { HeadroomResult } from './compress-body.ts'
import type { FetchHandler } from './handler.ts'

/** A request of `node:http`, and what frameworks add to it. */
export interface NodeRequest extends IncomingMessage {
  /** The body, if a parser has read it. */
  body?: unknown
  /** The URL as it came, where a router has cut it. */
  originalUrl?: string
  headroom?: HeadroomResult
}

/** @example createServer(nodeHandler(async (request) => new Response('Hello.'))) */
export function nodeHandler(handler: FetchHandler): (request: NodeRequest, response: ServerResponse) => void {
  return (request, response) => {
    void answer(handler, request, response).catch(() => {
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    })
  }
}

async function answer(handler: FetchHandler, request: NodeRequest, response: ServerResponse): Promise<void> {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  const { status, statusText, headers, body } = await handler(standardRequest(request, controller.signal))
  if (response.destroyed) return
  if (statusText) response.statusMessage = statusText
  for (const [name, value] of headers) {
    if (name === 'set-cookie') response.appendHeader(name, value)
    else response.setHeader(name, value)
  }
  response.writeHead(status)
  if (body) await pass(body, response)
  response.end()
}

/** Every piece goes out as it comes, also through middleware that would rather compress larger ones. */
async function pass(body: ReadableStream<Uint8Array>, response: ServerResponse & { flush?(): void }): Promise<void> {
  const reader = body.getReader()
  response.once('close', () => void reader.cancel().catch(() => undefined))
  for (;;) {
    const { done, value } = await reader.read()
    if (done || response.destroyed) return
    const isFull = !response.write(value)
    response.flush?.()
    if (isFull && !response.destroyed) await drained(response)
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go)
      resolve()
    }
    response.on('drain', go).on('close', go)
  })
}

function standardRequest(request: NodeRequest, signal: AbortSignal): Request {
  const { method = 'GET', headers, originalUrl, url = '/' } = request
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const target = URL.canParse(url) ? url : `http://${headers.host ?? 'localhost'}${originalUrl ?? url}`
  return new Request(target, {
    method,
    headers: headersFrom(request),
    body: hasBody ? bodyOf(request) : null,
    signal,
    duplex: 'half',
  } as RequestInit)
}

/** The body as it came, or as somebody has read it. */
function bodyOf(request: NodeRequest): BodyInit | null {
  const { body } = request
  if (!request.readableDidRead) return Readable.toWeb(request) as ReadableStream<Uint8Array>
  if (body === undefined || body === null) return null
  return typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body)
}

export function headersFrom({ headers }: IncomingMessage): Headers {
  const list = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    [value ?? []].flat().map((one) => [name, one]),
  )
  return new Headers(list)
}
