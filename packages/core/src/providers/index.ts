import type { Provider } from '../types.ts'
import { anthropicProvider } from './anthropic.ts'
import { geminiProvider } from './gemini.ts'
import { openaiProvider } from './openai.ts'
import { openaiResponsesProvider } from './openai-responses.ts'

/** The built-in providers. */
export const defaultProviders: readonly Provider[] = [
  anthropicProvider,
  openaiProvider,
  openaiResponsesProvider,
  geminiProvider,
]
