import type { Provider } from '../types.ts'
import { anthropicProvider } from './anthropic.ts'
import { openaiProvider } from './openai.ts'

/** The built-in providers. */
export const defaultProviders: readonly Provider[] = [anthropicProvider, openaiProvider]
