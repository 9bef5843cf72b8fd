import type { Exchange, PrefixNote, Progress } from '../exchange.ts'
import type { Services } from '../services.ts'
import { addNote } from './notes.ts'
import { isDry } from './pre-start.ts'

/** INPUT_REMEMBERED: what later turns of this conversation must know is noted under its prefixes. */
export async function inputRemembered(exchange: Exchange, { options }: Services): Promise<Progress> {
  if (isDry(exchange.operation)) return {}
  const notes = new Map<string, PrefixNote>(exchange.newNotes)
  const whole = exchange.digests.at(-1)
  if (whole !== undefined && !exchange.notes.at(-1)?.forwarded)
    notes.set(whole, { ...notes.get(whole), forwarded: true })
  for (const [digest, note] of notes) await addNote(options.store, digest, { note, ttlSeconds: options.ttlSeconds })
  return {}
}
