// Claude Code's own recordings: one JSON object a line, an answer's blocks on lines of their own under one message id.
import { anthropicProvider } from '../../providers/anthropic.ts'
import { isObject, type JsonObject, type Session, textOf } from '../session.ts'
import type { Reader } from './reader.ts'
import { secondsOf } from './request-log.ts'

interface Building {
  session: Session
  /** The id of the answer whose blocks are being collected. */
  answer?: string
}

export const claudeCode: Reader = {
  name: 'Claude Code',
  matches: (value) =>
    isObject(value) && textOf(value.sessionId) !== undefined && (isEntry(value) || value.type === 'summary'),
  create(source) {
    // Agents within a session talk on their own; their lines are told by the mark and the chain that they belong to.
    const open = new Map<string, Building>()

    function buildingOf(line: JsonObject): Building {
      const key = `${String(line.sessionId)} ${line.isSidechain === true ? chainOf(line) : ''}`
      let building = open.get(key)
      if (!building) {
        const session: Session = { id: key.trim(), source, format: 'anthropic-messages', messages: [], turns: [] }
        building = { session }
        open.set(key, building)
      }
      return building
    }

    const chains = new Map<string, string>()
    /** The first line of a side chain names it for all that follow it. */
    function chainOf({ uuid, parentUuid }: JsonObject): string {
      const own = String(uuid)
      const chain = chains.get(String(parentUuid)) ?? own
      chains.set(own, chain)
      return chain
    }

    return {
      push(value) {
        if (isObject(value) && isEntry(value)) add(buildingOf(value), value)
      },
      sessions: () => [...open.values()].map(({ session }) => session).filter(({ turns }) => turns.length > 0),
    }
  },
}

function isEntry({ type, message }: JsonObject): boolean {
  return (type === 'user' || type === 'assistant') && isObject(message)
}

function add(building: Building, line: JsonObject): void {
  const { session } = building
  const message = line.message as JsonObject
  const id = textOf(message.id)
  if (message.role !== 'assistant') {
    session.messages.push({ role: message.role, content: message.content })
    building.answer = undefined
    return
  }
  const last = session.messages.at(-1)
  if (id !== undefined && id === building.answer && isObject(last) && Array.isArray(last.content)) {
    const blocks = Array.isArray(message.content) ? message.content : []
    session.messages[session.messages.length - 1] = { ...last, content: [...last.content, ...blocks] }
    return
  }
  session.model ??= textOf(message.model)
  const usage = anthropicProvider.usage(message)
  const at = secondsOf(line.timestamp)
  session.turns.push({
    messages: session.messages.length,
    ...(at === undefined ? {} : { at }),
    ...(usage ? { usage } : {}),
  })
  session.messages.push({ role: 'assistant', content: message.content })
  building.answer = id
}
