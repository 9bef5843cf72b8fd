// A client for AgentOS, Agno's server: https://docs.agno.com/agent-os
import type { AgnoMessage } from './messages.ts'
import { type RunEvent, readRunEvents, type ToolExecution } from './run-events.ts'

export interface AgentOSOptions {
  /** Where AgentOS listens, such as `http://localhost:7777`. */
  baseURL: string
  /** The security key or JWT of the AgentOS, sent as a bearer. */
  apiKey?: string
  headers?: Record<string, string>
  /** @default the global `fetch` */
  fetch?: typeof globalThis.fetch
}

export interface CallOptions {
  signal?: AbortSignal
  headers?: Record<string, string>
}

/** The fields of a run's form, by Agno's names. Objects are sent as JSON, files as files. */
export interface RunInput {
  message: string
  session_id?: string
  user_id?: string
  files?: readonly Blob[]
  session_state?: Record<string, unknown>
  dependencies?: Record<string, unknown>
  metadata?: Record<string, unknown>
  [field: string]: unknown
}

export interface ContinueInput {
  /** Calls with the results, confirmations or answers that the run waits for. */
  tools?: readonly ToolExecution[]
  /** Words of the user, to go on with a run that has ended. */
  input?: string
  session_id?: string
  user_id?: string
  [field: string]: unknown
}

export interface RunOutput {
  run_id?: string
  agent_id?: string
  team_id?: string
  session_id?: string
  content?: unknown
  content_type?: string
  status?: string
  messages?: AgnoMessage[]
  tools?: ToolExecution[]
  metrics?: Record<string, unknown>
  [field: string]: unknown
}

export interface Session {
  session_id: string
  session_name?: string
  session_type?: string
  user_id?: string
  agent_id?: string
  team_id?: string
  created_at?: string
  updated_at?: string
  [field: string]: unknown
}

export interface SessionRun extends RunOutput {
  run_input?: string
}

export interface Page<Item> {
  data: Item[]
  meta: { page: number; limit: number; total_pages: number; total_count: number }
}

/** An answer of AgentOS that is no success. */
export class AgentOSError extends Error {
  readonly status: number
  /** The answer's body: parsed, or its text if it is no JSON. */
  readonly body: unknown

  constructor(status: number, body: unknown, what: string) {
    const detail: unknown = Object(body).detail ?? body
    super(`AgentOS answered ${status} to ${what}: ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`)
    this.name = 'AgentOSError'
    this.status = status
    this.body = body
  }
}

/** Agents or teams: both are run in the same way. */
export interface Runner {
  list(call?: CallOptions): Promise<{ id: string; name?: string; [field: string]: unknown }[]>
  get(id: string, call?: CallOptions): Promise<{ id: string; name?: string; [field: string]: unknown }>
  /** Runs to the end. */
  run(id: string, input: RunInput, call?: CallOptions): Promise<RunOutput>
  /** Runs, and gives every event as it comes. Leaving the loop closes the connection. */
  stream(id: string, input: RunInput, call?: CallOptions): AsyncGenerator<RunEvent, undefined>
  /** Goes on with a run that waits for a tool or a person, or that has ended. */
  continue(id: string, runId: string, input: ContinueInput, call?: CallOptions): Promise<RunOutput>
  continueStream(
    id: string,
    runId: string,
    input: ContinueInput,
    call?: CallOptions,
  ): AsyncGenerator<RunEvent, undefined>
  /** Takes up a stream that broke off, behind the last event that was seen. */
  resume(
    id: string,
    runId: string,
    input?: { last_event_index?: number; session_id?: string },
    call?: CallOptions,
  ): AsyncGenerator<RunEvent, undefined>
  cancel(id: string, runId: string, call?: CallOptions & { session_id?: string }): Promise<void>
}

/** Parameters by AgentOS's names: `type` (`agent` or `team`), `user_id`, `page`, `limit`, … */
type Query = Record<string, string | number | undefined>

/**
 * Runs the agents and teams of an AgentOS, and reads its sessions. Calls reject with an `AgentOSError` if AgentOS refuses,
 * and with what `fetch` says if there is no answer or the signal aborts.
 * @example
 * const os = new AgentOSClient({ baseURL: 'http://localhost:7777' })
 * for await (const event of os.agents.stream('records', { message: 'What stands out?' })) {
 *   if (event.event === 'RunContent') process.stdout.write(String(event.content))
 * }
 */
