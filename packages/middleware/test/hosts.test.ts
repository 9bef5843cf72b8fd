// What only one host has.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import express, { type RequestHandler } from 'express'
import type { RequestHandler as RequestHandler4 } from 'express4'
import Fastify from 'fastify'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { validator } from 'hono/validator'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { openaiRequest } from '../../../test/support/requests.ts'
import * as onExpress from '../src/express.ts'
import * as onFastify from '../src/fastify.ts'
import * as onFetch from '../src/fetch.ts'
import * as onHono from '../src/hono.ts'
import * as onNode from '../src/node.ts'

const text = JSON.stringify(openaiRequest())
const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }

describe('hono', () => {
  const inApp = (app: Hono<{ Variables: onHono.HeadroomVariables }>) => async () => app.request('/x', init)
  const overHttp = (app: Hono<{ Variables: onHono.HeadroomVariables }>) => async () => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
    onTestFinished(() => void server.close().closeAllConnections())
    if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
    return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, init)
  }

  it.each([
    ['app.request', inApp],
    ['node-server', overHttp],
  ])('shows the new body by every way of reading it, behind bodyLimit and a validator: %s', async (_, over) => {
    const app = new Hono<{ Variables: onHono.HeadroomVariables }>()
    app.use(bodyLimit({ maxSize: 1 << 20 }))
    app.use(validator('json', (value) => value))
    app.use(onHono.headroom())
    app.post('/x', async (context) => {
      const { req } = context
      const twice = [await req.text(), JSON.stringify(await req.json())]
      return context.json({ twice, headroom: context.get('headroom') })
    })
    const response = await over(app)()
    expect(response.headers.get('x-headroom-compressed')).toBe('true')
    const { twice, headroom } = (await response.json()) as { twice: string[]; headroom: onHono.HeadroomResult }
    expect(twice[0]).toContain('# headroom json')
    expect(twice[1]).toBe(twice[0])
    expect(headroom.tokensSaved).toBeGreaterThan(1000)
  })

  it('lets a handler forward the raw request, and keeps an answer with frozen headers', async () => {
    const seen: string[] = []
    const upstream = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      seen.push(body)
      response.setHeader('content-type', 'application/json')
      response.end('{"ok":true}')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void upstream.close().closeAllConnections())
    await new Promise((resolve) => upstream.once('listening', resolve))
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
    const app = new Hono<{ Variables: onHono.HeadroomVariables }>()
    app.use(bodyLimit({ maxSize: 1 << 20 }), onHono.headroom())
    app.post('/x', ({ req }) => fetch(url, req.raw))
    const response = await overHttp(app)()
    expect(await response.json()).toEqual({ ok: true })
    expect(response.headers.get('x-headroom-compressed')).toBe('true')
    expect(seen[0]).toContain('# headroom json')
  })

  it('leaves forms to themselves', async () => {
    const app = new Hono<{ Variables: onHono.HeadroomVariables }>()
    app.use(async ({ req }, next) => {
      await req.parseBody()
      await next()
    })
    app.use(onHono.headroom())
    app.post('/x', async (context) => context.text(String((await context.req.parseBody()).a)))
    const form = new FormData()
    form.set('a', 'kept')
    expect(await (await app.request('/x', { method: 'POST', body: form })).text()).toBe('kept')
  })
})

describe('express', () => {
  it('says what it did on the request, and works below a router’s path', async () => {
    const app = express()
    const router = express.Router()
    router.post(
      '/chat',
      express.json({ limit: '9mb' }),
      onExpress.headroom({ paths: ['/api/chat'] }),
      (request, response) => {
        expectTypeOf(request.headroom).toEqualTypeOf<onExpress.HeadroomResult | undefined>()
        response.json({ saved: request.headroom?.tokensSaved, body: request.body })
      },
    )
    app.use('/api', router)
    const server = app.listen(0)
    onTestFinished(() => void server.close().closeAllConnections())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { saved, body } = (await (await fetch(`${url}/api/chat`, init)).json()) as Record<string, unknown>
    expect(saved).toBeGreaterThan(1000)
    expect(JSON.stringify(body)).toContain('# headroom json')
  })

  it('puts a body before express.json() so that its length is right, and takes text and bytes as they are parsed', async () => {
    for (const [before, after] of [
      [[], [express.json({ limit: '9mb' })]],
      [[express.raw({ type: '*/*', limit: '9mb' })], []],
      [[express.text({ type: '*/*', limit: '9mb' })], []],
    ] as RequestHandler[][][]) {
      const app = express()
      app.post('/x', ...before!, onExpress.headroom(), ...after!, (request, response) => {
        const { body } = request
        response.send(typeof body === 'string' || Buffer.isBuffer(body) ? String(body) : JSON.stringify(body))
      })
      const server = app.listen(0)
      onTestFinished(() => void server.close().closeAllConnections())
      const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, init)
      expect(answer.status).toBe(200)
      expect(await answer.text()).toMatch(/^\{"model":"gpt-4o".*# headroom json/)
    }
  })
})

describe('fastify', () => {
  it('acts on its own instance’s routes, with the result on the request, behind a schema and a parser of bytes', async () => {
    const app = Fastify()
    await app.register(async (inner) => {
      await inner.register(onFastify.headroom)
      inner.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
      inner.post('/inner', async (request) => ({ saved: request.headroom?.tokensSaved, body: String(request.body) }))
    })
    app.post('/outer', { schema: { body: { type: 'object', required: ['messages'] } } }, async ({ body }) => body)
    const inner = await app.inject({ method: 'POST', url: '/inner', headers: init.headers, payload: text })
    expect(inner.json().saved).toBeGreaterThan(1000)
    expect(inner.json().body).toContain('# headroom json')
    expect(inner.headers['x-headroom-compressed']).toBe('true')
    const outer = await app.inject({ method: 'POST', url: '/outer', headers: init.headers, payload: text })
    expect(outer.json()).toEqual(openaiRequest())
    await app.close()
  })
})

it('refuses options that cannot be meant when it is set up', () => {
  for (const headroom of [onFetch.headroom, onHono.headroom, onExpress.headroom, onNode.headroom]) {
    expect(() => headroom({ level: 'most' as never })).toThrow(/option "level"/)
  }
})

it('has types that fit those of the hosts', () => {
  expectTypeOf(onExpress.headroom()).toExtend<RequestHandler>()
  expectTypeOf(onExpress.headroom()).toExtend<RequestHandler4>()
  expectTypeOf(onExpress.headroomHandler).returns.toExtend<RequestHandler>()
  expectTypeOf(onHono.headroom()).toExtend<MiddlewareHandler<{ Variables: { headroom?: onHono.HeadroomResult } }>>()
  expectTypeOf<ReturnType<typeof Fastify>['register']>().toBeCallableWith(onFastify.headroom, { paths: ['/x'] })
  expectTypeOf(onFetch.headroom()).toEqualTypeOf<(request: Request) => Promise<Request>>()
  // @ts-expect-error an option that there is not
  onFetch.headroom({ retreival: 'host' })
})
