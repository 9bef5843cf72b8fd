// Between a `Response` and what the pipeline sees of it.
import type { Answer } from '../exchange.ts'

/** The provider's response, with its body as it was read; without bytes if it streams. */
export interface FetchSource {
  response: Response
  bytes?: ArrayBuffer
  value?: unknown
}

export type FetchAnswer = Answer<FetchSource, Uint8Array>

export async function readAnswer(response: Response): Promise<FetchAnswer> {
  const type = response.headers.get('content-type') ?? ''
  if (response.ok && response.body && type.startsWith('text/event-stream')) {
    return { kind: 'stream', stream: response.body, source: { response } }
  }
  // An answer without a body cannot be made anew with one.
  if (!response.ok || !response.body || !/\bjson\b/.test(type)) return { kind: 'other', source: { response } }
  const bytes = await response.arrayBuffer()
  const value = parseJson(bytes)
  const source = { response, bytes, value }
  return value === undefined ? { kind: 'other', source } : { kind: 'json', value, source }
}

/** The caller's response: the provider's own where nothing has changed, with the provider's status and headers always. */
export function writeAnswer(answer: FetchAnswer): Response {
  const { response, bytes, value } = answer.source!
  if (answer.kind === 'stream') return successor(response, answer.stream)
  if (bytes === undefined) return response
  if (answer.kind === 'other' || answer.value === value) return successor(response, bytes)
  const changed = successor(response, JSON.stringify(answer.value))
  changed.headers.delete('content-length')
  changed.headers.delete('content-encoding')
  return changed
}

function successor(response: Response, body: BodyInit): Response {
  const { status, statusText, headers, url } = response
  const next = new Response(body, { status, statusText, headers: new Headers(headers) })
  // A response that is made by hand has no URL of its own, and clients report it.
  Object.defineProperty(next, 'url', { value: url })
  return next
}

function parseJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
