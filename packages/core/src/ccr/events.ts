// Splits a server-sent stream into events without changing a byte of it.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
import { concatBytes } from '../bytes.ts'
import type { StreamEvent } from '../types.ts'

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const LONGEST_EVENT = 16 << 20
const decoder = new TextDecoder()

/**
 * Reads a stream of bytes as lists of whole events, one list for each chunk that completes any. All bytes come out
 * again, in order, as the events' `raw`; what no blank line ends comes as a last event of its own.
 */
export async function* readEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent[]> {
  let rest: Uint8Array = new Uint8Array()
  let scanned = 0
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? chunk : concatBytes([rest, chunk])
    const events: StreamEvent[] = []
    let start = 0
    for (let end = eventEnd(rest, scanned); end > 0; end = eventEnd(rest, start)) {
      events.push(readEvent(rest.subarray(start, end)))
      start = end
    }
    rest = rest.subarray(start)
    if (rest.length > LONGEST_EVENT) {
      events.push({ raw: rest, data: '' })
      rest = new Uint8Array()
    }
    // The last bytes may be the first half of a blank line.
    scanned = Math.max(0, rest.length - 3)
    if (events.length > 0) yield events
  }
  if (rest.length > 0) yield [readEvent(rest)]
}

/** The end of the first event that a blank line ends, or -1. The blank line belongs to the event. */
function eventEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const code = bytes[at]
    if (code !== LINE_FEED && code !== CARRIAGE_RETURN) continue
    const next = at + (code === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? 2 : 1)
    if (bytes[next] === LINE_FEED) return next + 1
    if (bytes[next] === CARRIAGE_RETURN) {
      if (bytes[next + 1] === LINE_FEED) return next + 2
      // A lone carriage return may yet turn out to be the first half of a line end.
      if (next + 1 < bytes.length) return next + 1
    }
  }
  return -1
}

function readEvent(raw: Uint8Array): StreamEvent {
  let event: string | undefined
  const data: string[] = []
  for (const line of decoder.decode(raw).split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const value = line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    const field = line.slice(0, colon)
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
  }
  return { raw, event, data: data.join('\n') }
}
