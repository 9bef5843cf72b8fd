// Reads a request's body into segments, and keeps track of which message was which before anybody rewrote them.
import { valueAt } from './body/change.ts'
import type { Document } from './body/document.ts'
import { compactJson, locate } from './body/locate.ts'
import type { Exchange, Progress } from './exchange.ts'
import type { Change, RequestView, Segment } from './types.ts'

/**
 * The view and segments of the exchange's document as it is now. `before` are the messages that `origins` speaks of:
 * a message that is still among them keeps its origin, any other has none.
 */
export function readSegments(exchange: Exchange, before: readonly unknown[]): Progress {
  const { wire, document, path } = exchange
  const view = wire?.view(document.value, path)
  if (!wire || !view) throw new Error('the messages are no longer of the form that they came in')
  const places = new Map(before.map((message, index) => [message, exchange.origins[index]]))
  const origins = view.messages.map((message) => places.get(message))
  return { document, view, origins, segments: spelled(wire.segments(document.value), document) }
}

/** JSON values as the body spells them: a number of many digits is not what a parser makes of it. */
function spelled(segments: Segment[], { text }: Document): Segment[] {
  const values = segments.filter(({ isJson }) => isJson)
  if (text === undefined || values.length === 0) return segments
  const spans = locate(
    text,
    values.map(({ path }) => path),
  )
  values.forEach((segment, index) => {
    const span = spans[index]
    const json = span ? text.slice(span.start, span.end) : segment.text
    if (json !== segment.text) segment.text = compactJson(json)
  })
  return segments
}

/** The change that puts messages in before the one at `index`. A body with a single text gets a list in its place. */
export function insertion(
  { messages, messagesPath }: RequestView,
  { value }: Document,
  { index, added }: { index: number; added: readonly unknown[] },
): Change {
  if (Array.isArray(valueAt(value, messagesPath))) return { path: [...messagesPath, index], count: 0, values: added }
  return { path: messagesPath, values: [messages.toSpliced(index, 0, ...added)] }
}
