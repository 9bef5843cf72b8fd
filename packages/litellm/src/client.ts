import { type HeadroomFetchOptions, withHeadroom } from '@headroom/core/clients'
import OpenAI, { type ClientOptions } from 'openai'

/**
 * An `openai` client for a LiteLLM proxy, with tool results made smaller on their way there and retrieval settled in the
 * answer. What LiteLLM takes beyond OpenAI's API (`metadata`, `tags`, `guardrails`) goes through as it is.
 * @param options those of the `openai` client; `baseURL` is the LiteLLM proxy's
 * @example
 * const client = createLiteLLMClient({ baseURL: 'http://localhost:4000', apiKey: 'sk-…' })
 */
export function createLiteLLMClient(
  options: ClientOptions & { baseURL: string },
  headroom?: HeadroomFetchOptions,
): OpenAI {
  return withHeadroom(new OpenAI(options), headroom)
}
