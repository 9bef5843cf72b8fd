// @headroom/litellm: Headroom in front of, beside and without a LiteLLM proxy.
export { type CallbackOptions, type CallData, HeadroomCallback } from './callback.ts'
export { createLiteLLMClient } from './client.ts'
export { type Completion, type CompletionCall, completion, createCompletion, type LiteLLMParams } from './completion.ts'
export { type Endpoint, PROVIDERS, type ProviderName } from './endpoints.ts'
