// Whose API a request speaks, where it goes, and how its vendor tells of errors.
import { defaultProviders } from '@headroom/core'
import type { ProxyContext } from './context.ts'
import { queryOf } from './headers.ts'
import type { ProxySettings } from './settings.ts'

export type Vendor = 'openai' | 'anthropic' | 'gemini'

/** The endpoints of Gemini that answer a chat, on Google's own API and on Vertex. */
export const GENERATES = /\/[^/]+:(?:streamG|g)enerateContent$/

// Names of tuned OpenAI models have colons too, so methods are named in full.
const GEMINI_METHODS = /:(?:countTokens|embedContent|batchEmbedContents|batchGenerateContent)$/
const GEMINI_PATHS = /^\/(?:v1(?:alpha|beta\d*)|upload|v1\/projects)\//
const ANTHROPIC_PATHS = /^\/v1\/(?:messages|complete)(?:\/|$)/

export function vendorOf(context: ProxyContext): Vendor {
  const { path } = context.req
  const { headers, url = '' } = context.env.incoming
  if (ANTHROPIC_PATHS.test(path)) return 'anthropic'
  if ([GENERATES, GEMINI_METHODS, GEMINI_PATHS].some((pattern) => pattern.test(path))) return 'gemini'
  if (headers['anthropic-version'] !== undefined || headers['x-api-key'] !== undefined) return 'anthropic'
  if (headers['x-goog-api-key'] !== undefined) return 'gemini'
  // A bearer token beside it may be another vendor's, and must not go to Google.
  return headers.authorization === undefined && queryOf(url).has('key') ? 'gemini' : 'openai'
}

export function targetOf(context: ProxyContext, vendor: Vendor, settings: ProxySettings): string {
  return settings[`${vendor}Upstream` as const] + (context.env.incoming.url ?? '/')
}

/** The body of an error in the vendor's own shape. */
export function vendorError(vendor: Vendor, status: number, message: string): unknown {
  return defaultProviders.find(({ name }) => name === vendor)!.error(status, message)
}
