// Which encoding counts a model's tokens, and whether that count is exact.

export type Encoding = 'o200k_base' | 'cl100k_base'

export interface ModelTokens {
  encoding: Encoding
  /** True where the vendor publishes this very encoding for the model. */
  exact: boolean
  /** Tokens of the model per token of the encoding; 1 where exact. */
  factor: number
}

// Order matters: the first pattern that matches decides. Vendors other than OpenAI publish no tokenizer to count with
// here; their factors are rounded averages over English text and code, and every count made with them is an estimate.
const MODELS: readonly (readonly [RegExp, ModelTokens])[] = [
  [/\bclaude/, estimate(1.15)],
  [/\b(?:mistral|mixtral|codestral|ministral|magistral)/, estimate(1.2)],
  [/\b(?:gemini|gemma|llama|qwen|deepseek|grok|command|kimi|glm|phi)/, estimate(1.05)],
  [/\bgpt-oss/, exact('o200k_base')],
  [/\b(?:gpt-4o|chatgpt-4o|gpt-4\.\d|gpt-[5-9]|chat-latest|codex-|computer-use|omni-)/, exact('o200k_base')],
  [/(?:^|[/:.])o\d(?:-|$)/, exact('o200k_base')],
  [/\b(?:gpt-4|gpt-3\.5|gpt-35|text-embedding-(?:3|ada-002))/, exact('cl100k_base')],
]

function exact(encoding: Encoding): ModelTokens {
  return { encoding, exact: true, factor: 1 }
}
function estimate(factor: number): ModelTokens {
  return { encoding: 'o200k_base', exact: false, factor }
}

/**
 * How a model's tokens are counted. Names may carry a vendor or region in front (`openai/gpt-4o`,
 * `us.anthropic.claude-sonnet-4-5`). An unknown or missing name is estimated.
 */
export function tokensOfModel(model: string | undefined): ModelTokens {
  const name = model?.slice(0, 200).toLowerCase() ?? ''
  return MODELS.find(([pattern]) => pattern.test(name))?.[1] ?? estimate(1.1)
}
