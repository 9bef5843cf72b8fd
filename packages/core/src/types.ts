// The whole vocabulary: what the words of the design mean as types. No logic, no imports but types.

export type MaybePromise<T> = T | Promise<T>

/** Keys and indexes from the root of a body to a value in it. */
export type Path = readonly (string | number)[]

/** The eleven stages, in the order in which every request passes them. */
export const STAGES = [
  'SETUP',
  'PRE_START',
  'POST_START',
  'INPUT_RECEIVED',
  'INPUT_CACHED',
  'INPUT_ROUTED',
  'INPUT_COMPRESSED',
  'INPUT_REMEMBERED',
  'PRE_SEND',
  'POST_SEND',
  'RESPONSE_RECEIVED',
] as const
export type Stage = (typeof STAGES)[number]

/** How far a compressor may go, from leaving everything to dropping for good. */
export const LEVELS = ['exact', 'lossless', 'recoverable', 'lossy'] as const
export type Level = (typeof LEVELS)[number]

/** What can bring dropped bytes back: our tool in the request, the caller by its own means, or nothing. */
export const RETRIEVALS = ['tool', 'host', 'off'] as const
export type Retrieval = (typeof RETRIEVALS)[number]

export type Role = 'system' | 'user' | 'assistant' | 'tool' | 'other'

/** What a text is in its message. Only tool results are compressed unless an option says otherwise. */
export type SegmentKind = 'text' | 'tool-result' | 'tool-call' | 'reasoning'

export type Operation = 'compress' | 'prepare' | 'run' | 'stream' | 'simulate' | 'audit'

/** Whether requests are worked on, or only watched. */
export const MODES = ['optimize', 'audit'] as const
export type Mode = (typeof MODES)[number]

/** One piece of text in an exchange. */
export interface Segment {
  /** Where the text stands in the body. */
  path: Path
  /** Index of the message that holds it; -1 for a system prompt outside the messages. */
  message: number
  role: Role
  kind: SegmentKind
  text: string
  /** True if a JSON value stands there and no string: `text` is its JSON, and a new text takes its place as a string. */
  isJson?: true
  /** The tool whose result this is, if the conversation names it. */
  toolName?: string
  toolCallId?: string
  /** Arguments of the call, as the model wrote them. */
  toolInput?: unknown
  /** True if the wire marks the result as an error. */
  isError: boolean
  /** The newest user text before this segment; empty if there is none. */
  query: string
}

/** What a request holds, wherever its format keeps it. */
export interface RequestView {
  model?: string
  /** Whatever stands before the messages, here or at the provider. */
  system?: unknown
  /** The messages as a list, also where the body has a single text instead of one. */
  messages: unknown[]
  messagesPath: Path
  /** All tools, however they are grouped. */
  tools?: unknown[]
  /** The list that a further tool is added to. */
  toolsPath: Path
  /**
   * False if a call of our tool could not be settled: several answers or none at once. Then nothing may be dropped. It must
   * not change within a conversation, so a choice of tools, which callers change from turn to turn, is no reason: our tool
   * stays where it is, and what was left out can be fetched in the next turn.
   */
  canRetrieve: boolean
  /** Where the history is kept by the provider: the answer that the messages follow, and where the body names it. */
  continues?: { answer: string; path: Path }
  /** True if the provider was told to drop earlier results by itself: then nothing may refer to them. */
  forgets?: boolean
  /**
   * What of each message reaches the provider, where messages hold more than that (ids that the host gives them later,
   * say). Conversations are recognised by it. @default the messages
   */
  identities?: readonly unknown[]
}

/**
 * A replacement in a body: the value at `path` gives way to `values`. In an array, `count` elements from `path` on give
 * way (default 1); with 0 the values are put in before it, which one behind the last element appends.
 */
export interface Change {
  path: Path
  count?: number
  values: readonly unknown[]
}

export interface WireRequest {
  /** URL path, perhaps with its query, if the request came over HTTP. */
  path?: string
  headers?: Readonly<Record<string, string>>
  body: unknown
}

