// Passes a request on as it came, and its answer back as it comes.
import type { ProxyContext, ProxyParts } from './context.ts'
import { forwardedHeaders, type HeaderList } from './headers.ts'
import { describeFailure, type UpstreamAnswer, untilBroken, webStream } from './upstream.ts'
import { targetOf, type Vendor, vendorError, vendorOf } from './vendors.ts'

/** Forwards any request of a provider's API, body and answer streamed through. */
export async function forward(
  context: ProxyContext,
  { settings, upstream, stats, log }: ProxyParts,
): Promise<Response> {
  const { incoming } = context.env
  const vendor = vendorOf(context)
  const url = targetOf(context, vendor, settings)
  const method = incoming.method ?? 'GET'
  const hasBody =
    incoming.headers['content-length'] !== undefined || incoming.headers['transfer-encoding'] !== undefined
  try {
    const headers = forwardedHeaders(incoming.headers)
    const length = incoming.headers['content-length']
    if (length !== undefined) headers['content-length'] = length
    const answer = await upstream.send({
      url,
      method,
      headers,
      body: hasBody ? incoming : null,
      signal: context.req.raw.signal,
    })
    return responseOf(answer, untilBroken(webStream(answer.body), breakingOff(context, log)))
  } catch (error) {
    stats.countUnreachable()
    return failed(context, error, { vendor, url, log })
  }
}

/** Breaks the caller's connection off, as the provider has broken off ours. */
export function breakingOff(context: ProxyContext, log: ProxyParts['log']): (error: unknown) => void {
  return (error) => {
    log.warn({ error: error instanceof Error ? error.message : String(error) }, 'a provider broke off in its answer')
    context.env.outgoing.destroy()
  }
}

/** An answer as the caller gets it. */
export function responseOf(
  { status, headers }: Pick<UpstreamAnswer, 'status' | 'headers'>,
  body: BodyInit | null,
): Response {
  const bodiless = status === 204 || status === 205 || status === 304
  return new Response(bodiless ? null : body, { status, headers: webHeaders(headers) })
}

function webHeaders(list: HeaderList): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(list)) {
    for (const item of Array.isArray(value) ? value : [value]) headers.append(name, item)
  }
  return headers
}

/** A provider that cannot be reached, told in that provider's own shape. */
export function failed(
  context: ProxyContext,
  error: unknown,
  { vendor, url, log }: { vendor: Vendor; url: string; log: ProxyParts['log'] },
): Response {
  const { status, message } = describeFailure(error, url)
  if (!context.req.raw.signal.aborted) log.warn({ vendor, status }, message)
  return Response.json(vendorError(vendor, status, message), { status })
}
