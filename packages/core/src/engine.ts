// What every entry point does: make an exchange, and hand it to the pipeline.
import { scopeOf } from './ccr/scope.ts'
import { HeadroomError } from './errors.ts'
import { type Answer, type Exchange, newExchange } from './exchange.ts'
import type { PipelineExtension } from './extensions.ts'
import { isForShort } from './offload.ts'
import { type HeadroomOptions, resolveOptions, resolveRequestOptions } from './options.ts'
import { createPipeline } from './pipeline.ts'
import {
  type CompressOptions,
  documentOf,
  type HeadroomRequest,
  type OutgoingRequest,
  outgoingRequest,
} from './requests.ts'
import { finish } from './runtime.ts'
import { createServices, type Services } from './services.ts'
import { AUDIT, isDry } from './stages/pre-start.ts'
import { createMemoryStore } from './store/memory.ts'
import { newTrace, type Trace } from './trace.ts'
import type { Compressor, Operation, Provider, Wire } from './types.ts'

/** Anything that a Headroom can be given to work with. */
export type Part = PipelineExtension | Compressor | Wire | Provider

export interface Engine {
  services(): Services
  /** Brings a request to the point where it is ready to be sent. */
  prepare(operation: Operation, request: HeadroomRequest): Promise<Exchange>
  /** The same for messages without a request around them. */
  prepareMessages(operation: Operation, messages: readonly unknown[], options?: CompressOptions): Promise<Exchange>
  /** Prepares and sends a request, and settles retrieval in the answer. */
  send<Body, Source, Chunk>(
    operation: Operation,
    request: HeadroomRequest<Body>,
    send: (outgoing: OutgoingRequest<Body>) => Promise<Answer<Source, Chunk>>,
  ): Promise<{ answer: Answer<Source, Chunk>; trace: Trace }>
  use(part: Part): void
  close(): Promise<void>
}

export function createEngine(options: HeadroomOptions): Engine {
  let services = createServices(resolveOptions(options))
  let closed = false

  function begin(operation: Operation, request: HeadroomRequest): Exchange {
    if (closed) throw new HeadroomError('closed', 'this Headroom was closed; make another one with createHeadroom()')
    const { path, format, headers = {}, body, credential } = request
    const id = crypto.randomUUID()
    return newExchange({
      id,
      operation,
      scope: scopeOf(credential),
      options: resolveRequestOptions(request, services.options.request),
      trace: newTrace(id, operation),
      path,
      format,
      headers,
      received: documentOf(body),
    })
  }

  async function prepare(operation: Operation, request: HeadroomRequest): Promise<Exchange> {
    const own = isDry(operation) ? withoutStore(services) : services
    const exchange = finish(await createPipeline(own).prepare(begin(operation, request)), own)
    watch(exchange, request)
    return exchange
  }

  /** Works out what would have been saved, once whoever waits for the request has got it. */
  function watch({ trace }: Exchange, request: HeadroomRequest): void {
    if (trace.bypass === AUDIT) setTimeout(() => closed || prepare('audit', request))
  }

  return {
    services: () => services,
    prepare,
    async prepareMessages(operation, messages, { model, system, tools, ...request } = {}) {
      const wire = services.options.wires.find(({ name }) => name === request.format)
      const plain = { model, ...(system === undefined ? {} : { system }), ...(tools && { tools }), messages }
      const body = wire?.bodyOf?.(messages, { model, system }) ?? plain
      return prepare(operation, { ...request, body })
    },
    async send<Body, Source, Chunk>(
      operation: Operation,
      request: HeadroomRequest<Body>,
      send: (outgoing: OutgoingRequest<Body>) => Promise<Answer<Source, Chunk>>,
    ) {
      const exchange = begin(operation, request)
      const answer = await createPipeline(services).run(exchange, (outgoing) =>
        send(outgoingRequest(outgoing, request.body)),
      )
      watch(exchange, request)
      return { answer: answer as Answer<Source, Chunk>, trace: exchange.trace }
    },
    use(part) {
      services = createServices(withPart(services.options, part))
    },
    async close() {
      closed = true
      if (options.store === undefined) await services.options.store.close?.()
    },
  }
}

/** Services that leave no trace: what a simulation stores is gone with it. */
function withoutStore(services: Services): Services {
  return { ...services, options: { ...services.options, store: createMemoryStore() } }
}

function withPart(options: Services['options'], part: Part): Services['options'] {
  if ('onPipelineEvent' in part) return { ...options, extensions: [...options.extensions, part] }
  if ('bid' in part) {
    const offload = isForShort(part) ? options.offload : undefined
    return { ...options, compressors: [part, ...options.compressors], offload }
  }
  if ('segments' in part) return { ...options, wires: [part, ...options.wires] }
  return { ...options, providers: [part, ...options.providers] }
}
