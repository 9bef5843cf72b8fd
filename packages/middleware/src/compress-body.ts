// What all hosts share: which requests are worked on, what becomes of their bodies, and what is said of it.
import { type CompressResult, createHeadroom, defaultWires, type Headroom, type HeadroomOptions } from '@headroom/core'
import { shownCredential } from '@headroom/core/clients'

/** Bodies of more bytes are not held in memory, unless an option says otherwise: the most that Anthropic takes. */
export const MAXIMUM_BODY_BYTES = 32 << 20

/** What is known of a request before its body is read. */
export interface RequestHead {
  method: string
  /** The URL, or its path with query. */
  url: string
  headers: Headers
}

export interface MiddlewareOptions extends HeadroomOptions {
  /** A Headroom to share with the handler; the options for one of its own are ignored then. */
  headroom?: Headroom
  /**
   * What brings dropped bytes back. The middleware does not see what the model answers, so nothing is dropped unless the
   * handler redeems: `host` says that it does, by `handleToolCall` or `retrieveHandler`; `tool` offers the retrieval tool,
   * too, whose calls the handler answers.
   * @default 'off'
   */
  retrieval?: HeadroomOptions['retrieval']
  /** URL paths to work on: whole paths, or patterns. @default wherever the middleware is mounted */
  paths?: readonly (string | RegExp)[]
  /**
   * With this header set to `true`, a request goes on untouched; `false` lets nobody go around.
   * @default 'x-headroom-bypass'
   */
  bypassHeader?: string | false
  /**
   * Longer bodies are not held in memory to be read; they go on as they came.
   * @default 33554432 (32 MiB, the most that Anthropic takes)
   */
  maximumBodyBytes?: number
  /** Whose originals these are. @default what the request shows to a provider: its key or bearer token */
  credential?: (request: { url: string; headers: Headers }) => string | undefined
  /** Called with the figures of each request that was worked on. */
  onResult?: (result: HeadroomResult) => void
  /**
   * Whether a request goes on as it came when something of ours fails. `false` hands the error to the host: for tests.
   * @default true
   */
  failOpen?: boolean
}

/** What was done to a request's body. */
export interface HeadroomResult extends Omit<CompressResult, 'messages'> {
  /** Answers a call of the retrieval tool for this caller, in words that a model reads. */
  handleToolCall(call: { hash: string; query?: string }): Promise<string>
}

export interface Worked<Body> {
  body: Body
  /** False if this is the very body that was given. */
  changed: boolean
  result: HeadroomResult
}

export interface BodyCompressor {
  readonly maximumBodyBytes: number
  /** Whether a request is one to work on. */
  wants(head: RequestHead): boolean
  /** A body in the form in which it was given: parsed, text or bytes. Undefined if something of ours failed. */
  compress<Body>(head: RequestHead, body: Body): Promise<Worked<Body> | undefined>
}

/** @throws HeadroomError for an option that cannot be meant */
export function createBodyCompressor(options: MiddlewareOptions = {}): BodyCompressor {
  const { headroom = createHeadroom(options), paths, wires = defaultWires, retrieval = 'off' } = options
  const { bypassHeader = 'x-headroom-bypass', credential = shownCredential, failOpen = true } = options
  const { maximumBodyBytes = MAXIMUM_BODY_BYTES, onResult } = options

  async function work<Body>({ url, headers }: RequestHead, body: Body): Promise<Worked<Body>> {
    const path = pathOf(url)
    const owner = credential({ url, headers })
    const prepared = await headroom.prepare({
      body,
      // A path of the host's own says nothing of the format; then the body tells it.
      path: wires.some((wire) => wire.matches({ path, body: undefined })) ? path : undefined,
      headers: headersToUs(headers, bypassHeader),
      credential: owner,
      retrieval,
    })
    const { body: sent, changed, headers: _, ...figures } = prepared
    const result: HeadroomResult = {
      ...figures,
      handleToolCall: (call) => headroom.handleToolCall(call, { credential: owner }),
    }
    tell(result)
    const [failure] = figures.trace.failures
    if (failure && !failOpen) throw new Error(`Headroom failed at ${failure.where}: ${failure.message}`)
    return { body: sent, changed, result }
  }

  function tell(result: HeadroomResult): void {
    try {
      onResult?.(result)
    } catch (error) {
      // What a listener throws is its own affair.
      if (!failOpen) throw error
    }
  }

  return {
    maximumBodyBytes,
    wants({ method, url, headers }) {
      return method === 'POST' && isJson(headers) && (paths === undefined || isAmong(paths, pathOf(url)))
    },
    async compress(head, body) {
      try {
        return await work(head, body)
      } catch (error) {
        if (!failOpen) throw error
        return undefined
      }
    },
  }
}

/** Whether a body that has not been read yet can be: it is not encoded, and not known to be too long. */
export function isReadable({ headers }: RequestHead, { maximumBodyBytes }: BodyCompressor): boolean {
  return !headers.has('content-encoding') && Number(headers.get('content-length') ?? 0) <= maximumBodyBytes
}

/** What the answer says of a request that was made smaller. */
export function headersOf({ compressed, tokensSaved }: HeadroomResult): [name: string, value: string][] {
  if (!compressed) return []
  return [
    ['x-headroom-compressed', 'true'],
    ['x-headroom-tokens-saved', String(tokensSaved)],
  ]
}

function headersToUs(headers: Headers, bypassHeader: string | false): Record<string, string> {
  const { 'x-headroom-bypass': _, ...rest } = Object.fromEntries(headers)
  if (bypassHeader === false) return { ...rest, 'x-headroom-mode': '' }
  return { ...rest, 'x-headroom-bypass': headers.get(bypassHeader) ?? '' }
}

function isJson(headers: Headers): boolean {
  return /\bjson\b/i.test(headers.get('content-type') ?? '')
}

function isAmong(paths: readonly (string | RegExp)[], path: string): boolean {
  return paths.some((wanted) => (typeof wanted === 'string' ? wanted === path : path.search(wanted) >= 0))
}

function pathOf(url: string): string {
  return URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost').pathname : url
}
