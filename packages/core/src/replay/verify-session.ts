import { createHeadroom, type Headroom } from '../headroom.ts'
import type { HeadroomOptions } from '../options.ts'
import { defaultWires } from '../wires/index.ts'
import { bodyOf } from './body-of.ts'
import type { Session } from './session.ts'
import { createVerifier, type Verdict } from './verify.ts'

/** Turns at which a process that has seen nothing of the session is asked as well. */
const FRESH_TURNS = 8

/**
 * Plays a session turn by turn, as its agent would have sent it, and checks the laws on the very bytes. At some turns a fresh
 * process is asked, too: what it would send must be the same.
 * @example
 * const { violation } = await verifySession(session)
 */
export async function verifySession(session: Session, options: HeadroomOptions = {}): Promise<Verdict> {
  const wire = defaultWires.find(({ name }) => name === session.format)!
  const verifier = createVerifier(wire)
  const warm = createHeadroom(options)
  const every = Math.max(1, Math.ceil(session.turns.length / FRESH_TURNS))
  for (const [index, { messages }] of session.turns.entries()) {
    const received = JSON.stringify(bodyOf({ ...session, messages: session.messages.slice(0, messages) }))
    const { body: sent, ccrHashes } = await warm.prepare({ body: received, format: session.format })
    if (!verifier.push({ received, sent, originals: await originalsOf(warm, ccrHashes) })) break
    if (index % every === 0 && !(await isSameInFresh({ received, sent }, session, options))) {
      const verdict = verifier.verdict()
      const what = 'a process that has seen nothing of the session sends other bytes'
      return { ...verdict, violation: { law: 1, request: verdict.requests, where: 'body', what } }
    }
  }
  await warm.close()
  return verifier.verdict()
}

async function isSameInFresh(
  { received, sent }: { received: string; sent: string },
  { format }: Session,
  options: HeadroomOptions,
): Promise<boolean> {
  const { store: _, ...rest } = options
  const fresh = createHeadroom(rest)
  const { body } = await fresh.prepare({ body: received, format })
  await fresh.close()
  return body === sent
}

async function originalsOf(headroom: Headroom, hashes: readonly string[]): Promise<Map<string, string>> {
  const originals = new Map<string, string>()
  for (const hash of hashes) {
    const found = await headroom.retrieve(hash)
    if (found) originals.set(hash, found.original)
  }
  return originals
}
