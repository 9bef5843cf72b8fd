import { defaultProviders } from '../providers/index.ts'
import type { Wire } from '../types.ts'
import type { Session } from './session.ts'

/** A session's messages as the body of a request. */
export const bodyOf = ({ model, system, tools, messages, format }: Session) => ({
  ...(model === undefined ? {} : { model }),
  ...(format === 'openai-responses'
    ? { ...(system === undefined ? {} : { instructions: system }), input: messages }
    : { ...(system === undefined ? {} : { system }), messages }),
  ...(tools === undefined ? {} : { tools }),
})

/** The session with tools: those that were recorded, or else those whose results are in it. */
export function withTools(session: Session, wire: Wire): Session {
  if (session.tools !== undefined) return session
  const provider = defaultProviders.find(({ wires }) => wires.includes(wire.name))
  const names = new Set(wire.segments(bodyOf(session)).flatMap(({ toolName }) => toolName ?? []))
  if (!provider || names.size === 0) return session
  const tools = [...names].map((name) =>
    provider.toolDefinition({ name, description: '', parameters: { type: 'object' } }),
  )
  return { ...session, tools }
}
