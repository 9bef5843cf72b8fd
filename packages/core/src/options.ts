// What a user may set, and the one place where every default is written.
import { defaultCompressors } from './compressors/index.ts'
import { HeadroomError } from './errors.ts'
import type { CompressionHooks, PipelineExtension } from './extensions.ts'
import type { Offload } from './offload.ts'
import { PROFILES, type ProfileName, type ToolPolicy } from './policies.ts'
import { defaultProviders } from './providers/index.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Trace } from './trace.ts'
import {
  type Compressor,
  LEVELS,
  type Level,
  MODES,
  type Mode,
  type Provider,
  RETRIEVALS,
  type Retrieval,
  type Role,
  type Store,
  type Wire,
} from './types.ts'
import { defaultWires } from './wires/index.ts'

/** What can be set for all requests, and for one request again. */
export interface RequestOptions {
  /**
   * `audit` passes requests on byte for byte, and works out afterwards, off their way, what would have been saved: that comes
   * as a trace of its own, whose `operation` is `audit`.
   * @default 'optimize'
   */
  mode?: Mode
  /**
   * The furthest that compression may go. `recoverable` drops only what the model or the caller can fetch back, and
   * otherwise stays `lossless`; `lossy` drops for good.
   * @default 'recoverable'
   */
  level?: Level
  /**
   * A named set of policies; `level` and `policies` go before it.
   * @default 'default'
   */
  profile?: ProfileName
  /** Policies by tool; the first that names a tool decides, before those of the profile. */
  policies?: readonly ToolPolicy[]
  /**
   * What brings dropped bytes back: `tool` adds our retrieval tool to requests that offer tools, `host` says that the
   * caller redeems hashes by `retrieve`, `off` keeps everything lossless.
   * @default 'tool'
   */
  retrieval?: Retrieval
  /**
   * Whose texts may be compressed. Anything but tool results changes words that people or models have chosen.
   * @default ['tool']
   */
  roles?: readonly Role[]
  /**
   * Texts with fewer tokens are left alone: there is little to gain, and a marker has its price.
   * @default 250
   */
  minimumTokens?: number
  /**
   * Whether source code may be shortened where a code compressor is in use: `createCodeCompressor()` of
   * `@headroom/core/code`. Policies may say otherwise of a tool. Without such a compressor, code stays as it came.
   * @default true
   */
  code?: boolean
  hooks?: CompressionHooks
}

export interface HeadroomOptions extends RequestOptions {
  /** Where originals and notes live. @default an in-memory store of 256 MiB */
  store?: Store
  /**
   * Seconds that an original is kept after the last request that named it.
   * @default 86400 (a day)
   */
  ttlSeconds?: number
  /** Compressors; the highest bid wins, the earlier one among equals. @default the built-in ones */
  compressors?: readonly Compressor[]
  /** Message formats, asked in order. @default the built-in ones */
  wires?: readonly Wire[]
  /** Vendors. @default the built-in ones */
  providers?: readonly Provider[]
  extensions?: readonly PipelineExtension[]
  /**
   * Milliseconds after which compression of a request stops; what is left is left as it came, and stays so.
   * @default 5000
   */
  deadlineMs?: number
  /**
   * Milliseconds that an extension or hook may take.
   * @default 1000
   */
  extensionTimeoutMs?: number
  /**
   * Bodies with more bytes (of JSON text) are passed on untouched.
   * @default 67108864 (64 MiB)
   */
  maximumBytes?: number
  /**
   * Characters of text whose results are remembered, so that later turns need not compress them again.
   * @default 33554432
   */
  memoCharacters?: number
  /**
   * Does the work on long texts elsewhere: on Node, `createWorkerThread()` of `@headroom/core/worker`. It knows the built-in
   * compressors only, so with others that bid for long texts everything is done here.
   * @default none: everything is done in this thread
   */
  offload?: Offload
  /** Called with the trace of each request when it is done. */
  onTrace?: (trace: Trace) => void
}

export interface ResolvedRequestOptions {
  mode: Mode
  level: Level
  policies: readonly ToolPolicy[]
  retrieval: Retrieval
  roles: readonly Role[]
  minimumTokens: number
  code: boolean
  hooks: CompressionHooks | undefined
}

export interface ResolvedOptions {
  request: ResolvedRequestOptions
  store: Store
  ttlSeconds: number
  compressors: readonly Compressor[]
  wires: readonly Wire[]
  providers: readonly Provider[]
  extensions: readonly PipelineExtension[]
  deadlineMs: number
  extensionTimeoutMs: number
  maximumBytes: number
  memoCharacters: number
  offload: Offload | undefined
  onTrace: ((trace: Trace) => void) | undefined
}

/** Settles every option. Throws a `HeadroomError` that names the option for a value that cannot be meant. */
export function resolveOptions(options: HeadroomOptions = {}): ResolvedOptions {
  return {
    request: resolveRequestOptions(options),
    store: options.store ?? createMemoryStore(),
    ttlSeconds: positive('ttlSeconds', options.ttlSeconds ?? 86_400),
    compressors: options.compressors ?? defaultCompressors,
    wires: options.wires ?? defaultWires,
    providers: options.providers ?? defaultProviders,
    extensions: options.extensions ?? [],
    deadlineMs: positive('deadlineMs', options.deadlineMs ?? 5000),
    extensionTimeoutMs: positive('extensionTimeoutMs', options.extensionTimeoutMs ?? 1000),
    maximumBytes: positive('maximumBytes', options.maximumBytes ?? 64 << 20),
    memoCharacters: positive('memoCharacters', options.memoCharacters ?? 32 << 20),
    offload: options.compressors === undefined ? options.offload : undefined,
    onTrace: options.onTrace,
  }
}

/** Settles the options of a request; `base` holds those set for all requests. */
export function resolveRequestOptions(options: RequestOptions, base?: ResolvedRequestOptions): ResolvedRequestOptions {
  const profile = options.profile ?? (base ? undefined : 'default')
  if (profile !== undefined && !Object.hasOwn(PROFILES, profile)) {
    throw invalid('profile', profile, `one of ${Object.keys(PROFILES).join(', ')}`)
  }
  const named = profile === undefined ? { level: base!.level, policies: base!.policies } : PROFILES[profile]
  return {
    mode: oneOf('mode', options.mode ?? base?.mode ?? 'optimize', MODES),
    level: oneOf('level', options.level ?? named.level, LEVELS),
    policies: options.policies ? [...options.policies.map(checkedPolicy), ...named.policies] : named.policies,
    retrieval: oneOf('retrieval', options.retrieval ?? base?.retrieval ?? 'tool', RETRIEVALS),
    roles: options.roles ?? base?.roles ?? ['tool'],
    minimumTokens: positive('minimumTokens', options.minimumTokens ?? base?.minimumTokens ?? 250),
    code: options.code ?? base?.code ?? true,
    hooks: options.hooks ?? base?.hooks,
  }
}

function checkedPolicy(policy: ToolPolicy): ToolPolicy {
  if (policy.level !== undefined) oneOf('policies[].level', policy.level, LEVELS)
  return policy
}

function oneOf<Value extends string>(name: string, value: Value, allowed: readonly Value[]): Value {
  if (!allowed.includes(value)) throw invalid(name, value, `one of ${allowed.join(', ')}`)
  return value
}

function positive(name: string, value: number): number {
  if (!(value >= 0)) throw invalid(name, value, 'a number, 0 or more')
  return value
}

function invalid(name: string, value: unknown, wanted: string): HeadroomError {
  return new HeadroomError('invalid-options', `option "${name}" is ${JSON.stringify(value)}; it must be ${wanted}`)
}
