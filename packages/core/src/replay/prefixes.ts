// Whether every request of a session, as it was sent, is the beginning of the one after it.
import { valueAt } from '../body/change.ts'
import type { Path } from '../types.ts'
import type { Session } from './session.ts'

export interface PrefixCheck {
  /** How many of the session's requests were compared with the last one. */
  checked: number
  unbroken: number
  /** The first that was not its beginning: the request, and the message from which on it differed. */
  broken?: { turn: number; message: number }
}

/** Characters of requests that are played to compare them; of longer sessions some turns only are. */
const MOST_CHARACTERS = 64 << 20
const FEWEST_TURNS = 16

/** Plays a session's earlier requests on their own, and compares them with the last one. */
export async function checkPrefixes(
  session: Session,
  last: readonly unknown[],
  prepare: (part: Session) => Promise<{ body: unknown }>,
  path: Path,
): Promise<PrefixCheck> {
  const check: PrefixCheck = { checked: 0, unbroken: 0 }
  const spelled = last.map((message) => JSON.stringify(message))
  for (const turn of chosenTurns(session, spelled)) {
    const { messages } = session.turns[turn]!
    const { body } = await prepare({ ...session, messages: session.messages.slice(0, messages) })
    const sent = valueAt(body, path) as unknown[]
    const message = sent.findIndex((each, index) => JSON.stringify(each) !== spelled[index])
    check.checked++
    if (message < 0) check.unbroken++
    else check.broken ??= { turn, message }
  }
  return check
}

/** All turns, or as many, evenly spread, as the room allows. */
function chosenTurns({ turns }: Session, spelled: readonly string[]): number[] {
  const characters = spelled.reduce((sum, { length }) => sum + length, 0)
  const most = Math.max(FEWEST_TURNS, Math.floor((2 * MOST_CHARACTERS) / Math.max(1, characters)))
  if (turns.length <= most) return turns.map((_, index) => index)
  return Array.from({ length: most }, (_, index) => Math.round((index * (turns.length - 1)) / (most - 1)))
}
