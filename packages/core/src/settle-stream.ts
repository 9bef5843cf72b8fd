// Settles retrieval inside a streamed answer. Every event is passed on at once; only a call of our tool is held back, and
// what the model says after it goes into the same stream.
import { attemptNow } from './attempt.ts'
import { RETRIEVAL_TOOL } from './ccr/retrieval-tool.ts'
import type { Exchange, Send } from './exchange.ts'
import { type AnyFramed, framed } from './framing.ts'
import type { Services } from './services.ts'
import { openSettlement } from './settlement.ts'
import type { Provider } from './types.ts'

interface Source {
  exchange: Exchange
  services: Services
  send: Send
  /** Called once, when the stream has ended, however it did. */
  done: () => Promise<unknown>
}

/** The caller's stream for a provider's stream. Cancelling it cancels the provider's. */
export function settleStream(first: ReadableStream, source: Source): ReadableStream {
  const { exchange } = source
  const reader = createSwitch(first)
  const chunks = exchange.provider && !exchange.bypass ? settled(reader, source, exchange.provider) : reader.chunks()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next().catch(async (error: unknown) => {
          await source.done()
          throw error
        })
        if (reader.cancelled()) return
        if (!done) return controller.enqueue(value)
        await source.done()
        controller.close()
      },
      async cancel(reason) {
        await reader.cancel(reason)
        await chunks.return(undefined)
        await source.done()
      },
    },
    { highWaterMark: 0 },
  )
}

async function* settled(reader: Switch, source: Source, provider: Provider): AsyncGenerator<unknown, undefined> {
  const { exchange, services, send } = source
  const offered = exchange.retrieval === 'tool'
  const framing = framed(provider.stream(offered ? RETRIEVAL_TOOL.name : ''))
  const { stream } = framing
  const settlement = offered ? openSettlement(exchange, provider, services) : undefined
  // Before the caller sees the end: who has seen it may go away at once, or send the next request.
  const conclude = once(async () => settlement?.conclude(stream.merged(), stream.turn()))
  const atEnd = async () => {
    if (stream.over() && stream.turn().calls.length === 0) await conclude()
  }
  try {
    for (;;) {
      stream.begin()
      yield* passOn(reader, framing, { exchange, atEnd })
      const next = reader.cancelled() ? undefined : await settlement?.follow(stream.turn())
      if (!next) break
      const answer = await reader.unlessCancelled(attemptSend(send, next))
      if (!answer) return undefined
      if (!('stream' in answer)) {
        yield* framing.chunks([stream.error(answer.cause)])
        return undefined
      }
      reader.continueWith(answer.stream)
    }
    await conclude()
    const closing = stream.close()
    if (closing) yield* framing.chunks([closing])
  } finally {
    exchange.trace.usage = attemptNow(exchange.trace, 'usage', () => stream.usage())
  }
  return undefined
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}

async function* passOn(
  reader: Switch,
  framing: AnyFramed,
  { exchange, atEnd }: { exchange: Exchange; atEnd: () => Promise<void> },
): AsyncGenerator<unknown> {
  for await (const events of framing.events(reader.chunks())) {
    const outputs: unknown[] = []
    for (const event of events) {
      const shown = attemptNow(exchange.trace, 'stream', () => ({ output: framing.stream.push(event) }))
      const output = shown ? shown.output : framing.whole(event)
      if (output !== undefined) outputs.push(output)
    }
    await atEnd()
    yield* framing.chunks(outputs)
  }
}

/** The stream of the continued exchange; or why there is none, in the provider's own words if it has any. */
type Continued = { stream: ReadableStream } | { cause: unknown }

async function attemptSend(send: Send, next: Parameters<Send>[0]): Promise<Continued> {
  try {
    const answer = await send(next)
    if (answer.kind === 'stream') return { stream: answer.stream }
    return { cause: answer.value ?? 'the provider did not go on' }
  } catch (error) {
    return { cause: error }
  }
}

/** Reads one stream after another, so that whichever is being read can be cancelled. */
interface Switch {
  chunks(): AsyncGenerator<unknown, undefined>
  continueWith(next: ReadableStream): void
  /** What is awaited; undefined as soon as the reader is cancelled, and then a stream that comes late is cancelled too. */
  unlessCancelled(awaited: Promise<Continued>): Promise<Continued | undefined>
  cancel(reason: unknown): Promise<void>
  cancelled(): boolean
}

function createSwitch(first: ReadableStream): Switch {
  let reader = first.getReader()
  let cancelled = false
  let stop = () => {}
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined)
  })
  return {
    async *chunks() {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return undefined
        yield value
      }
    },
    continueWith(next) {
      reader = next.getReader()
    },
    async unlessCancelled(awaited) {
      const given = await Promise.race([awaited, stopped])
      // Nobody is there to hear of a failure.
      if (cancelled) awaited.then(async (late) => 'stream' in late && late.stream.cancel()).catch(() => {})
      return cancelled ? undefined : given
    },
    cancel(reason) {
      cancelled = true
      stop()
      return reader.cancel(reason)
    },
    cancelled: () => cancelled,
  }
}
