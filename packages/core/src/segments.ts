// Reads a request's body into segments, and keeps track of which message was which before anybody rewrote them.
import type { Exchange, Progress } from './exchange.ts'

/**
 * The view and segments of the exchange's document as it is now. `before` are the messages that `origins` speaks of:
 * a message that is still among them keeps its origin, any other has none.
 */
export function readSegments(exchange: Exchange, before: readonly unknown[]): Progress {
  const { wire, document } = exchange
  const view = wire?.view(document.value)
  if (!wire || !view) throw new Error('the messages are no longer of the form that they came in')
  const places = new Map(before.map((message, index) => [message, exchange.origins[index]]))
  const origins = view.messages.map((message) => places.get(message))
  return { document, view, origins, segments: wire.segments(document.value) }
}
