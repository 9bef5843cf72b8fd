// Notes under the digest of a prefix: a convenience that survives a restart, never something a request depends on.
import type { PrefixNote } from '../exchange.ts'
import type { Store } from '../types.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const keyOf = (digest: string) => `note:${digest}`

export async function readNote(store: Store, digest: string): Promise<PrefixNote | undefined> {
  const found = store.get(keyOf(digest))
  const bytes = found instanceof Promise ? await found : found
  return bytes && (JSON.parse(decoder.decode(bytes)) as PrefixNote)
}

/** Renews the TTL of what is noted under a digest, where the store can. */
export async function renewNote(store: Store, digest: string, ttlSeconds: number): Promise<void> {
  await store.touch?.(keyOf(digest), { ttlSeconds })
}

/** Adds to what is noted under a digest. */
export async function addNote(
  store: Store,
  digest: string,
  { note, ttlSeconds }: { note: PrefixNote; ttlSeconds: number },
): Promise<void> {
  const present = await readNote(store, digest)
  const merged = {
    ...present,
    ...note,
    ...(present?.held || note.held ? { held: { ...present?.held, ...note.held } } : {}),
  }
  await store.set(keyOf(digest), encoder.encode(JSON.stringify(merged)), { ttlSeconds })
}
