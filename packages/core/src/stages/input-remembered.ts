import type { Exchange, PrefixNote, Progress } from '../exchange.ts'
import type { Services } from '../services.ts'
import { addNote, renewNote } from './notes.ts'
import { isDry } from './pre-start.ts'

/** INPUT_REMEMBERED: what later turns of this conversation must know is noted under its prefixes. */
export async function inputRemembered(exchange: Exchange, { options }: Services): Promise<Progress> {
  if (isDry(exchange.operation)) return {}
  const notes = new Map<string, PrefixNote>(exchange.newNotes)
  const whole = exchange.digests.at(-1)
  if (whole !== undefined && !exchange.notes.at(-1)?.forwarded)
    notes.set(whole, { ...notes.get(whole), forwarded: true })
  const { store, ttlSeconds } = options
  for (const [digest, note] of notes) await addNote(store, digest, { note, ttlSeconds })
  // What was put back must be put back for as long as the conversation goes on.
  for (const [index, note] of exchange.notes.entries()) {
    if (note?.hidden) await renewNote(store, exchange.digests[index]!, ttlSeconds)
  }
  return {}
}
