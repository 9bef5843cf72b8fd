/** The headers in which a caller shows who it is. */
export const CREDENTIAL_HEADERS = ['x-api-key', 'authorization', 'api-key', 'x-goog-api-key'] as const

/**
 * What a caller shows to the provider; its originals belong to it. Undefined if it shows nothing.
 * @param header gives the value of a header by its name in lower case
 * @param url the request's URL or its path with query: some vendors take the key there
 */
export function credentialOf(header: (name: string) => string | null | undefined, url = ''): string | undefined {
  for (const name of CREDENTIAL_HEADERS) {
    const value = header(name)
    if (value) return `${name} ${value}`
  }
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  const key = new URLSearchParams(query).get('key')
  return key ? `x-goog-api-key ${key}` : undefined
}

/** The same for a request of the `fetch` standard. */
export function shownCredential({ url, headers }: { url: string; headers: Headers }): string | undefined {
  return credentialOf((name) => headers.get(name), url)
}
