import { isObject, type Session } from '../session.ts'
import { claudeCode } from './claude-code.ts'
import { codexRollout } from './codex.ts'
import { messageList } from './messages.ts'
import type { Reader } from './reader.ts'
import { requestLog } from './request-log.ts'

/** In the order in which they are asked. A log of requests holds lists of messages, so it is asked before those. */
const READERS: readonly Reader[] = [claudeCode, codexRollout, requestLog, messageList]

/**
 * Reads recorded sessions: logs of requests to OpenAI or Anthropic, recordings of Claude Code and Codex, lists of messages of
 * Chat Completions, Messages, the AI SDK or LangChain; JSON lines, or one JSON document.
 * @param lines of the file; one line may be all of it
 * @param source the file's name
 * @returns the sessions, none if nothing in it is known
 */
export async function readSessions(
  lines: AsyncIterable<string> | Iterable<string>,
  source: string,
): Promise<Session[]> {
  let reading: ReturnType<Reader['create']> | undefined
  let whole: string[] | undefined = []
  const push = (value: unknown): boolean => {
    reading ??= READERS.find((reader) => reader.matches(value))?.create(source)
    reading?.push(value)
    return reading !== undefined
  }
  for await (const line of lines) {
    const value = parse(line)
    // A document over several lines has no line that is an object of a known kind.
    if (value !== undefined && (isObject(value) || Array.isArray(value)) && push(value)) whole = undefined
    else whole?.push(line)
  }
  if (whole) for (const value of documentsOf(parse(whole.join('\n')))) push(value)
  return reading?.sessions() ?? []
}

/** A list of sessions or requests, or one of them. */
function documentsOf(value: unknown): unknown[] {
  if (Array.isArray(value) && !READERS.some((reader) => reader.matches(value))) return value
  return [value]
}

function parse(line: string): unknown {
  const text = line.trim()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
