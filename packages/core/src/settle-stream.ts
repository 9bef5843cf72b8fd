// Settles retrieval inside a streamed answer. Every event is passed on at once; only a call of our tool is held back, and
// what the model says after it goes into the same stream.
import { attemptNow } from './attempt.ts'
import { concatBytes } from './bytes.ts'
import { readEvents } from './ccr/events.ts'
import { RETRIEVAL_TOOL } from './ccr/retrieval-tool.ts'
import type { Exchange, Send } from './exchange.ts'
import type { Services } from './services.ts'
import { openSettlement, type Settlement } from './settlement.ts'
import type { AnswerStream, Provider } from './types.ts'

interface Source {
  exchange: Exchange
  services: Services
  send: Send
  /** Called once, when the stream has ended, however it did. */
  done: () => Promise<unknown>
}

/** The caller's stream for a provider's stream. Cancelling it cancels the provider's. */
export function settleStream(first: ReadableStream<Uint8Array>, source: Source): ReadableStream<Uint8Array> {
  const { exchange } = source
  const reader = createSwitch(first)
  const bytes = exchange.provider && !exchange.bypass ? settled(reader, source, exchange.provider) : reader.chunks()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await bytes.next().catch(async (error: unknown) => {
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
        await bytes.return(undefined)
        await source.done()
      },
    },
    { highWaterMark: 0 },
  )
}

async function* settled(reader: Switch, source: Source, provider: Provider): AsyncGenerator<Uint8Array, undefined> {
  const { exchange, services, send } = source
  const offered = exchange.retrieval === 'tool'
  const stream = provider.stream(offered ? RETRIEVAL_TOOL.name : '')
  const settlement = offered ? openSettlement(exchange, provider, services) : undefined
  try {
    for (;;) {
      stream.begin()
      yield* passOn(reader, stream, exchange)
      const next = reader.cancelled() ? undefined : await settlement?.follow(stream.turn())
      if (!next) break
      const answer = await attemptSend(send, next)
      if (!('bytes' in answer)) {
        yield stream.error(answer.cause)
        return undefined
      }
      reader.continueWith(answer.bytes)
    }
    const closing = stream.close()
    if (closing) yield closing
    await conclude(settlement, stream)
  } finally {
    exchange.trace.usage = attemptNow(exchange.trace, 'usage', () => stream.usage())
  }
  return undefined
}

async function conclude(settlement: Settlement | undefined, stream: AnswerStream): Promise<void> {
  await settlement?.conclude(stream.merged(), stream.turn().messages)
}

async function* passOn(reader: Switch, stream: AnswerStream, { trace }: Exchange): AsyncGenerator<Uint8Array> {
  for await (const events of readEvents(reader.chunks())) {
    const parts: Uint8Array[] = []
    for (const event of events) {
      const shown = attemptNow(trace, 'stream', () => ({ bytes: stream.push(event) }))
      const bytes = shown ? shown.bytes : event.raw
      if (bytes) parts.push(bytes)
    }
    if (parts.length > 0) yield concatBytes(parts)
  }
}

/** The stream of the continued exchange; or why there is none, in the provider's own words if it has any. */
async function attemptSend(
  send: Send,
  next: Parameters<Send>[0],
): Promise<{ bytes: ReadableStream<Uint8Array> } | { cause: unknown }> {
  try {
    const answer = await send(next)
    return answer.kind === 'stream' ? { bytes: answer.bytes } : { cause: answer.value ?? 'the provider did not go on' }
  } catch (error) {
    return { cause: error instanceof Error ? error.message : String(error) }
  }
}

/** Reads one stream after another, so that whichever is being read can be cancelled. */
interface Switch {
  chunks(): AsyncGenerator<Uint8Array, undefined>
  continueWith(next: ReadableStream<Uint8Array>): void
  cancel(reason: unknown): Promise<void>
  cancelled(): boolean
}

function createSwitch(first: ReadableStream<Uint8Array>): Switch {
  let reader = first.getReader()
  let cancelled = false
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
    cancel(reason) {
      cancelled = true
      return reader.cancel(reason)
    },
    cancelled: () => cancelled,
  }
}