/** Knows one message format: lists its text slots, and writes changes back. It never converts a message. */
export interface Wire<Body = unknown> {
  name: string
  matches(request: WireRequest): boolean
  /** Undefined if the body does not have this format's shape after all. `path` is that of the URL, if there is one. */
  view(body: Body, path?: string): RequestView | undefined
  segments(body: Body): Segment[]
  /** A body in which those places, and nothing else, differ. Untouched parts keep their identity. */
  apply(body: Body, changes: readonly Change[]): Body
  /** A body of these messages and nothing else; absent where that is `{ model, system, messages }`. */
  bodyOf?(messages: readonly unknown[], about: { model?: string; system?: unknown }): Body
  /** A message as the host knows them, out of its JSON: needed where they are objects of a class. */
  revive?(json: unknown): unknown
}

export interface ToolDefinition {
  name: string
  description: string
  /** JSON Schema of the input. */
  parameters: Record<string, unknown>
}

/** A model's call of our retrieval tool. */
export interface RetrievalCall {
  id: string
  hash: string
  query?: string
}

/** One answer of a model, read for what retrieval needs to know. */
export interface AnswerTurn {
  calls: RetrievalCall[]
  /** How many tools of the caller's own the model calls beside ours. */
  otherCalls: number
  /** What the model said, as the provider must get it back. */
  messages: unknown[]
  /** The name of this answer, if the provider keeps it for a request that follows. */
  id?: string
  /** True if the answer was cut off, so that nothing can follow it. */
  isCut?: boolean
}

/** An assistant's turn among the messages of a request. */
export interface Echo {
  /** Identify the turn, each in its way; one that a caller's spelling and ours have in common is enough. */
  keys: string[]
  /** How many messages it is. */
  count: number
}

export interface Usage {
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
}

/** One event of a server-sent stream: its exact bytes, and what they say. */
export interface StreamEvent {
  raw: Uint8Array
  event?: string
  data: string
}

/** Reads one provider's stream through all its rounds, and writes them as one answer. */
export interface AnswerStream<Event = StreamEvent, Output = Uint8Array> {
  /** Starts the next round; events of a later round continue the answer of the first. */
  begin(): void
  /** Takes an event and gives what to pass on now; what only a retrieval call says is held back. */
  push(event: Event): Output | undefined
  /** True once the round has said why it ends: what comes then adds nothing to the message. */
  over(): boolean
  /** The round that just ended. */
  turn(): AnswerTurn
  /** What closes the answer towards the caller, if it was held back: as if our tool had not been called. */
  close(): Output | undefined
  /** An error in the provider's own shape, for a failure after the answer has begun; its own error if there is one. */
  error(cause: unknown): Output
  /** What the assistant said, as the caller will echo it. */
  merged(): unknown[]
  usage(): Usage | undefined
}

/** The same for a host whose streams are made of objects: each is an event, and lists of them are passed on. */
export interface PartStream extends AnswerStream<unknown, readonly unknown[]> {
  readonly unit: 'parts'
}

/** How a provider keeps the beginnings of prompts, for one model. */
export interface CacheRules {
  /** `breakpoints`: up to where the caller says so; `automatic`: whatever was sent before; `none`: never. */
  kind: 'breakpoints' | 'automatic' | 'none'
  /** A shorter beginning is not kept. */
  minimumTokens: number
  /** Beginnings are read in steps of so many tokens. */
  stepTokens: number
  /** Seconds that a beginning is kept after it was last used. */
  ttlSeconds: number
  /** Breakpoints: how many a request may have, and how many blocks before one an earlier beginning is looked for. */
  mostBreakpoints: number
  lookbackBlocks: number
}

/** US dollars for a million tokens. */
export interface ModelPrices {
  input: number
  output: number
  /** Input that is read from the cache, and that is written to it: for the usual time, and for an hour. */
  cacheRead: number
  cacheWrite: number
  cacheWriteLong: number
}

/** What of the tokens of a prompt is billed at which price. */
export interface Billed {
  fresh: number
  read: number
  write: number
  writeLong: number
}

