// A hook for routers that have one before each call, as LiteLLM's proxy calls its `CustomLogger`s.
import { type CompressResult, createHeadroom, type Headroom, type HeadroomOptions } from '@headroom/core'

/** The request as a router holds it. */
export type CallData = object

export interface CallbackOptions extends HeadroomOptions {
  /** A Headroom to share; the options for one of its own are ignored then. */
  headroom?: Headroom
  /**
   * What brings dropped bytes back. The hook does not see what the model answers, so nothing is dropped unless the router
   * redeems: `host`, by `headroom.retrieve`.
   * @default 'off'
   */
  retrieval?: HeadroomOptions['retrieval']
  /** Called with the figures of each request. */
  onResult?: (result: Omit<CompressResult, 'messages'>) => void
}

/** LiteLLM's names for the calls whose requests hold messages, and the paths that say how. */
const PATHS: Readonly<Record<string, string>> = {
  completion: '/v1/chat/completions',
  acompletion: '/v1/chat/completions',
  anthropic_messages: '/v1/messages',
  responses: '/v1/responses',
  aresponses: '/v1/responses',
}

/**
 * Makes tool results in a request smaller before a router sends it.
 * @example
 * const callback = new HeadroomCallback()
 * const data = await callback.preCallHook({ model, messages }, 'completion')
 */
export class HeadroomCallback {
  readonly headroom: Headroom
  readonly #options: CallbackOptions

  constructor(options: CallbackOptions = {}) {
    this.headroom = options.headroom ?? createHeadroom(options)
    this.#options = options
  }

  /**
   * The request as it is to be sent; the very object if there was nothing to do. Never rejects.
   * @param callType LiteLLM's name for the call; those without messages are left alone
   * @param credential whose originals these are
   */
  async preCallHook<Data extends CallData>(data: Data, callType = 'completion', credential?: string): Promise<Data> {
    const path = PATHS[callType]
    if (path === undefined) return data
    const { retrieval = 'off', onResult } = this.#options
    try {
      const prepared = await this.headroom.prepare({ body: data, path, credential, retrieval })
      const { body, changed: _, headers: __, ...result } = prepared
      onResult?.(result)
      return body
    } catch {
      // A hook of ours is no reason to refuse a call.
      return data
    }
  }

  /** The same with the arguments of LiteLLM's `CustomLogger.async_pre_call_hook`; originals belong to the caller's key. */
  async_pre_call_hook<Data extends CallData>(
    caller: { api_key?: string | null } | undefined,
    _cache: unknown,
    data: Data,
    callType: string,
  ): Promise<Data> {
    return this.preCallHook(data, callType, caller?.api_key ?? undefined)
  }
}
