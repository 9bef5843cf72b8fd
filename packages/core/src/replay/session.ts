// A recorded session: what an agent and its model have said, and at which points the model was asked.
import type { Usage } from '../types.ts'

/** A request of a session: how many of its messages had been said by then. */
export interface Turn {
  messages: number
  /** Seconds since any fixed moment, if the recording tells. */
  at?: number
  /** What the provider reported, if the recording tells. */
  usage?: Usage
}

export interface Session {
  id: string
  /** The file that it was read from. */
  source: string
  /** The wire that reads its messages. */
  format: 'openai-chat' | 'anthropic-messages' | 'openai-responses'
  model?: string
  system?: unknown
  tools?: unknown[]
  messages: unknown[]
  /** In order; each later one has more messages. */
  turns: Turn[]
}

/** A session without its turns, where the recording does not tell them. */
export type Untimed = Omit<Session, 'turns'>

/**
 * The points at which a model must have been asked: before each of its messages that follows another's, and at the end if it
 * is its turn.
 */
export function turnsOf(messages: readonly unknown[]): Turn[] {
  const turns: Turn[] = []
  for (let index = 1; index < messages.length; index++) {
    if (isAnswer(messages[index]) && !isAnswer(messages[index - 1])) turns.push({ messages: index })
  }
  if (messages.length > 0 && !isAnswer(messages.at(-1))) turns.push({ messages: messages.length })
  return turns
}

const ANSWERS = new Set(['reasoning', 'function_call', 'custom_tool_call', 'local_shell_call', 'web_search_call'])

/** True for what a model has said; items of the Responses format have no role unless they are messages. */
export function isAnswer(message: unknown): boolean {
  if (!isObject(message)) return false
  if (message.role !== undefined) return message.role === 'assistant'
  return typeof message.type === 'string' && ANSWERS.has(message.type)
}

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
