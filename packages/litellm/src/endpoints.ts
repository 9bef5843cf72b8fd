// LiteLLM's provider prefixes, for the providers that document an OpenAI-compatible endpoint.
import { HeadroomError } from '@headroom/core'

interface Provider {
  /** Where the provider is, as LiteLLM's `api_base` says it. Empty if only the user can know. */
  base: string
  /** The path from there to the OpenAI-compatible API. */
  path: string
  baseVariables: readonly string[]
  /** Variables for the key, in LiteLLM's order. Empty if there need be none. */
  keyVariables: readonly string[]
}

const at = (base: string, baseVariables: readonly string[], keyVariables: readonly string[], path = ''): Provider => ({
  base,
  path,
  baseVariables,
  keyVariables,
})

/** Addresses are those of the providers' own documentation, names and variables those of LiteLLM. */
export const PROVIDERS = {
  openai: at('https://api.openai.com/v1', ['OPENAI_BASE_URL', 'OPENAI_API_BASE'], ['OPENAI_API_KEY']),
  anthropic: at(
    'https://api.anthropic.com',
    ['ANTHROPIC_API_BASE', 'ANTHROPIC_BASE_URL'],
    ['ANTHROPIC_API_KEY'],
    '/v1',
  ),
  gemini: at(
    'https://generativelanguage.googleapis.com',
    ['GEMINI_API_BASE'],
    ['GOOGLE_API_KEY', 'GEMINI_API_KEY'],
    '/v1beta/openai',
  ),
  groq: at('https://api.groq.com/openai/v1', ['GROQ_API_BASE'], ['GROQ_API_KEY']),
  mistral: at('https://api.mistral.ai/v1', ['MISTRAL_API_BASE'], ['MISTRAL_API_KEY']),
  deepseek: at('https://api.deepseek.com/v1', ['DEEPSEEK_API_BASE'], ['DEEPSEEK_API_KEY']),
  together_ai: at(
    'https://api.together.ai/v1',
    ['TOGETHER_AI_API_BASE'],
    ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY', 'TOGETHERAI_API_KEY', 'TOGETHER_AI_TOKEN'],
  ),
  fireworks_ai: at(
    'https://api.fireworks.ai/inference/v1',
    ['FIREWORKS_API_BASE'],
    ['FIREWORKS_API_KEY', 'FIREWORKS_AI_API_KEY', 'FIREWORKSAI_API_KEY'],
  ),
  openrouter: at('https://openrouter.ai/api/v1', ['OPENROUTER_API_BASE'], ['OPENROUTER_API_KEY', 'OR_API_KEY']),
  xai: at('https://api.x.ai/v1', ['XAI_API_BASE'], ['XAI_API_KEY']),
  perplexity: at('https://api.perplexity.ai', ['PERPLEXITY_API_BASE'], ['PERPLEXITYAI_API_KEY', 'PERPLEXITY_API_KEY']),
  cerebras: at('https://api.cerebras.ai/v1', ['CEREBRAS_API_BASE'], ['CEREBRAS_API_KEY']),
  nvidia_nim: at('https://integrate.api.nvidia.com/v1', ['NVIDIA_NIM_API_BASE'], ['NVIDIA_NIM_API_KEY']),
  sambanova: at('https://api.sambanova.ai/v1', ['SAMBANOVA_API_BASE'], ['SAMBANOVA_API_KEY']),
  deepinfra: at('https://api.deepinfra.com/v1/openai', ['DEEPINFRA_API_BASE'], ['DEEPINFRA_API_KEY']),
  moonshot: at('https://api.moonshot.ai/v1', ['MOONSHOT_API_BASE'], ['MOONSHOT_API_KEY']),
  ollama: at('http://localhost:11434', ['OLLAMA_API_BASE'], [], '/v1'),
  lm_studio: at('http://localhost:1234/v1', ['LM_STUDIO_API_BASE'], []),
  hosted_vllm: at('', ['HOSTED_VLLM_API_BASE'], []),
  litellm_proxy: at('', ['LITELLM_PROXY_API_BASE'], ['LITELLM_PROXY_API_KEY']),
} as const satisfies Record<string, Provider>

export type ProviderName = keyof typeof PROVIDERS

/** Where a request goes, and as what. */
export interface Endpoint {
  provider: ProviderName
  /** The model's name as the provider knows it. */
  model: string
  baseURL: string
  apiKey: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** @throws HeadroomError for a prefix that is not known, or a key or address that is nowhere said */
export function endpointOf(
  { model, api_base, api_key }: { model: string; api_base?: string; api_key?: string },
  environment: Environment,
): Endpoint {
  const { provider, name } = split(model)
  const { base, path, baseVariables, keyVariables }: Provider = PROVIDERS[provider]
  const address = api_base ?? firstOf(baseVariables, environment) ?? base
  if (!address) throw missing(`the address of ${provider}`, 'api_base', baseVariables)
  const key = api_key ?? firstOf(keyVariables, environment) ?? (keyVariables.length === 0 ? 'none' : undefined)
  if (!key) throw missing(`a key for ${provider}`, 'api_key', keyVariables)
  const root = address.replace(/\/+$/, '')
  return { provider, model: name, baseURL: root.endsWith(path) ? root : root + path, apiKey: key }
}

/** What stands before the first slash names the provider; without a slash it is OpenAI, as in LiteLLM. */
function split(model: string): { provider: ProviderName; name: string } {
  const slash = model.indexOf('/')
  if (slash < 0) return { provider: 'openai', name: model }
  const provider = model.slice(0, slash)
  if (!Object.hasOwn(PROVIDERS, provider)) {
    throw new HeadroomError(
      'invalid-request',
      `"${provider}" of model "${model}" is no provider known here; there are ${Object.keys(PROVIDERS).join(', ')}. ` +
        'For another OpenAI-compatible server write "openai/…" and give its api_base; for all of LiteLLM’s providers, run its proxy.',
    )
  }
  return { provider: provider as ProviderName, name: model.slice(slash + 1) }
}

function firstOf(names: readonly string[], environment: Environment): string | undefined {
  return names.map((name) => environment[name]).find(Boolean)
}

function missing(what: string, option: string, variables: readonly string[]): HeadroomError {
  return new HeadroomError(
    'invalid-request',
    `${what} is nowhere said; give ${option}, or set ${variables.join(' or ')}`,
  )
}
