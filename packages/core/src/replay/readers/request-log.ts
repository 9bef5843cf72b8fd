// Logs of requests to OpenAI or Anthropic: bodies, or objects that hold one beside its answer. Each request repeats the
// conversation so far, so the longest of those that begin alike is the session.
import { sha256Hex } from '../../hash.ts'
import { anthropicProvider } from '../../providers/anthropic.ts'
import { openaiProvider } from '../../providers/openai.ts'
import { isObject, type JsonObject, type Session, type Turn, textOf, turnsOf } from '../session.ts'
import type { Reader } from './reader.ts'

interface Logged {
  body: JsonObject
  answer?: JsonObject
  at?: number
}

export const requestLog: Reader = {
  name: 'request log',
  matches: (value) => bodyOf(value) !== undefined,
  create(source) {
    const open = new Map<string, Session>()
    let count = 0

    /** The session that a request goes on with, by the beginning that both share; a new one if there is none. */
    function sessionOf(body: JsonObject, messages: unknown[]): Session {
      const key = beginningOf(body, messages)
      const known = open.get(key)
      if (known && isBeginning(known.messages, messages)) return known
      const session = newSession(body, `${source}#${++count}`, source)
      open.set(key, session)
      sessions.push(session)
      return session
    }

    const sessions: Session[] = []
    return {
      push(value) {
        const logged = read(value)
        const messages = logged && messagesOf(logged.body)
        if (!logged || !messages) return
        const session = sessionOf(logged.body, messages)
        session.messages = messages
        const turn: Turn = { messages: messages.length }
        if (logged.at !== undefined) turn.at = logged.at
        const vendor = session.format === 'anthropic-messages' ? anthropicProvider : openaiProvider
        const usage = logged.answer && vendor.usage(logged.answer)
        if (usage) turn.usage = usage
        session.turns.push(turn)
      },
      // One request alone shows what was asked before it.
      sessions: () =>
        sessions.map((session) => (session.turns.length > 1 ? session : { ...session, turns: impliedTurns(session) })),
    }
  },
}

function impliedTurns({ messages, turns }: Session): Turn[] {
  const implied = turnsOf(messages).filter(({ messages: count }) => count < messages.length)
  return [...implied, ...turns]
}

function read(value: unknown): Logged | undefined {
  const body = bodyOf(value)
  if (!body || !isObject(value)) return undefined
  const answer = [value.response, value.answer, value.output].find(isObject)
  const time = [value.timestamp, value.time, value.created_at, value.at].find((each) => each !== undefined)
  return { body, answer: isObject(answer?.body) ? answer.body : answer, at: secondsOf(time) }
}

function bodyOf(value: unknown): JsonObject | undefined {
  if (!isObject(value)) return undefined
  const wrapped = [value.request, value.body, value.input, value.params].find(isObject)
  // Without a model, a list of messages alone is no request.
  const own = textOf(value.model) === undefined ? undefined : value
  return [own, wrapped, wrapped?.body].filter(isObject).find((each) => messagesOf(each) !== undefined)
}

function messagesOf(body: JsonObject): unknown[] | undefined {
  if (Array.isArray(body.messages)) return body.messages
  return Array.isArray(body.input) && textOf(body.model) !== undefined ? body.input : undefined
}

function newSession(body: JsonObject, id: string, source: string): Session {
  const { model, tools } = body
  const system = body.system ?? body.instructions
  return {
    id,
    source,
    format: formatOf(body),
    ...(textOf(model) === undefined ? {} : { model: textOf(model)! }),
    ...(system === undefined ? {} : { system }),
    ...(Array.isArray(tools) ? { tools } : {}),
    messages: [],
    turns: [],
  }
}

const OWN_BLOCKS = new Set(['tool_use', 'tool_result', 'thinking', 'redacted_thinking'])

function formatOf(body: JsonObject): Session['format'] {
  if (!Array.isArray(body.messages)) return 'openai-responses'
  const isOwn = (block: unknown) => isObject(block) && typeof block.type === 'string' && OWN_BLOCKS.has(block.type)
  const hasOwn = body.messages.some(
    (message) => isObject(message) && Array.isArray(message.content) && message.content.some(isOwn),
  )
  return hasOwn || body.system !== undefined || textOf(body.model)?.includes('claude')
    ? 'anthropic-messages'
    : 'openai-chat'
}

/** What tells conversations apart before they have gone on: model, system text and the first two messages. */
function beginningOf(body: JsonObject, messages: readonly unknown[]): string {
  return sha256Hex(
    JSON.stringify([body.model, body.system ?? body.instructions, messages.slice(0, 2).map(bare)]),
  ).slice(0, 32)
}

function isBeginning(earlier: readonly unknown[], later: readonly unknown[]): boolean {
  // The last message of the earlier request is the likeliest to differ, and a look at all of them would be dear.
  const last = earlier.length - 1
  return last < later.length && (last < 0 || bare(earlier[last]) === bare(later[last]))
}

/** A message without the breakpoints that callers move from turn to turn. */
const bare = (message: unknown): string =>
  JSON.stringify(message, (key, value: unknown) => (key === 'cache_control' ? undefined : value))

export function secondsOf(time: unknown): number | undefined {
  if (typeof time === 'number') return time > 1e11 ? time / 1000 : time
  const parsed = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isNaN(parsed) ? undefined : parsed / 1000
}
