import { encodeUtf8 } from '../body/utf8.ts'
import { createHeadroom, type Headroom } from '../headroom.ts'
import type { HeadroomOptions } from '../options.ts'
import type { SimulationResult } from '../report.ts'
import type { HeadroomRequest } from '../requests.ts'
import { createMemoryStore } from '../store/memory.ts'
import type { Mode, Store } from '../types.ts'
import type { HeadroomFetchOptions } from './fetch.ts'
import { takeOverrides } from './overrides.ts'
import { type ClientStats, createSession } from './session.ts'
import { withHeadroom } from './with-headroom.ts'

export interface HeadroomClientOptions<Client extends object>
  extends HeadroomOptions,
    Pick<HeadroomFetchOptions, 'onResult'> {
  /** A client of `openai`, `@anthropic-ai/sdk` or `@google/genai`. */
  client: Client
  /** Whether requests are worked on, or only watched; `headroomMode` in a request goes before it. @default 'optimize' */
  defaultMode?: Mode
}

/** What a setup is good for, and what it lacks. */
export interface SetupReport {
  valid: boolean
  /** Whose client it is. */
  provider: 'openai' | 'anthropic' | 'google' | 'unknown'
  /** True if the store gives back what it is given. */
  storage: boolean
  /** What is wrong, and what to do. */
  issues: string[]
}

/** The part of a client under a name, if clients of its kind have it. */
type PartOf<Client, Name extends string> = Client extends Readonly<Record<Name, infer Value>> ? Value : undefined

/**
 * A client with a session: the client that it is given, compressing, with figures, dry runs and options for single requests
 * (`headroomMode`, `headroomLevel`, `headroomProfile`, `headroomToolProfiles` in the body, taken out before it is sent).
 * @example
 * const headroom = new HeadroomClient({ client: new OpenAI(), defaultMode: 'audit' })
 * await headroom.chat.completions.create({ model: 'gpt-4o', messages })
 * console.log(headroom.getStats().audit.wouldSave)
 */
export class HeadroomClient<Client extends object> {
  /** The client itself, with all of its methods. */
  readonly client: Client
  readonly headroom: Headroom
  readonly #session = createSession()
  readonly #options: HeadroomClientOptions<Client>

  constructor(options: HeadroomClientOptions<Client>) {
    const { client, defaultMode, onResult, onTrace, ...rest } = options
    this.#options = options
    this.headroom = createHeadroom({
      ...rest,
      mode: defaultMode ?? rest.mode,
      onTrace: (trace) => {
        this.#session.book(trace)
        onTrace?.(trace)
      },
    })
    this.client = withHeadroom(client, {
      headroom: this.headroom,
      wires: rest.wires,
      onResult,
      perRequest: takeOverrides,
    })
  }

  get chat() {
    return (this.client as { chat?: unknown }).chat as PartOf<Client, 'chat'>
  }
  get responses() {
    return (this.client as { responses?: unknown }).responses as PartOf<Client, 'responses'>
  }
  get messages() {
    return (this.client as { messages?: unknown }).messages as PartOf<Client, 'messages'>
  }
  get models() {
    return (this.client as { models?: unknown }).models as PartOf<Client, 'models'>
  }

  /** What would become of a request: nothing is sent, and nothing stays stored. */
  simulate(body: unknown, request: Omit<HeadroomRequest, 'body'> = {}): Promise<SimulationResult> {
    return this.headroom.simulate({ ...request, body })
  }

  /** What this client has done since it was made. */
  getStats(): ClientStats {
    return this.#session.stats()
  }

  /** Tries what the setup depends on. Never rejects. */
  async validateSetup(): Promise<SetupReport> {
    const issues: string[] = []
    const provider = kindOf(this.client)
    if (provider === 'unknown')
      issues.push('the client has neither chat, messages nor models: is it one of an LLM provider?')
    const storage = await storeWorks(this.#options.store ?? createMemoryStore()).catch((error: unknown) => {
      issues.push(`the store fails: ${error instanceof Error ? error.message : String(error)}`)
      return false
    })
    if (!storage && issues.length === 0) issues.push('the store does not give back what it was given')
    return { valid: issues.length === 0, provider, storage, issues }
  }

  /** Closes the store, unless it was passed in. */
  close(): Promise<void> {
    return this.headroom.close()
  }
}

function kindOf(client: object): SetupReport['provider'] {
  if ('apiClient' in client) return 'google'
  if ('chat' in client) return 'openai'
  return 'messages' in client ? 'anthropic' : 'unknown'
}

async function storeWorks(store: Store): Promise<boolean> {
  const key = 'headroom:setup'
  const value = encodeUtf8('written by validateSetup()')
  await store.set(key, value, { ttlSeconds: 60 })
  const found = await store.get(key)
  await store.delete(key)
  return found?.length === value.length && found.every((byte, index) => byte === value[index])
}
