// Agno's messages: https://docs.agno.com/reference/models/message. They are Chat Completions messages with more fields, so
// that is how they are read; what is made smaller goes where Agno looks for it.
import { type CompressOptions, type CompressResult, compress, type Headroom } from '@headroom/core'

/** The fields of Agno's `Message` that matter here; all others are kept. */
export interface AgnoMessage {
  role: string
  content?: unknown
  /** What Agno sends in place of `content` where `compress_tool_results` is on. */
  compressed_content?: string | null
  name?: string | null
  tool_call_id?: string | null
  tool_name?: string | null
  tool_call_error?: boolean | null
  /** The calls of an assistant; in tool messages of older Gemini sessions, several results. */
  tool_calls?: unknown
}

export interface OptimizeOptions extends Omit<CompressOptions, 'format' | 'system'> {
  /** A Headroom of your own, needed for `retrieval: 'host'`: what it left out is fetched from it. @default one in memory */
  headroom?: Headroom
  /**
   * Puts the smaller text into `content`, where every version of Agno sends it, and the original is gone. Otherwise
   * `compressed_content` is filled beside it.
   * @default false
   */
  replace?: boolean
}

/** One message as it is read, and where a smaller text of it goes. */
interface Slot {
  shown: Record<string, unknown>
  message: number
  /** Which of several results in one message. */
  part?: number
}

/**
 * Makes the tool results in Agno's messages smaller: losslessly, unless `retrieval: 'host'` says that the agent can fetch
 * what a marker names. Errors, and results that have their `compressed_content`, are left alone. Never rejects for what the
 * messages hold.
 * @returns the messages, those with nothing to do being the same objects, and the figures of `compress`
 * @example
 * const { messages, tokensSaved } = await optimizeMessages(run.messages, { model: 'gpt-4o' })
 */
export async function optimizeMessages<Message extends AgnoMessage>(
  messages: readonly Message[],
  { headroom, replace = false, retrieval, ...options }: OptimizeOptions = {},
): Promise<CompressResult<Message>> {
  const slots = messages.flatMap(slotsOf)
  const shown = slots.map((slot) => slot.shown)
  const asked = { ...options, format: 'openai-chat' as const }
  const result = await (headroom ? headroom.compress(shown, { ...asked, retrieval }) : compress(shown, asked))
  const optimized: Message[] = [...messages]
  result.messages.forEach(({ content }, index) => {
    const { shown: given, message, part } = slots[index]!
    if (content === given.content || typeof content !== 'string') return
    optimized[message] = written(optimized[message]!, content, { part, replace })
  })
  return { ...result, messages: optimized }
}

function slotsOf(given: AgnoMessage, message: number): Slot[] {
  const { role, content, tool_call_id, tool_name, tool_calls } = given
  if (role !== 'tool')
    return [{ message, shown: { role, content, ...(Array.isArray(tool_calls) ? { tool_calls } : {}) } }]
  const parts = combined(given)
  if (parts) {
    return parts.map(({ tool_call_id, tool_name, content: sent }, part) => {
      const original = Array.isArray(content) ? (content[part] ?? sent) : sent
      const isDone = sent !== original
      return { message, part, shown: { role, tool_call_id, name: tool_name, content: isDone ? '' : original } }
    })
  }
  const isDone = given.tool_call_error === true || typeof given.compressed_content === 'string'
  return [{ message, shown: { role, tool_call_id, name: tool_name ?? given.name, content: isDone ? '' : content } }]
}

type Part = { tool_call_id?: unknown; tool_name?: unknown; content?: unknown }

/** The results that older Gemini sessions keep in one message: originals in `content`, what is sent in `tool_calls`. */
function combined({ tool_call_id, tool_calls }: AgnoMessage): Part[] | undefined {
  const isCombined = (tool_call_id ?? undefined) === undefined && Array.isArray(tool_calls) && tool_calls.length > 0
  return isCombined ? tool_calls.map((part: unknown) => (part ?? {}) as Part) : undefined
}

function written<Message extends AgnoMessage>(
  message: Message,
  text: string,
  { part, replace }: { part?: number; replace: boolean },
): Message {
  if (part === undefined) return replace ? { ...message, content: text } : { ...message, compressed_content: text }
  const calls = combined(message)!.map((call, index) => (index === part ? { ...call, content: text } : call))
  const { content } = message
  if (!replace || !Array.isArray(content)) return { ...message, tool_calls: calls }
  return { ...message, tool_calls: calls, content: content.with(part, text) }
}