/** What is peculiar to a vendor's answers: its tool shape, its turns, its streams, its errors. */
export interface Provider {
  name: string
  /** Names of the wires that this vendor speaks. */
  wires: readonly string[]
  toolDefinition(tool: ToolDefinition): unknown
  toolName(definition: unknown): string | undefined
  /** Undefined if the answer is not one that retrieval can be settled in. */
  turn(answer: unknown, toolName: string): AnswerTurn | undefined
  /** The messages that answer retrieval calls. */
  results(calls: readonly RetrievalCall[], texts: readonly string[], toolName: string): unknown[]
  /**
   * The caller's message after a mixed turn, with our results in it; undefined if it holds no results to join. Absent
   * where results stand in messages of their own. `said` is the last message of that turn.
   */
  joinResults?(results: readonly unknown[], next: unknown, said: unknown): unknown
  /** One answer made of all rounds, without our calls. */
  merge(answers: readonly unknown[], toolName: string): unknown
  /** The assistant's messages inside an answer. */
  answerMessages(answer: unknown): unknown[]
  /** An assistant's messages without calls of our tool, nor any that say nothing else. */
  withoutCalls(messages: readonly unknown[], toolName: string): unknown[]
  /** The assistant's turn that begins at a message when the caller sends it back; undefined if none does. */
  echo(messages: readonly unknown[], from: number): Echo | undefined
  usage(answer: unknown): Usage | undefined
  /** Reads and writes a stream; with an empty name nothing is held back. */
  stream(toolName: string): AnswerStream | PartStream
  /** A body for an error that we report in the vendor's place. */
  error(status: number, message: string): unknown
}

/** Where a credential's originals live, and the key that their hashes are made with. */
export interface Scope {
  id: string
  key: Uint8Array
}

/** Keeps bytes under a key. The three required methods are enough; `touch` saves rewriting what is there. */
export interface Store {
  get(key: string): MaybePromise<Uint8Array | undefined>
  /** Keeps `value`; without a TTL until it is deleted or room is needed. */
  set(key: string, value: Uint8Array, options?: { ttlSeconds?: number }): MaybePromise<void>
  delete(key: string): MaybePromise<void>
  /** Renews the TTL of a live entry; false if there is none. */
  touch?(key: string, options?: { ttlSeconds?: number }): MaybePromise<boolean>
  close?(): MaybePromise<void>
}

/** What was left out of a text: how many of what, and why these. */
export interface Dropped {
  /** Unit that a reader of the source would count in. */
  unit: 'rows' | 'lines' | 'items' | 'characters'
  count: number
  total: number
  /** Half-open ranges of units, in source order. */
  ranges?: readonly (readonly [number, number])[]
  reason: string
}

export interface CompressContext {
  /** The furthest level allowed for this segment. */
  level: Exclude<Level, 'exact'>
  /** Above 1 keeps more, below 1 keeps less. */
  bias: number
  /** Options of the tool policy for this compressor. */
  options: Readonly<Record<string, unknown>>
  /** Tokens of a text for the target model. */
  count(text: string): number
  /**
   * Registers bytes that the result leaves out, and gives the marker to put in their place.
   * They are stored before the result is used. `words` say in source units what is gone.
   */
  drop(original: string, words: string): string
}

export interface Compressed {
  text: string
  level: 'lossless' | 'recoverable' | 'lossy'
  dropped: Dropped[]
  /** What was done, in a few words for people. */
  summary: string
}

/** Makes one kind of content shorter. */
export interface Compressor {
  name: string
  /** Changes whenever the same input may give another output. */
  version: number
  /** It never bids for a text with more characters. @default any length */
  longest?: number
  /**
   * 0 = not mine … 1 = surely mine. Asked once for a text of a tool, so nothing else may count. `others` has the bids of
   * those before it in the list, by name.
   */
  bid(segment: Pick<Segment, 'text' | 'toolName'>, others?: ReadonlyMap<string, number>): number
  /**
   * Loads what `compress` needs for a segment; awaited before that is called, for what is loaded by chance must not decide
   * what a segment becomes.
   */
  prepare?(segment: Segment, level: CompressContext['level']): Promise<void> | undefined
  /** Undefined if nothing is gained. Must be a pure function of its arguments. */
  compress(segment: Segment, context: CompressContext): Compressed | undefined
}

/** What is to happen with a segment, and why. */
export type Decision =
  | { action: 'leave'; reason: string }
  /** Nothing but lines that stand above may give way, to a reference; `reason` says why no more. */
  | { action: 'fold'; reason: string }
  | {
      action: 'compress'
      compressor: string
      level: Exclude<Level, 'exact'>
      reason: string
      options?: Readonly<Record<string, unknown>>
      /** False if lines that stand above must be shown again. @default true */
      repeats?: boolean
    }

/** A segment's new text. */
export interface Edit {
  segment: number
  text: string
  compressor: string
  level: 'lossless' | 'recoverable' | 'lossy'
  tokensBefore: number
  tokensAfter: number
  dropped: Dropped[]
  hashes: string[]
  summary: string
}

export interface Warning {
  code: string
  message: string
  /** Where: a path in the body, or a place in the configuration. */
  where?: string
}
