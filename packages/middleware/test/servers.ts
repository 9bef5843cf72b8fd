// Every host and version that we claim, as people set them up.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { serve } from '@hono/node-server'
import express from 'express'
import express4 from 'express4'
import Fastify from 'fastify'
import Fastify4 from 'fastify4'
import Fastify50 from 'fastify50'
import { Hono } from 'hono'
import { Hono as Hono40 } from 'hono40'
import { onTestFinished } from 'vitest'
import * as onExpress from '../src/express.ts'
import * as onFastify from '../src/fastify.ts'
import * as onFetch from '../src/fetch.ts'
import * as onHono from '../src/hono.ts'
import * as onNode from '../src/node.ts'

/** What the handler of a person's own server does with a request: here it sends it to a provider, and passes back the answer. */
export type Handle = (request: {
  path: string
  headers: Headers
  body: string | Uint8Array
  signal?: AbortSignal
}) => Promise<Response>

export interface HostServer {
  name: string
  /** Whether the handler gets the very bytes that were sent, or what a parser makes of them. */
  keepsBytes: boolean
  /** A server with the middleware on all its routes, or without it, and a handler of its own. */
  withMiddleware(options: onFetch.MiddlewareOptions | undefined, handle: Handle): Promise<string>
  /** A server that forwards by `headroomHandler`, at `/llm`. */
  withHandler(options: Omit<onFetch.HandlerOptions, 'prefix'>): Promise<string>
}

const PREFIX = '/llm'

async function listening(server: Server): Promise<string> {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const listen = (listener: RequestListener) => listening(createServer(listener))

function honoServer(name: string, App: typeof Hono): HostServer {
  const serving = (app: Hono) => listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server)
  return {
    name,
    keepsBytes: true,
    withMiddleware(options, handle) {
      const app = new App()
      if (options) app.use('*', onHono.headroom(options))
      app.post('*', async ({ req }) =>
        handle({ path: req.path, headers: req.raw.headers, body: await req.text(), signal: req.raw.signal }),
      )
      return serving(app)
    },
    withHandler(options) {
      const app = new App()
      app.all(`${PREFIX}/*`, onHono.headroomHandler({ ...options, prefix: PREFIX }))
      return serving(app)
    },
  }
}

const fetchStandard: HostServer = {
  name: 'fetch',
  keepsBytes: true,
  withMiddleware(options, handle) {
    const compress = options ? onFetch.headroom(options) : async (request: Request) => request
    return listen(
      onNode.nodeHandler(async (incoming) => {
        const request = await compress(incoming)
        const { headers, signal } = request
        const body = new Uint8Array(await request.arrayBuffer())
        return handle({ path: new URL(request.url).pathname, headers, body, signal })
      }),
    )
  },
  withHandler(options) {
    const handler = onFetch.headroomHandler({ ...options, prefix: PREFIX })
    return listening(serve({ fetch: handler, port: 0, hostname: '127.0.0.1' }) as Server)
  },
}

async function bytesOf(request: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const node: HostServer = {
  name: 'node:http',
  keepsBytes: true,
  withMiddleware(options, handle) {
    const compress: onNode.NodeMiddleware = options ? onNode.headroom(options) : (_request, _response, next) => next()
    return listen((incoming, outgoing) =>
      compress(incoming, outgoing, async (error) => {
        if (error) return outgoing.writeHead(500).end()
        await answer(incoming.url!, incoming, outgoing, handle)
      }),
    )
  },
  withHandler(options) {
    const handler = onNode.headroomHandler({ ...options, prefix: PREFIX })
    return listen((incoming, outgoing) => handler(incoming, outgoing))
  },
}

/** Reads a request and writes its answer by hand, as handlers on `node:http` do; headers that are set already stay. */
async function answer(path: string, incoming: Parsed, outgoing: ServerResponse, handle: Handle): Promise<void> {
  try {
    const body = incoming.body === undefined ? await bytesOf(incoming) : JSON.stringify(incoming.body)
    const answered = await handle({ path, headers: new Headers(incoming.headers as never), body })
    outgoing.writeHead(answered.status, { 'content-type': answered.headers.get('content-type') ?? 'text/plain' })
    for await (const chunk of (answered.body ?? []) as AsyncIterable<Uint8Array>) outgoing.write(chunk)
    outgoing.end()
  } catch {
    outgoing.writeHead(500).end()
  }
}

type Parsed = IncomingMessage & { body?: unknown }

function expressServer(name: string, Express: typeof express, parsed: boolean): HostServer {
  return {
    name: `${name}, ${parsed ? 'behind express.json' : 'without a parser'}`,
    keepsBytes: !parsed,
    withMiddleware(options, handle) {
      const app = Express()
      if (parsed) app.use(Express.json({ limit: '50mb' }))
      if (options) app.use(onExpress.headroom(options))
      app.post(/.*/, (request, response) => answer(request.path, request, response, handle))
      return listen(app)
    },
    withHandler(options) {
      const app = Express()
      if (parsed) app.use(Express.json({ limit: '50mb' }))
      app.use(PREFIX, onExpress.headroomHandler({ ...options, prefix: PREFIX }))
      return listen(app)
    },
  }
}

function fastifyServer(name: string, create: typeof Fastify): HostServer {
  return {
    name,
    keepsBytes: false,
    async withMiddleware(options, handle) {
      const app = create({ bodyLimit: 50 << 20 })
      if (options) await app.register(onFastify.headroom, options)
      app.post('/*', async (request, reply) => {
        const body = JSON.stringify(request.body)
        const headers = new Headers(request.headers as never)
        const answered = await handle({ path: request.url, headers, body })
        reply.status(answered.status).header('content-type', answered.headers.get('content-type'))
        // The oldest Fastify knows no streams of the web.
        return reply.send(Readable.fromWeb(answered.body as never))
      })
      return started(app)
    },
    async withHandler(options) {
      const app = create()
      await app.register(onFastify.headroomHandler({ ...options, prefix: PREFIX }), { prefix: PREFIX })
      return started(app)
    },
  }
}

async function started(app: ReturnType<typeof Fastify>): Promise<string> {
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  return app.listen({ port: 0, host: '127.0.0.1' })
}

export const HOSTS: readonly HostServer[] = [
  honoServer('hono 4.0', Hono40 as unknown as typeof Hono),
  honoServer('hono 4.13', Hono),
  fetchStandard,
  node,
  expressServer('express 4.18', express4 as unknown as typeof express, true),
  expressServer('express 4.18', express4 as unknown as typeof express, false),
  expressServer('express 5.3', express, true),
  expressServer('express 5.3', express, false),
  fastifyServer('fastify 4.20', Fastify4 as unknown as typeof Fastify),
  fastifyServer('fastify 5.0', Fastify50 as unknown as typeof Fastify),
  fastifyServer('fastify 5.12', Fastify),
]
