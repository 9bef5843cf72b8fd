// The surface: every entry point makes an exchange and hands it to the pipeline.
import { type Document, readDocument, writeDocument } from './body/document.ts'
import { findParts } from './ccr/find-parts.ts'
import { HASH } from './ccr/marker.ts'
import { fetchOriginal } from './ccr/originals.ts'
import { scopeOf } from './ccr/scope.ts'
import { HeadroomError } from './errors.ts'
import { type Answer, type Exchange, newExchange, type Outgoing } from './exchange.ts'
import type { PipelineExtension } from './extensions.ts'
import { type HeadroomOptions, type RequestOptions, resolveOptions, resolveRequestOptions } from './options.ts'
import { createPipeline, outgoingOf } from './pipeline.ts'
import { type CompressResult, compressResult, type SimulationResult, simulationResult } from './report.ts'
import { finish } from './runtime.ts'
import { createServices } from './services.ts'
import { createMemoryStore } from './store/memory.ts'
import { explainTrace, newTrace, type Trace } from './trace.ts'
import type { Compressor, Operation, Provider, Wire } from './types.ts'

/** A request to a provider. */
export interface HeadroomRequest<Body = unknown> extends RequestOptions {
  /** The parsed body, or its JSON as text or bytes: those come back with every untouched byte as it was. */
  body: Body
  /** URL path, if there is one: it tells the message format. */
  path?: string
  /** Headers, names in lower case. */
  headers?: Record<string, string>
  /** Whose originals these are. Only digests of it are kept. */
  credential?: string
}

/** A request ready to be sent: the body in the form in which it was given. */
export interface OutgoingRequest<Body = unknown> {
  body: Body
  headers: Record<string, string>
  /** False if this is what was given, byte for byte. */
  changed: boolean
}

export interface Prepared<Body = unknown> extends OutgoingRequest<Body>, Omit<CompressResult, 'messages'> {}

export interface CompressOptions extends RequestOptions {
  /** The model that will read the messages; its tokens are counted. */
  model?: string
  /** The system prompt, where it stands outside the messages. */
  system?: unknown
  /** The message format, by its wire's name; told from the messages if not given. */
  format?: 'openai-chat' | 'anthropic-messages' | (string & {})
  credential?: string
}

export interface Retrieved {
  hash: string
  /** The original, byte for byte. */
  original: string
  /** The parts that a query asked for; the original without a query. */
  text: string
}

export interface Headroom {
  /** Makes tool results in messages smaller. Never rejects for what the messages hold: what fails is left as it came. */
  compress<Message>(messages: readonly Message[], options?: CompressOptions): Promise<CompressResult<Message>>
  /** Gets a request ready to be sent, retrieval tool included. Whoever sends it settles calls of that tool. */
  prepare<Body>(request: HeadroomRequest<Body>): Promise<Prepared<Body>>
  /** Sends a request by `send`, which gives the parsed answer, and settles retrieval in it. Rejects only if `send` does. */
  run<Body, Reply>(
    request: HeadroomRequest<Body>,
    send: (outgoing: OutgoingRequest<Body>) => Promise<Reply>,
  ): Promise<Reply>
  /** The same for a streamed answer: `send` gives the provider's server-sent bytes, and the caller's come back live. */
  stream<Body>(
    request: HeadroomRequest<Body>,
    send: (outgoing: OutgoingRequest<Body>) => Promise<ReadableStream<Uint8Array>>,
  ): Promise<ReadableStream<Uint8Array>>
  /** The same where only the answer tells whether it streams, or is one at all. */
  handle<Body, Source>(
    request: HeadroomRequest<Body>,
    send: (outgoing: OutgoingRequest<Body>) => Promise<Answer<Source>>,
  ): Promise<{ answer: Answer<Source>; trace: Trace }>
  /** What a marker's hash stands for; undefined if it is not stored for this credential. */
  retrieve(hash: string, options?: { query?: string; credential?: string }): Promise<Retrieved | undefined>
  /** What `compress` would do, with nothing stored. */
  simulate(messages: readonly unknown[], options?: CompressOptions): Promise<SimulationResult>
  /** A result's or trace's story in words. */
  explain(result: { trace: Trace } | Trace): string
  /** Adds an extension, compressor, wire or provider; compressors, wires and providers come before those present. */
  use(part: PipelineExtension | Compressor | Wire | Provider): Headroom
  /** Closes the store, unless it was passed in. */
  close(): Promise<void>
}

/**
 * Makes a Headroom. One per process is enough: it remembers what it has compressed.
 * @example
 * const headroom = createHeadroom()
 * const { body } = await headroom.prepare({ body: { model: 'gpt-4o', messages, tools } })
 */
