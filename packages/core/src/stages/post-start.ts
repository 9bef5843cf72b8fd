import { answerDigest, prefixDigests } from '../cache/digests.ts'
import type { Exchange, PrefixNote, Progress } from '../exchange.ts'
import type { Services } from '../services.ts'
import { readNote } from './notes.ts'

/** Part of every digest, so that notes of a version that decided otherwise are not found. */
const VERSION = '1'

/** POST_START: the digests of all prefixes of the conversation, and what is noted under them. */
export async function postStart({ scope, view }: Exchange, { options }: Services): Promise<Progress> {
  const digests = prefixDigests(scope, view!, VERSION)
  const notes: (PrefixNote | undefined)[] = []
  for (const digest of digests) notes.push(await readNote(options.store, digest))
  const { continues } = view!
  const before = continues && (await readNote(options.store, answerDigest(scope, continues.answer)))
  return { digests, notes, continued: before?.continued }
}
