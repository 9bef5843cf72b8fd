import { createHeadroomFetch, type HeadroomFetchOptions } from '@headroom/core/clients'
import OpenAI from 'openai'
import { type Environment, endpointOf } from './endpoints.ts'

type Whole = OpenAI.ChatCompletionCreateParamsNonStreaming
type Streaming = OpenAI.ChatCompletionCreateParamsStreaming

/** What LiteLLM's `completion` takes beyond a Chat Completions request. */
export interface LiteLLMParams {
  /** The provider's address, in place of the known one. */
  api_base?: string
  /** The provider's key, in place of the one in its environment variable. */
  api_key?: string
  /** How often a failed request is sent again. @default the `openai` client's: 2 */
  num_retries?: number
  /** Seconds until a request is given up. @default the `openai` client's: 600 */
  timeout?: number
}

export interface CompletionCall {
  signal?: AbortSignal
  headers?: Record<string, string>
}

/** LiteLLM's `completion`, for providers with an OpenAI-compatible endpoint. */
export interface Completion {
  (params: Whole & LiteLLMParams, call?: CompletionCall): Promise<OpenAI.ChatCompletion>
  (params: Streaming & LiteLLMParams, call?: CompletionCall): Promise<AsyncIterable<OpenAI.ChatCompletionChunk>>
}

export interface CompletionOptions extends HeadroomFetchOptions {
  /** Where keys and addresses are looked up that a call does not give. @default the process's environment, if there is one */
  env?: Environment
}

/**
 * A `completion` with options of its own.
 * @example
 * const completion = createCompletion({ onResult: ({ tokensSaved }) => console.log(tokensSaved) })
 */
export function createCompletion(options: CompletionOptions = {}): Completion {
  const fetch = createHeadroomFetch(options)

  async function send(params: (Whole | Streaming) & LiteLLMParams, call?: CompletionCall) {
    const { api_base, api_key, num_retries, timeout, ...body } = params
    const endpoint = endpointOf(params, options.env ?? processEnvironment())
    const client = new OpenAI({
      baseURL: endpoint.baseURL,
      apiKey: endpoint.apiKey,
      // The client would take them from the environment, and tell every provider.
      ...(endpoint.provider === 'openai' ? {} : { organization: null, project: null }),
      maxRetries: num_retries,
      timeout: timeout === undefined ? undefined : timeout * 1000,
      fetch,
    })
    return client.chat.completions.create({ ...body, model: endpoint.model }, call)
  }
  return send as Completion
}

let shared: Completion | undefined

/**
 * Sends a Chat Completions request to the provider that the model's prefix names, with tool results made smaller and
 * retrieval settled in the answer, streamed or not.
 * @throws HeadroomError for a prefix that is not known, or a key that is nowhere said
 * @example
 * const { choices } = await completion({ model: 'groq/llama-3.3-70b-versatile', messages, tools })
 */
export const completion: Completion = ((params: Whole & LiteLLMParams, call?: CompletionCall) => {
  shared ??= createCompletion()
  return shared(params, call)
}) as Completion

function processEnvironment(): Environment {
  return globalThis.process?.env ?? {}
}
