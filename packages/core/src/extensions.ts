// The seams at which others take part: extensions see every stage, hooks see what is compressed.
import type { Decision, MaybePromise, Operation, Segment, Stage } from './types.ts'

/** What an extension is shown of a stage. It is a copy: changing it changes nothing, returning a replacement may. */
export interface PipelineEvent {
  stage: Stage
  operation: Operation
  requestId: string
  provider: string | undefined
  model: string | undefined
  messages: unknown[]
  tools: unknown[] | undefined
  headers: Record<string, string>
  /** From INPUT_ROUTED on: what is to happen with each segment. */
  decisions: (Decision & { segment: Pick<Segment, 'path' | 'message' | 'toolName'> })[]
  /** At RESPONSE_RECEIVED: the answer, unless it was a stream. */
  response: unknown
  /** Scratch space of the extensions, carried from stage to stage. */
  metadata: Record<string, unknown>
}

/** What an extension may put in the place of what it was shown. Fields that the stage does not allow are ignored. */
export type PipelineReplacement = Partial<
  Pick<PipelineEvent, 'messages' | 'tools' | 'headers' | 'response' | 'metadata'> & { decisions: Decision[] }
>

export interface PipelineExtension {
  name: string
  /**
   * Called after each stage's own work. Returns a replacement for what the stage allows, or nothing. If it throws or
   * takes longer than `extensionTimeoutMs`, the stage goes on as if it had not been called.
   */
  onPipelineEvent(event: PipelineEvent): MaybePromise<PipelineReplacement | undefined | void>
}

/** Which fields of a replacement each stage takes. `metadata` is taken everywhere. */
export const REPLACEABLE: Readonly<Record<Stage, readonly (keyof PipelineReplacement)[]>> = {
  SETUP: [],
  PRE_START: [],
  POST_START: [],
  INPUT_RECEIVED: ['messages', 'tools'],
  INPUT_CACHED: [],
  INPUT_ROUTED: ['decisions'],
  INPUT_COMPRESSED: [],
  INPUT_REMEMBERED: [],
  PRE_SEND: ['messages', 'tools', 'headers'],
  POST_SEND: [],
  RESPONSE_RECEIVED: ['response'],
}

/** What hooks are told of a request. */
export interface CompressionHookContext {
  model: string | undefined
  provider: string | undefined
  /** The newest user text. */
  userQuery: string
  /** How many user turns there are. */
  turnNumber: number
  /** Names of the tools that were called, in order. */
  toolCalls: string[]
}

export interface CompressionEvent {
  tokensBefore: number
  tokensAfter: number
  tokensSaved: number
  /** After ÷ before. */
  compressionRatio: number
  transformsApplied: string[]
  ccrHashes: string[]
  model: string | undefined
  userQuery: string
  provider: string | undefined
}

export interface CompressionHooks {
  /** May return other messages; what it returns must depend on the messages alone, or the provider's cache breaks. */
  preCompress?(messages: unknown[], context: CompressionHookContext): MaybePromise<unknown[] | undefined | void>
  /** Message index → bias: above 1 keeps more of that message, below 1 keeps less. */
  computeBiases?(
    messages: unknown[],
    context: CompressionHookContext,
  ): MaybePromise<Readonly<Record<number, number>> | ReadonlyMap<number, number> | undefined | void>
  /** Told of every request in which something was compressed. */
  postCompress?(event: CompressionEvent): MaybePromise<void>
}
