// One request with its answer, as it passes through the stages.
import type { Document } from './body/document.ts'
import type { ResolvedRequestOptions } from './options.ts'
import type { TokenCounter } from './tokens/counter.ts'
import type { Trace } from './trace.ts'
import type { Decision, Edit, Operation, Provider, RequestView, Retrieval, Scope, Segment, Wire } from './types.ts'

/** What is noted under the digest of a prefix. */
export interface PrefixNote {
  /** This prefix was forwarded to the provider. */
  forwarded?: true
  /** Segments of the last message that pressure, not their content, kept at a lower level, by path within the message. */
  held?: Record<string, 'exact' | 'lossless'>
  /** The assistant's turn that follows, as the provider knows it. */
  hidden?: HiddenExchange
  /** How an answer that the provider keeps went on. */
  continued?: ContinuedAnswer
}

/** A retrieval that the caller never saw. */
export interface HiddenExchange {
  /** What the turn is known by when the caller echoes it. */
  echo: string[]
  /** What stands in its place. */
  messages: unknown[]
  /** Results of ours that wait for the caller's. */
  pending: unknown[]
}

export interface ContinuedAnswer {
  /** The name of the answer that it ended with. */
  answer: string
  /** Results of ours that wait for the caller's. */
  pending: unknown[]
}

/**
 * What a model answers, as far as the pipeline needs to know it; `source` is the host's own and is handed through. Streams
 * are server-sent bytes, or the objects that a host makes of them.
 */
export type Answer<Source = unknown, Chunk = unknown> =
  | { kind: 'json'; value: unknown; source?: Source }
  | { kind: 'stream'; stream: ReadableStream<Chunk>; source?: Source }
  | { kind: 'other'; value?: unknown; source?: Source }

/** A request ready to be sent. */
export interface Outgoing {
  document: Document
  /** False if this is what came in, byte for byte. */
  changed: boolean
  headers: Record<string, string>
}

/** Sends a request to the provider. The only call in an exchange that may throw. */
export type Send<Source = unknown> = (outgoing: Outgoing) => Promise<Answer<Source>>

export interface Exchange {
  readonly id: string
  readonly operation: Operation
  readonly scope: Scope
  readonly options: ResolvedRequestOptions
  readonly trace: Trace
  /** URL path, if the request came over HTTP. */
  readonly path?: string
  /** Name of the wire, if the caller says it. */
  readonly format?: string
  readonly headers: Record<string, string>
  /** The body as it came, and as it stands now. */
  readonly received: Document
  readonly document: Document
  /** Set once the request is to be passed on untouched: why. */
  readonly bypass?: string
  readonly wire?: Wire
  readonly provider?: Provider
  readonly view?: RequestView
  /** Digests of the prefixes of the request as the caller sent it. */
  readonly digests: readonly string[]
  /** What is noted under them. */
  readonly notes: readonly (PrefixNote | undefined)[]
  /** What is noted of the answer that the messages follow, where the provider keeps the history. */
  readonly continued?: ContinuedAnswer
  /** Messages that are put back: the provider has had them as they are. */
  readonly replayed: ReadonlySet<unknown>
  /** For each message, the index that it had when the request came in; undefined for one that was put in. */
  readonly origins: readonly (number | undefined)[]
  readonly segments: readonly Segment[]
  readonly retrieval: Retrieval
  readonly biases: ReadonlyMap<number, number>
  readonly count: TokenCounter | undefined
  readonly decisions: readonly Decision[]
  readonly edits: readonly Edit[]
  /** Notes that this turn adds, by digest. */
  readonly newNotes: ReadonlyMap<string, PrefixNote>
  readonly outgoing?: Outgoing
  readonly answer?: Answer
  readonly metadata: Record<string, unknown>
}

/** What a stage returns: the fields that it has worked out. */
export type Progress = Partial<Exchange>

/** A new exchange, with nothing known yet but what came in. */
export function newExchange(
  start: Pick<
    Exchange,
    'id' | 'operation' | 'scope' | 'options' | 'trace' | 'path' | 'format' | 'headers' | 'received'
  >,
): Exchange {
  return {
    ...start,
    document: start.received,
    digests: [],
    notes: [],
    replayed: new Set(),
    origins: [],
    segments: [],
    retrieval: 'off',
    biases: new Map(),
    count: undefined,
    decisions: [],
    edits: [],
    newNotes: new Map(),
    metadata: {},
  }
}
