// What a model reads when it calls the retrieval tool.
import type { RetrievalCall, Scope, Store } from '../types.ts'
import { findParts } from './find-parts.ts'
import { HASH } from './marker.ts'
import { fetchOriginal } from './originals.ts'

/** An original longer than this is given in pieces, lest one call fill the model's context. */
const MOST_CHARACTERS = 200_000

export interface CallAnswer {
  text: string
  found: boolean
}

/** Answers a call of the retrieval tool in words. Never throws for what the model wrote; a store that fails is a miss. */
export async function answerCall(
  store: Store,
  scope: Scope,
  { call, ttlSeconds }: { call: Pick<RetrievalCall, 'hash' | 'query'>; ttlSeconds: number },
): Promise<CallAnswer> {
  const hash = call.hash.trim().toLowerCase()
  if (!HASH.test(hash)) {
    return {
      found: false,
      text: `"${call.hash.slice(0, 60)}" is no hash. Give the 24 hex digits that stand after "<<ccr:" in a marker.`,
    }
  }
  const original = await fetchOriginal(store, scope, { hash, ttlSeconds })
  if (original === undefined) {
    return {
      found: false,
      text: `Nothing is stored under ${hash}: it has expired, or was never stored here. Call the tool that gave this result again to get it anew.`,
    }
  }
  if (call.query?.trim()) return { found: true, text: findParts(original, call.query) }
  if (original.length <= MOST_CHARACTERS) return { found: true, text: original }
  const head = original.slice(0, original.lastIndexOf('\n', MOST_CHARACTERS) + 1 || MOST_CHARACTERS)
  return {
    found: true,
    text: `${head}\n(The first ${head.length} of ${original.length} characters. Ask again with a query, words or a range such as "lines 2000-2400", for other parts.)`,
  }
}
