// A message as the provider's cache sees it: a digest, tokens, breakpoints.
import { sha256Hex } from '../hash.ts'
import type { TokenCounter } from '../tokens/counter.ts'
import { isObject } from './session.ts'

/** What a message costs beside its words. */
const ENVELOPE_TOKENS = 4
/** Nobody can tell from a recording how large an image is for the model; this is about one of a megapixel. */
const IMAGE_TOKENS = 1000

/** A message, or what stands before all messages, weighed once. */
export interface Weighed {
  digest: string
  tokens: number
  /** How many content blocks it has: caches look back over so many of them. */
  blocks: number
  /** Seconds of the longest-lived breakpoint that the caller has set in it. */
  breakpoint?: number
}

export function weigh(value: unknown, count: TokenCounter): Weighed {
  const texts: string[] = []
  const found = { images: 0, breakpoint: 0 }
  gather(value, texts, found)
  const words = texts.join('\n')
  return {
    digest: sha256Hex(words).slice(0, 32),
    tokens: (words === '' ? 0 : count(words)) + ENVELOPE_TOKENS + found.images * IMAGE_TOKENS,
    blocks: isObject(value) && Array.isArray(value.content) ? Math.max(1, value.content.length) : 1,
    ...(found.breakpoint > 0 ? { breakpoint: found.breakpoint } : {}),
  }
}

// Keys are words of the format, not of the prompt, but for those of a tool's arguments, which are text there.
function gather(value: unknown, texts: string[], found: { images: number; breakpoint: number }): void {
  if (typeof value === 'string') texts.push(value)
  else if (Array.isArray(value)) for (const item of value) gather(item, texts, found)
  else if (isObject(value)) {
    if (isImage(value)) {
      found.images++
      return
    }
    for (const [key, item] of Object.entries(value)) {
      if (key === 'cache_control') found.breakpoint = Math.max(found.breakpoint, secondsOf(item))
      else if (!ENVELOPE.has(key)) gather(key === 'input' && isObject(item) ? JSON.stringify(item) : item, texts, found)
    }
  }
}

const ENVELOPE = new Set([
  'role',
  'type',
  'id',
  'tool_call_id',
  'tool_use_id',
  'call_id',
  'signature',
  'status',
  'encrypted_content',
])
const IMAGES = new Set(['image', 'image_url', 'input_image'])
const isImage = ({ type }: Record<string, unknown>) => typeof type === 'string' && IMAGES.has(type)
const secondsOf = (control: unknown) => (isObject(control) ? (control.ttl === '1h' ? 3600 : 300) : 0)
