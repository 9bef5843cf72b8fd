// The sidecar contract: a gateway sends messages, gets them back smaller, and redeems what is left out by hash.
import { encodeUtf8, HASH, JsonBody, jsonSlice, LEVELS, type Level, type RequestOptions } from '@headroom/core'
import { ownError, type ProxyContext, type ProxyParts } from './context.ts'
import { credentialIn, plainHeaders } from './headers.ts'
import { BodyTooLarge, decodeBody, readBody } from './read-body.ts'

type JsonObject = Record<string, unknown>
const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const FORMATS: Readonly<Record<string, string>> = { anthropic: 'anthropic-messages', openai: 'openai-chat' }
const WITHOUT_EFFECT = ['target_ratio', 'protect_recent', 'protect_analysis_context']

/** `POST /v1/compress`: messages in, messages out, with what was saved and the hashes of what was left out. */
export async function compressRoute(context: ProxyContext, { settings, headroom }: ProxyParts): Promise<Response> {
  const { headers } = context.env.incoming
  let body: JsonBody | undefined
  try {
    body = await readJson(context, settings.maximumBodyBytes)
  } catch (error) {
    if (error instanceof BodyTooLarge) return ownError(context, 413, error.message)
    throw error
  }
  if (!body) return ownError(context, 400, 'the request body is not JSON in UTF-8')
  const { value } = body
  if (!isObject(value) || !Array.isArray(value.messages)) return ownError(context, 400, '"messages" must be an array')
  const { options, warnings } = readConfig(value.config)
  const result = await headroom.prepare({
    body,
    format: FORMATS[String(headers['x-headroom-format'])],
    headers: plainHeaders(headers),
    credential: credentialIn(context.env.incoming),
    // The caller gets the hashes and redeems them by `/v1/retrieve`.
    retrieval: 'host',
    ...options,
  })
  const figures = {
    tokens_before: result.tokensBefore,
    tokens_after: result.tokensAfter,
    tokens_saved: result.tokensSaved,
    compression_ratio: result.compressionRatio,
    transforms_applied: result.transformsApplied,
    transforms_summary: summarize(result.transformsApplied),
    ccr_hashes: result.ccrHashes,
    warnings: [...warnings, ...result.warnings.map(({ message }) => message)],
  }
  // The messages go back as they are spelled, not as a parser would spell them.
  const messages = jsonSlice(result.body.text, ['messages']) ?? '[]'
  const answer = encodeUtf8(`{"messages":${messages},${JSON.stringify(figures).slice(1)}`)
  return new Response(answer as BodyInit, { headers: { 'content-type': 'application/json' } })
}

async function readJson(context: ProxyContext, maximumBytes: number): Promise<JsonBody | undefined> {
  const { incoming } = context.env
  const bytes = await readBody(incoming, maximumBytes)
  const plain = await decodeBody(bytes, incoming.headers['content-encoding'], maximumBytes)
  return plain && JsonBody.parse(plain)
}

function readConfig(config: unknown): { options: RequestOptions; warnings: string[] } {
  const options: RequestOptions = {}
  const warnings: string[] = []
  if (!isObject(config)) return { options, warnings }
  const { level } = config
  if (LEVELS.includes(level as Level)) options.level = level as Level
  else if (level !== undefined) warnings.push(`config.level must be one of ${LEVELS.join(', ')}; the default was used`)
  if (config.compress_user_messages === true) options.roles = ['tool', 'user']
  for (const name of WITHOUT_EFFECT) {
    if (config[name] !== undefined)
      warnings.push(`config.${name} has no effect: what becomes of a message never depends on later ones`)
  }
  return { options, warnings }
}

function summarize(transforms: readonly string[]): Record<string, number> {
  const summary: Record<string, number> = {}
  for (const transform of transforms) summary[transform] = (summary[transform] ?? 0) + 1
  return summary
}

/** `GET /v1/retrieve/{hash}[?query=]` */
export function retrieveByPath(context: ProxyContext, parts: ProxyParts): Promise<Response> {
  return retrieve(context, parts, { hash: context.req.param('hash'), query: context.req.query('query') })
}

/** `POST /v1/retrieve` with `{ hash, query? }` */
export async function retrieveByBody(context: ProxyContext, parts: ProxyParts): Promise<Response> {
  const body = await readJson(context, parts.settings.maximumBodyBytes)
  return retrieve(context, parts, isObject(body?.value) ? body.value : {})
}

async function retrieve(
  context: ProxyContext,
  { headroom }: ProxyParts,
  { hash, query }: { hash?: unknown; query?: unknown },
): Promise<Response> {
  if (typeof hash !== 'string' || !HASH.test(hash))
    return ownError(context, 400, '"hash" must be 24 lowercase hex digits')
  const credential = credentialIn(context.env.incoming)
  const found = await headroom.retrieve(hash, { query: typeof query === 'string' ? query : undefined, credential })
  if (!found)
    return ownError(context, 404, `nothing is stored under ${hash} for this credential; it has expired, or never was`)
  return context.json({ hash, original_content: found.text })
}
