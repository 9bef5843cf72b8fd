// Codex's rollouts: one JSON object a line, most of them items of the Responses format.
import { isAnswer, isObject, type JsonObject, type Session, textOf } from '../session.ts'
import type { Reader } from './reader.ts'
import { secondsOf } from './request-log.ts'

export const codexRollout: Reader = {
  name: 'Codex rollout',
  matches: (value) =>
    isObject(value) && ((value.type === 'session_meta' && isObject(value.payload)) || value.type === 'response_item'),
  create(source) {
    const session: Session = { id: source, source, format: 'openai-responses', messages: [], turns: [] }
    return {
      push(value) {
        if (!isObject(value) || !isObject(value.payload)) return
        const { payload } = value
        if (value.type === 'session_meta') {
          session.id = textOf(payload.id) ?? session.id
          session.system ??= instructionsOf(payload)
        }
        if (value.type === 'turn_context') session.model ??= textOf(payload.model)
        if (value.type === 'response_item') add(session, payload, secondsOf(value.timestamp))
      },
      sessions: () => (session.turns.length > 0 ? [session] : []),
    }
  },
}

function instructionsOf({ instructions, base_instructions: base }: JsonObject): unknown {
  return textOf(instructions) ?? (isObject(base) ? textOf(base.text) : textOf(base))
}

function add(session: Session, item: JsonObject, at: number | undefined): void {
  if (isAnswer(item) && session.messages.length > 0 && !isAnswer(session.messages.at(-1))) {
    session.turns.push({ messages: session.messages.length, ...(at === undefined ? {} : { at }) })
  }
  session.messages.push(item)
}
