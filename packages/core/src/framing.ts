// What streams are made of: server-sent bytes, which hold events, or the objects of a host, each of which is one.
import { concatBytes } from './bytes.ts'
import { readEvents } from './ccr/events.ts'
import type { AnswerStream, PartStream, StreamEvent } from './types.ts'

/** A stream with what its pieces are read and written by. */
export interface Framed<Event, Output> {
  stream: AnswerStream<Event, Output>
  /** The events in each chunk, one list for each chunk that completes any. */
  events(chunks: AsyncIterable<unknown>): AsyncIterable<Event[]>
  /** An event as it came. */
  whole(event: Event): Output
  /** What is passed on, as chunks. */
  chunks(outputs: readonly Output[]): readonly unknown[]
}

/** Framings of all kinds look alike to who only hands events through. */
export type AnyFramed = Framed<unknown, unknown>

export function framed(stream: AnswerStream | PartStream): AnyFramed {
  return ('unit' in stream ? ofParts(stream) : ofBytes(stream)) as AnyFramed
}

const ofBytes = (stream: AnswerStream): Framed<StreamEvent, Uint8Array> => ({
  stream,
  events: (chunks) => readEvents(chunks as AsyncIterable<Uint8Array>),
  whole: ({ raw }) => raw,
  chunks: (outputs) => (outputs.length === 0 ? [] : [concatBytes(outputs)]),
})

const ofParts = (stream: PartStream): Framed<unknown, readonly unknown[]> => ({
  stream,
  async *events(chunks) {
    for await (const part of chunks) yield [part]
  },
  whole: (part) => [part],
  chunks: (outputs) => outputs.flat(),
})
