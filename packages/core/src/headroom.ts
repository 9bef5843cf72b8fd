// The surface of the library.
import { answerCall } from './ccr/answer-call.ts'
import { findParts } from './ccr/find-parts.ts'
import { HASH } from './ccr/marker.ts'
import { fetchOriginal } from './ccr/originals.ts'
import { scopeOf } from './ccr/scope.ts'
import { createEngine, type Part } from './engine.ts'
import type { Answer } from './exchange.ts'
import type { HeadroomOptions } from './options.ts'
import { outgoingOf } from './pipeline.ts'
import { type CompressResult, compressResult, type SimulationResult, simulationResult } from './report.ts'
import {
  type CompressOptions,
  type CompressTextOptions,
  type CompressTextResult,
  type HeadroomRequest,
  type OutgoingRequest,
  outgoingRequest,
  type Prepared,
  type Retrieved,
} from './requests.ts'
import { explainTrace, type Trace } from './trace.ts'
import { TOOL_RESULT_FORMAT, type ToolResultMessage } from './wires/tool-result.ts'

export interface Headroom {
  /** Makes tool results in messages smaller. Never rejects for what the messages hold: what fails is left as it came. */
  compress<Message>(messages: readonly Message[], options?: CompressOptions): Promise<CompressResult<Message>>
  /**
   * One tool result, made smaller where it arises: by a tool's wrapper, say. Lossless, unless `retrieval: 'host'` says that
   * what a marker names can be fetched.
   */
  compressText(text: string, options?: CompressTextOptions): Promise<CompressTextResult>
  /** Gets a request ready to be sent, retrieval tool included. Whoever sends it settles calls of that tool. */
  prepare<Body>(request: HeadroomRequest<Body>): Promise<Prepared<Body>>
  /** Sends a request by `send`, which gives the parsed answer, and settles retrieval in it. Rejects only if `send` does. */
  run<Body, Reply>(
    request: HeadroomRequest<Body>,
    send: (outgoing: OutgoingRequest<Body>) => Promise<Reply>,
  ): Promise<Reply>
  /** The same for a streamed answer: `send` gives the provider's server-sent bytes, and the caller's come back live. */
  stream<Body, Chunk = Uint8Array>(
    request: HeadroomRequest<Body>,
    send: (outgoing: OutgoingRequest<Body>) => Promise<ReadableStream<Chunk>>,
  ): Promise<ReadableStream<Chunk>>
  /** The same where only the answer tells whether it streams, or is one at all. */
  handle<Body, Source, Chunk = Uint8Array>(
    request: HeadroomRequest<Body>,
    send: (outgoing: OutgoingRequest<Body>) => Promise<Answer<Source, Chunk>>,
  ): Promise<{ answer: Answer<Source, Chunk>; trace: Trace }>
  /** What a marker's hash stands for; undefined if it is not stored for this credential. */
  retrieve(hash: string, options?: { query?: string; credential?: string }): Promise<Retrieved | undefined>
  /**
   * Answers a call of the retrieval tool, for hosts in which the model calls it openly: in words that a model reads, also
   * where nothing is found.
   */
  handleToolCall(call: { hash: string; query?: string }, options?: { credential?: string }): Promise<string>
  /** What would be done with messages, or with a whole request: nothing is sent, and nothing stays stored. */
  simulate(given: readonly unknown[] | HeadroomRequest, options?: CompressOptions): Promise<SimulationResult>
  /** A result's or trace's story in words. */
  explain(result: { trace: Trace } | Trace): string
  /** Adds an extension, compressor, wire or provider; compressors, wires and providers come before those present. */
  use(part: Part): Headroom
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
  const engine = createEngine(options)

  const headroom: Headroom = {
    async compress<Message>(messages: readonly Message[], compress?: CompressOptions) {
      return compressResult<Message>(await engine.prepareMessages('compress', messages, compress))
    },

    async compressText(text, { model, toolName, toolInput, query, isError, ...request } = {}) {
      const result: ToolResultMessage = { text, toolName, toolInput, query, isError }
      const body = { model, messages: [result] }
      const exchange = await engine.prepare('compress', { ...request, format: TOOL_RESULT_FORMAT, body })
      const { messages, ...figures } = compressResult<ToolResultMessage>(exchange)
      return { text: messages[0]?.text ?? text, ...figures }
    },

    async prepare<Body>(request: HeadroomRequest<Body>) {
      const exchange = await engine.prepare('prepare', request)
      const { messages: _, ...figures } = compressResult(exchange)
      return { ...outgoingRequest(outgoingOf(exchange), request.body), ...figures }
    },

    async run<Body, Reply>(request: HeadroomRequest<Body>, send: (outgoing: OutgoingRequest<Body>) => Promise<Reply>) {
      const { answer } = await engine.send('run', request, async (outgoing) => ({
        kind: 'json',
        value: await send(outgoing),
      }))
      return (answer as Extract<Answer, { kind: 'json' }>).value as Reply
    },

    async stream<Body, Chunk>(
      request: HeadroomRequest<Body>,
      send: (outgoing: OutgoingRequest<Body>) => Promise<ReadableStream<Chunk>>,
    ) {
      const { answer } = await engine.send('stream', request, async (outgoing) => ({
        kind: 'stream',
        stream: await send(outgoing),
      }))
      return (answer as Extract<Answer<unknown, Chunk>, { kind: 'stream' }>).stream
    },

    handle: (request, send) => engine.send('run', request, send),

    async retrieve(hash, { query, credential } = {}) {
      if (!HASH.test(hash)) return undefined
      const { store, ttlSeconds } = engine.services().options
      const original = await fetchOriginal(store, scopeOf(credential), { hash, ttlSeconds })
      if (original === undefined) return undefined
      return { hash, original, text: query?.trim() ? findParts(original, query) : original }
    },

    async handleToolCall(call, { credential } = {}) {
      const { store, ttlSeconds } = engine.services().options
      return (await answerCall(store, scopeOf(credential), { call, ttlSeconds })).text
    },

    async simulate(given, compress) {
      const exchange = isList(given)
        ? engine.prepareMessages('simulate', given, compress)
        : engine.prepare('simulate', { ...compress, ...given })
      return simulationResult(await exchange)
    },

    explain: (result) => explainTrace('trace' in result ? result.trace : result),

    use(part) {
      engine.use(part)
      return headroom
    },

    close: engine.close,
  }
  return headroom
}

const isList = (given: readonly unknown[] | HeadroomRequest): given is readonly unknown[] => Array.isArray(given)