export function createHeadroom(options: HeadroomOptions = {}): Headroom {
  const services = createServices(resolveOptions(options))
  let closed = false

  function begin(operation: Operation, request: HeadroomRequest): Exchange {
    if (closed) throw new HeadroomError('closed', 'this Headroom was closed; make another one with createHeadroom()')
    const id = crypto.randomUUID()
    return newExchange({
      id,
      operation,
      scope: scopeOf(request.credential),
      options: resolveRequestOptions(request, services.options.request),
      trace: newTrace(id, operation),
      path: request.path,
      headers: request.headers ?? {},
      received: documentOf(request.body),
    })
  }

  async function prepareExchange(exchange: Exchange, own = services): Promise<Exchange> {
    return finish(await createPipeline(own).prepare(exchange), own)
  }

  async function compressMessages(operation: Operation, messages: readonly unknown[], compress: CompressOptions = {}) {
    const { model, system, format, ...rest } = compress
    const body = { model, ...(system === undefined ? {} : { system }), messages }
    const exchange = { ...begin(operation, { ...rest, body }), format }
    if (operation !== 'simulate') return prepareExchange(exchange)
    return prepareExchange(exchange, { ...services, options: { ...services.options, store: createMemoryStore() } })
  }

  async function handle<Body, Source>(
    operation: Operation,
    request: HeadroomRequest<Body>,
    send: (outgoing: OutgoingRequest<Body>) => Promise<Answer<Source>>,
  ): Promise<{ answer: Answer<Source>; trace: Trace }> {
    const exchange = begin(operation, request)
    const answer = await createPipeline(services).run(exchange, (outgoing) =>
      send(outgoingRequest(outgoing, request.body)),
    )
    return { answer: answer as Answer<Source>, trace: exchange.trace }
  }

  const headroom: Headroom = {
    async compress<Message>(messages: readonly Message[], compress?: CompressOptions) {
      return compressResult<Message>(await compressMessages('compress', messages, compress))
    },

    async prepare<Body>(request: HeadroomRequest<Body>) {
      const exchange = await prepareExchange(begin('prepare', request))
      const { messages: _, ...figures } = compressResult(exchange)
      return { ...outgoingRequest(outgoingOf(exchange), request.body), ...figures }
    },

    async run<Body, Reply>(request: HeadroomRequest<Body>, send: (outgoing: OutgoingRequest<Body>) => Promise<Reply>) {
      const { answer } = await handle('run', request, async (outgoing) => ({
        kind: 'json',
        value: await send(outgoing),
      }))
      return (answer as Extract<Answer, { kind: 'json' }>).value as Reply
    },

    async stream(request, send) {
      const { answer } = await handle('stream', request, async (outgoing) => ({
        kind: 'stream',
        bytes: await send(outgoing),
      }))
      return (answer as Extract<Answer, { kind: 'stream' }>).bytes
    },

    handle: (request, send) => handle('run', request, send),

    async retrieve(hash, { query, credential } = {}) {
      if (!HASH.test(hash)) return undefined
      const { store, ttlSeconds } = services.options
      const original = await fetchOriginal(store, scopeOf(credential), { hash, ttlSeconds })
      if (original === undefined) return undefined
      return { hash, original, text: query?.trim() ? findParts(original, query) : original }
    },

    async simulate(messages, compress) {
      return simulationResult(await compressMessages('simulate', messages, compress))
    },

    explain: (result) => explainTrace('trace' in result ? result.trace : result),

    use(part) {
      const next = createServices(withPart(services.options, part))
      Object.assign(services, next)
      return headroom
    },

    async close() {
      closed = true
      if (options.store === undefined) await services.options.store.close?.()
    },
  }
  return headroom
}

type Services = ReturnType<typeof createServices>

function withPart(
  options: Services['options'],
  part: PipelineExtension | Compressor | Wire | Provider,
): Services['options'] {
  if ('onPipelineEvent' in part) return { ...options, extensions: [...options.extensions, part] }
  if ('bid' in part) return { ...options, compressors: [part, ...options.compressors] }
  if ('segments' in part) return { ...options, wires: [part, ...options.wires] }
  return { ...options, providers: [part, ...options.providers] }
}

function documentOf(body: unknown): Document {
  if (body instanceof Uint8Array) return readDocument(body) ?? { value: undefined }
  if (typeof body === 'string') return readDocument(new TextEncoder().encode(body)) ?? { value: undefined }
  return { value: body }
}

function outgoingRequest<Body>({ document, headers, changed }: Outgoing, given: Body): OutgoingRequest<Body> {
  if (!changed) return { body: given, headers, changed }
  if (given instanceof Uint8Array) return { body: writeDocument(document) as Body, headers, changed }
  return { body: (typeof given === 'string' ? document.text : document.value) as Body, headers, changed }
}
