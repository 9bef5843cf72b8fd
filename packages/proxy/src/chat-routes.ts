// The endpoints whose requests are compressed and whose answers may hold a retrieval.
import type { Answer, OutgoingRequest } from '@headroom/core'
import type { ProxyContext, ProxyParts } from './context.ts'
import { breakingOff, failed, responseOf } from './forward.ts'
import { credentialIn, forwardedHeaders, type HeaderList, plainHeaders, queryOf } from './headers.ts'
import { BodyTooLarge, decodeBody, readBody } from './read-body.ts'
import { type UpstreamAnswer, untilBroken, webStream } from './upstream.ts'
import { targetOf, type Vendor, vendorError } from './vendors.ts'

/** The provider's answer behind what the pipeline sees of it. */
interface Source {
  status: number
  headers: HeaderList
  /** The body as it came, if it was read. */
  bytes?: Uint8Array
  value?: unknown
  /** The body as it comes, if it is a stream that is passed on without being read. */
  live?: ReadableStream<Uint8Array>
}

/** Serves a chat request: compressed, sent, retrieval settled, and the provider's answer given back. */
export async function chat(context: ProxyContext, parts: ProxyParts, vendor: Vendor): Promise<Response> {
  const { settings, headroom, log, stats } = parts
  const { incoming } = context.env
  const started = performance.now()
  const url = targetOf(context, vendor, settings)
  try {
    const sent = await readBody(incoming, settings.maximumBodyBytes)
    const encoding = incoming.headers['content-encoding']
    const plain = await decodeBody(sent, encoding, settings.maximumBodyBytes)
    // A body that cannot be read here goes on just as it came.
    const send = sender(context, parts, { url, untouched: plain === sent ? undefined : { bytes: sent, encoding } })
    const { answer, trace } = await headroom.handle(
      {
        body: plain ?? sent,
        path: pathOf(context),
        headers: plainHeaders(incoming.headers),
        credential: credentialIn(incoming),
      },
      send,
    )
    const { before, after } = trace.tokens
    const milliseconds = Math.round(performance.now() - started)
    const { status } = answer.source!
    log.info({ vendor, status, milliseconds, tokens_before: before, tokens_after: after, bypass: trace.bypass }, 'chat')
    return toResponse(answer, breakingOff(context, log))
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      return Response.json(vendorError(vendor, 413, error.message), { status: 413 })
    }
    if (context.req.raw.signal.aborted) return new Response(null, { status: 499 })
    stats.countUnreachable()
    return failed(context, error, { vendor, url, log })
  }
}

/** The path, with as much of the query as tells what form the answer has: the rest may hold a key. */
function pathOf(context: ProxyContext): string {
  const isEvents = queryOf(context.env.incoming.url ?? '').get('alt') === 'sse'
  return context.req.path + (isEvents ? '?alt=sse' : '')
}

interface Target {
  url: string
  /** The body in its content encoding, to be sent if nothing has changed in it. */
  untouched?: { bytes: Uint8Array; encoding: string | undefined }
}

function sender(context: ProxyContext, { upstream }: ProxyParts, { url, untouched }: Target) {
  const { incoming } = context.env
  return async ({ body, changed }: OutgoingRequest<Uint8Array>): Promise<Answer<Source, Uint8Array>> => {
    const headers = forwardedHeaders(incoming.headers)
    // What comes back must be readable here.
    headers['accept-encoding'] = 'identity'
    const encoded = !changed && untouched ? untouched : undefined
    if (!encoded) delete headers['content-encoding']
    const method = incoming.method ?? 'POST'
    const bytes = encoded?.bytes ?? body
    const answer = await upstream.send({ url, method, headers, body: bytes, signal: context.req.raw.signal })
    return isArrayStream(context, answer) ? passedOn(answer) : readAnswer(answer)
  }
}

/** Without `alt=sse`, Gemini streams one long JSON array, which is not taken apart here. */
function isArrayStream(context: ProxyContext, { status }: UpstreamAnswer): boolean {
  return status === 200 && pathOf(context).endsWith(':streamGenerateContent')
}

function passedOn({ status, headers, body }: UpstreamAnswer): Answer<Source, Uint8Array> {
  return { kind: 'other', source: { status, headers, live: webStream(body) } }
}

async function readAnswer({ status, headers, body }: UpstreamAnswer): Promise<Answer<Source, Uint8Array>> {
  const type = String(headers['content-type'] ?? '')
  const source: Source = { status, headers }
  const readable = status >= 200 && status < 300 && headers['content-encoding'] === undefined
  if (readable && type.startsWith('text/event-stream')) return { kind: 'stream', stream: webStream(body), source }
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk as Uint8Array)
  const bytes = Buffer.concat(chunks)
  const value = /\bjson\b/.test(type) ? parseJson(bytes) : undefined
  const known = { ...source, bytes, value }
  return readable && value !== undefined
    ? { kind: 'json', value, source: known }
    : { kind: 'other', value, source: known }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

function toResponse(answer: Answer<Source, Uint8Array>, breakOff: (error: unknown) => void): Response {
  const { status, headers, bytes, value, live } = answer.source!
  const { 'content-length': _, ...rest } = headers
  if (live) return responseOf({ status, headers }, untilBroken(live, breakOff))
  if (answer.kind === 'stream') return responseOf({ status, headers: rest }, untilBroken(answer.stream, breakOff))
  // An answer that nobody has changed goes back in the bytes that it came in.
  if (answer.value === value) return responseOf({ status, headers }, bytes as BodyInit)
  return responseOf({ status, headers: rest }, JSON.stringify(answer.value))
}
