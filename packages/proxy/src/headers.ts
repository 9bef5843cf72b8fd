// Which headers go through, and which speak only to the next hop or to us.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { credentialOf } from '@headroom/core/clients'

// https://www.rfc-editor.org/rfc/rfc9110#field.connection
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const REPLACED = new Set(['host', 'content-length', 'expect'])

export type HeaderList = Record<string, string | string[]>

/** A request's headers as they go to the provider. */
export function forwardedHeaders(headers: IncomingHttpHeaders | HeaderList): HeaderList {
  return filtered(headers, (name) => !REPLACED.has(name) && !name.startsWith('x-headroom-'))
}

/** An answer's headers as they go to the caller. */
export function returnedHeaders(headers: IncomingHttpHeaders | HeaderList): HeaderList {
  return filtered(headers, () => true)
}

function filtered(headers: IncomingHttpHeaders | HeaderList, keep: (name: string) => boolean): HeaderList {
  const named = new Set(
    String(headers.connection ?? '')
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  )
  const kept: HeaderList = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name) && !named.has(name) && keep(name)) kept[name] = value
  }
  return kept
}

/** Headers with one value each, for who does not care about several. */
export function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

/** What a caller shows to the provider; its originals belong to it. */
export function credentialIn({ headers, url }: Pick<IncomingMessage, 'headers' | 'url'>): string | undefined {
  return credentialOf((name) => headers[name]?.toString(), url)
}

/** The query of a request's URL. */
export function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length))
}
