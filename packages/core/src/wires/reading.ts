// What the message formats share: values of unknown shape read without trust, and the query kept while walking.
import type { Path, Segment, SegmentKind } from '../types.ts'

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const OPENAI_ROLES: Readonly<Record<string, Segment['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
}

/** What a walk over the messages knows of what came before: the calls by id, and the newest words of the user. */
export interface Walk {
  segments: Segment[]
  calls: Map<string, Call>
  query: string
}

export interface Call {
  name?: string
  input: unknown
  /** True if a program at the provider has made the call: it reads the result, and the model does not. */
  byProgram?: boolean
}

export function startWalk(): Walk {
  return { segments: [], calls: new Map(), query: '' }
}

interface Place {
  path: Path
  message: number
  role: Segment['role']
  kind: SegmentKind
}

/** Adds a plain text slot, if there is text in it. User text becomes the query of what follows. */
export function addText(walk: Walk, place: Place, text: unknown): void {
  const words = textOf(text)
  if (words === undefined) return
  const { path, message, role, kind } = place
  walk.segments.push({ path, message, role, kind, text: words, isError: false, query: walk.query })
  if (role === 'user' && kind === 'text') walk.query = words
}

interface Result {
  path: Path
  message: number
  callId: unknown
  /** The tool's name, where the result itself says it. */
  name?: unknown
  /** The call, where no id leads to it. */
  call?: Call
  isError: boolean
  isJson?: true
}

/** Adds a text slot of a tool's result, with what is known of the call that it answers. */
export function addToolText(walk: Walk, result: Result, text: unknown): void {
  const words = textOf(text)
  if (words === undefined) return
  const { path, message, isError, isJson } = result
  const toolCallId = textOf(result.callId)
  const call = result.call ?? (toolCallId === undefined ? undefined : walk.calls.get(toolCallId))
  walk.segments.push({
    path,
    message,
    role: 'tool',
    kind: 'tool-result',
    text: words,
    ...(isJson ? { isJson } : {}),
    toolName: call?.name ?? textOf(result.name),
    toolCallId,
    toolInput: call?.input,
    isError,
    query: walk.query,
  })
}
