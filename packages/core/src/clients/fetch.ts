import { createHeadroom, type Headroom } from '../headroom.ts'
import type { HeadroomOptions, RequestOptions } from '../options.ts'
import { type Savings, savings } from '../report.ts'
import type { Trace } from '../trace.ts'
import { defaultWires } from '../wires/index.ts'
import { shownCredential } from './credential.ts'
import { type FetchAnswer, readAnswer, writeAnswer } from './read-answer.ts'
import { type FetchRequest, readRequest } from './read-request.ts'

export type Fetch = typeof globalThis.fetch

export interface HeadroomFetchOptions extends HeadroomOptions {
  /** A Headroom to share with others; the options for one of its own are ignored then. */
  headroom?: Headroom
  /** What sends. @default the global `fetch` */
  fetch?: Fetch
  /**
   * Whose originals these are, where one key serves many callers.
   * @default what the request shows to the provider: its key
   */
  credential?: (request: { url: string; headers: Headers }) => string | undefined
  /** Called with the figures of each request that was worked on. */
  onResult?: (result: HeadroomFetchResult) => void
  /** Options for one request, told by the request itself; what it gives is sent instead of what came. */
  perRequest?: (request: FetchRequest) => { request: FetchRequest; options: RequestOptions }
}

export type HeadroomFetchResult = Savings & { trace: Trace }

/**
 * A `fetch` that makes tool results smaller on their way to an LLM provider, and settles retrieval in the answer, streamed
 * or not. It works on POST requests with a JSON body to the paths of the known message formats; everything else goes
 * through untouched. It rejects only if the given `fetch` does.
 * @example
 * const client = new OpenAI({ fetch: createHeadroomFetch() })
 */
export function createHeadroomFetch(options: HeadroomFetchOptions = {}): Fetch {
  const { headroom = createHeadroom(options), credential = shownCredential, onResult, perRequest } = options
  const wires = options.wires ?? defaultWires
  const inner: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))

  return async function headroomFetch(input, init) {
    const received = await readRequest(input, init).catch(() => undefined)
    if (!received || !wires.some((wire) => wire.matches({ path: received.path, body: undefined }))) {
      return inner(input, init)
    }
    const { request, options: own } = perRequest?.(received) ?? { request: received, options: {} }
    const { answer, trace } = await headroom.handle(
      {
        ...own,
        body: request.body,
        path: request.path,
        headers: Object.fromEntries(request.headers),
        credential: credential(request),
      },
      async ({ body, changed }): Promise<FetchAnswer> =>
        readAnswer(
          await inner(...outgoing(input, init, { ...request, body, changed: changed || request !== received })),
          request.path,
        ),
    )
    tell(onResult, trace)
    return writeAnswer(answer)
  }
}

/** The call as it goes on: the caller's own if nothing has changed but that headers to us stay here. */
function outgoing(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  { body, headers, changed }: FetchRequest & { changed: boolean },
): [RequestInfo | URL, RequestInit | undefined] {
  const own = [...headers.keys()].filter((name) => name.startsWith('x-headroom-'))
  if (!changed && own.length === 0) return [input, init]
  const sent = new Headers(headers)
  for (const name of own) sent.delete(name)
  if (!changed) return [input, { ...init, headers: sent }]
  sent.delete('content-length')
  return [input, { ...init, body: body as BodyInit, headers: sent }]
}

/** What a listener throws is its own affair. */
function tell(onResult: HeadroomFetchOptions['onResult'], trace: Trace): void {
  try {
    onResult?.({ ...savings(trace), trace })
  } catch {
    // Nothing of a listener may reach the request.
  }
}
