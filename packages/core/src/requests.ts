// What goes into a Headroom and what comes out of it.

import { type Document, JsonBody } from './body/document.ts'
import { encodeUtf8 } from './body/utf8.ts'
import type { Outgoing } from './exchange.ts'
import type { RequestOptions } from './options.ts'
import type { CompressResult } from './report.ts'

/** A request to a provider. */
export interface HeadroomRequest<Body = unknown> extends RequestOptions {
  /** The parsed body, or its JSON as text, bytes or `JsonBody`: those come back with every untouched byte as it was. */
  body: Body
  /** URL path, with its query if there is one: it tells the message format, and for Gemini the model. */
  path?: string
  /** The message format by its wire's name, if neither path nor body is to tell it. */
  format?: string
  /** Headers, names in lower case. */
  headers?: Record<string, string>
  /** Whose originals these are. Only digests of it are kept. */
  credential?: string
}

/** A request ready to be sent: the body in the form in which it was given. */
export interface OutgoingRequest<Body = unknown> {
  body: Body
  headers: Record<string, string>
  /** False if this is what was given, byte for byte. */
  changed: boolean
}

export interface Prepared<Body = unknown> extends OutgoingRequest<Body>, Omit<CompressResult, 'messages'> {}

export interface CompressOptions extends RequestOptions {
  /** The model that will read the messages; its tokens are counted. */
  model?: string
  /** The system prompt, where it stands outside the messages. */
  system?: unknown
  /** The tools that the messages speak of, where the message format is read by them. */
  tools?: readonly unknown[]
  /** The message format, by its wire's name; `openai-chat` or `anthropic-messages`, told from the messages, if not given. */
  format?: 'openai-chat' | 'anthropic-messages' | 'openai-responses' | 'gemini' | (string & {})
  credential?: string
}

/** One tool result on its own. */
export interface CompressTextOptions extends RequestOptions {
  /** The model that will read it; its tokens are counted. */
  model?: string
  /** The tool that gave it: policies go by it, and compressors may. */
  toolName?: string
  /** The arguments that the tool was called with. */
  toolInput?: unknown
  /** What the user wants to know: parts that answer it are kept. */
  query?: string
  /** True if the result reports an error: those are left alone. */
  isError?: boolean
  credential?: string
}

export interface CompressTextResult extends Omit<CompressResult, 'messages'> {
  /** The text as the model is to see it; the very text if nothing was gained. */
  text: string
}

export interface Retrieved {
  hash: string
  /** The original, byte for byte. */
  original: string
  /** The parts that a query asked for; the original without a query. */
  text: string
}

/** The document of a body in whatever form it is given; one without a value if it cannot be read. */
export function documentOf(body: unknown): Document {
  if (body instanceof JsonBody) return body
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return { value: body }
  return JsonBody.parse(body) ?? { value: undefined }
}

/** A request in the form in which its body was given; the very body if nothing has changed. */
export function outgoingRequest<Body>(outgoing: Outgoing, given: Body): OutgoingRequest<Body> {
  const { document, headers, changed } = outgoing
  return { body: changed ? (inFormOf(given, document) as Body) : given, headers, changed }
}

function inFormOf(given: unknown, { value, text }: Document): unknown {
  if (text === undefined) return value
  if (given instanceof Uint8Array) return encodeUtf8(text)
  return given instanceof JsonBody ? new JsonBody(text, value) : text
}