export class AgentOSClient {
  readonly agents: Runner
  readonly teams: Runner
  readonly #options: AgentOSOptions

  constructor(options: AgentOSOptions) {
    this.#options = { ...options, baseURL: options.baseURL.replace(/\/+$/, '') }
    this.agents = this.#runner('/agents')
    this.teams = this.#runner('/teams')
  }

  /** What the AgentOS is made of: its agents, teams, databases. */
  config(call?: CallOptions): Promise<Record<string, unknown>> {
    return this.#json('GET', '/config', call)
  }

  readonly sessions = {
    list: (query: Query = {}, call?: CallOptions) =>
      this.#json<Page<Session>>('GET', `/sessions${search(query)}`, call),
    get: (id: string, query: Query = {}, call?: CallOptions) =>
      this.#json<Session>('GET', `/sessions/${part(id)}${search(query)}`, call),
    /** The runs of a session with their messages, which `optimizeMessages` reads. */
    runs: (id: string, query: Query = {}, call?: CallOptions) =>
      this.#json<SessionRun[]>('GET', `/sessions/${part(id)}/runs${search(query)}`, call),
    rename: (id: string, name: string, query: Query = {}, call?: CallOptions) =>
      this.#json<Session>('POST', `/sessions/${part(id)}/rename${search(query)}`, call, { session_name: name }),
    delete: async (id: string, query: Query = {}, call?: CallOptions): Promise<void> => {
      await this.#send('DELETE', `/sessions/${part(id)}${search(query)}`, call)
    },
  }

  #runner(root: string): Runner {
    const json = <Result>(path: string, call?: CallOptions) => this.#json<Result>('GET', root + path, call)
    const run = async (path: string, input: object, call?: CallOptions) =>
      (await (await this.#send('POST', root + path, call, form({ ...input, stream: false }))).json()) as RunOutput
    const stream = (path: string, input: object, call?: CallOptions) => this.#events(root + path, input, call)
    return {
      list: (call) => json('', call),
      get: (id, call) => json(`/${part(id)}`, call),
      run: (id, input, call) => run(`/${part(id)}/runs`, input, call),
      stream: (id, input, call) => stream(`/${part(id)}/runs`, { ...input, stream: true }, call),
      continue: (id, runId, input, call) => run(`/${part(id)}/runs/${part(runId)}/continue`, input, call),
      continueStream: (id, runId, input, call) =>
        stream(`/${part(id)}/runs/${part(runId)}/continue`, { ...input, stream: true }, call),
      resume: (id, runId, input = {}, call) => stream(`/${part(id)}/runs/${part(runId)}/resume`, input, call),
      cancel: async (id, runId, { session_id, ...call } = {}) => {
        await this.#send('POST', `${root}/${part(id)}/runs/${part(runId)}/cancel${search({ session_id })}`, call)
      },
    }
  }

  async *#events(path: string, input: object, call?: CallOptions): AsyncGenerator<RunEvent, undefined> {
    const { body } = await this.#send('POST', path, call, form(input))
    if (body) yield* readRunEvents(body)
  }

  async #json<Result>(method: string, path: string, call?: CallOptions, value?: object): Promise<Result> {
    return (await (await this.#send(method, path, call, value)).json()) as Result
  }

  async #send(method: string, path: string, call: CallOptions = {}, body?: FormData | object): Promise<Response> {
    const { baseURL, apiKey, headers, fetch = globalThis.fetch } = this.#options
    const isForm = body instanceof FormData
    const response = await fetch(baseURL + path, {
      method,
      headers: {
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
        ...headers,
        ...call.headers,
      },
      body: isForm || body === undefined ? body : JSON.stringify(body),
      signal: call.signal,
    })
    if (response.ok) return response
    const text = await response.text()
    throw new AgentOSError(response.status, parsed(text), `${method} ${path}`)
  }
}

function form(fields: object): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined || value === null) continue
    const isFiles = Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof Blob)
    if (isFiles) for (const file of value as Blob[]) data.append(name, file)
    else if (value instanceof Blob) data.append(name, value)
    else data.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  return data
}

const part = (text: string) => encodeURIComponent(text)

function search(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
