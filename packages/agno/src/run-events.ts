// What AgentOS says while an agent or a team runs: the events of `agno.run.agent` and `agno.run.team`, 3.1.

/** A call of a tool, as far as it has come. */
export interface ToolExecution {
  tool_call_id?: string | null
  tool_name?: string | null
  tool_args?: Record<string, unknown> | null
  tool_call_error?: boolean | null
  result?: string | null
  metrics?: Record<string, unknown> | null
  child_run_id?: string | null
  requires_confirmation?: boolean | null
  confirmed?: boolean | null
  confirmation_note?: string | null
  requires_user_input?: boolean | null
  external_execution_required?: boolean | null
  [field: string]: unknown
}

interface Base {
  run_id?: string
  session_id?: string
  created_at?: number
  agent_id?: string
  agent_name?: string
  team_id?: string
  team_name?: string
  parent_run_id?: string
  nested_depth?: number
  /** Position in the run's stream, for `resume`. */
  event_index?: number
}

interface Request {
  model?: string
  model_provider?: string
}

interface Content {
  content?: unknown
  content_type?: string
  reasoning_content?: string
  citations?: unknown
}

/** What each event says beyond where it belongs; a team's events are the same with `Team` before the name. */
interface Bodies {
  RunStarted: Request
  RunContent: Content
  RunContentCompleted: object
  RunIntermediateContent: Content
  RunCompleted: Content & { metrics?: Record<string, unknown>; session_state?: Record<string, unknown> }
  RunError: { content?: string; error_type?: string; error_id?: string; additional_data?: Record<string, unknown> }
  RunCancelled: { reason?: string }
  RunPaused: { tools?: ToolExecution[]; requirements?: Record<string, unknown>[] }
  RunContinued: object
  ToolCallStarted: { tool?: ToolExecution }
  ToolCallCompleted: { tool?: ToolExecution; content?: unknown }
  ToolCallError: { tool?: ToolExecution; error?: string }
  ModelRequestStarted: Request
  ModelRequestCompleted: Request & {
    input_tokens?: number
    output_tokens?: number
    total_tokens?: number
    reasoning_tokens?: number
    cache_read_tokens?: number
    cache_write_tokens?: number
    time_to_first_token?: number
  }
  ReasoningStarted: object
  ReasoningStep: Content
  ReasoningContentDelta: { reasoning_content?: string }
  ReasoningCompleted: Content
  CompressionStarted: object
  CompressionCompleted: { tool_results_compressed?: number; original_size?: number; compressed_size?: number }
  CompactionStarted: object
  CompactionCompleted: {
    messages_compacted?: number
    tokens_before?: number
    tokens_after?: number
    archived?: boolean
  }
  MemoryUpdateStarted: object
  MemoryUpdateCompleted: { memories?: unknown[] }
  SessionSummaryStarted: object
  SessionSummaryCompleted: { session_summary?: unknown }
  PreHookStarted: { pre_hook_name?: string }
  PreHookCompleted: { pre_hook_name?: string }
  PostHookStarted: { post_hook_name?: string }
  PostHookCompleted: { post_hook_name?: string }
  FollowupsStarted: object
  FollowupsCompleted: { followups?: string[] }
  CustomEvent: Record<string, unknown>
}

type Name = keyof Bodies

/** One event by its name. */
export type RunEventOf<Event extends Name> = { event: Event | `Team${Event}` } & Base & Bodies[Event]

/** An event that this version does not know: of a workflow, of a newer AgentOS, or one whose data is no JSON. */
export interface UnknownRunEvent extends Base {
  event: 'Unknown'
  name: string
  data: unknown
}

/** Told apart by `event`. */
export type RunEvent = { [Event in Name]: RunEventOf<Event> }[Name] | UnknownRunEvent

const NAMES: Readonly<Record<Name, true>> = {
  RunStarted: true,
  RunContent: true,
  RunContentCompleted: true,
  RunIntermediateContent: true,
  RunCompleted: true,
  RunError: true,
  RunCancelled: true,
  RunPaused: true,
  RunContinued: true,
  ToolCallStarted: true,
  ToolCallCompleted: true,
  ToolCallError: true,
  ModelRequestStarted: true,
  ModelRequestCompleted: true,
  ReasoningStarted: true,
  ReasoningStep: true,
  ReasoningContentDelta: true,
  ReasoningCompleted: true,
  CompressionStarted: true,
  CompressionCompleted: true,
  CompactionStarted: true,
  CompactionCompleted: true,
  MemoryUpdateStarted: true,
  MemoryUpdateCompleted: true,
  SessionSummaryStarted: true,
  SessionSummaryCompleted: true,
  PreHookStarted: true,
  PreHookCompleted: true,
  PostHookStarted: true,
  PostHookCompleted: true,
  FollowupsStarted: true,
  FollowupsCompleted: true,
  CustomEvent: true,
}

/** Reads a stream of server-sent events, each as soon as it is whole. */
export async function* readRunEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<RunEvent, undefined> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += done ? '\n\n' : value
      // A line may end in "\r\n" whose "\n" is still to come.
      const blocks = rest.replace(/\r\n/g, '\n').split('\n\n')
      rest = blocks.pop()!
      for (const block of blocks) {
        const event = eventOf(block)
        if (event) yield event
      }
      if (done) return undefined
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Undefined for a block without data, such as a comment that keeps the connection alive. */
function eventOf(block: string): RunEvent | undefined {
  const lines = block.split('\n')
  const valuesOf = (field: string) =>
    lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).replace(/^ /, ''))
  const data = valuesOf('data').join('\n')
  if (data === '') return undefined
  const value = parse(data)
  const isObject = value !== null && typeof value === 'object' && !Array.isArray(value)
  const name = String((isObject && (value as { event?: unknown }).event) || valuesOf('event').at(-1) || 'message')
  if (isObject && Object.hasOwn(NAMES, name.replace(/^Team/, ''))) return { ...value, event: name } as RunEvent
  return { ...(isObject ? value : {}), event: 'Unknown', name, data: value ?? data }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
