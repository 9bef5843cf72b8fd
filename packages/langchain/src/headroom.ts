// A Headroom that knows LangChain's messages, and what all parts of this package are given.
import {
  createHeadroom,
  type Headroom,
  type HeadroomOptions,
  type Provider,
  type Savings,
  savings,
  type Trace,
  type Wire,
} from '@headroom/core'
import type { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import { answers } from './answers.ts'
import { ChunkStream } from './chunks.ts'
import { EventStream } from './events.ts'
import { FORMAT, langchainWire } from './messages.ts'

/** What became of a request. */
export interface HeadroomResult extends Savings {
  trace: Trace
}

export interface HeadroomLangChainOptions extends HeadroomOptions {
  /** A Headroom to share with others; the options for one of its own are ignored then, but for `retrieval`. */
  headroom?: Headroom
  /** Whose originals these are, where one process serves several. @default nobody's in particular */
  credential?: string
}

export interface HeadroomModelOptions extends HeadroomLangChainOptions {
  /** Called with the figures of each request, when its answer is complete. */
  onResult?: (result: HeadroomResult) => void
}

/** The same messages, where a stream of them is made of content-block events. */
export const EVENT_FORMAT = `${FORMAT}-events`

const eventWire = { ...langchainWire, name: EVENT_FORMAT } as Wire
const chunkProvider: Provider = { ...answers, wires: [FORMAT], stream: (name) => new ChunkStream(name) }
const eventProvider: Provider = { ...answers, wires: [EVENT_FORMAT], stream: (name) => new EventStream(name) }

const taught = new WeakSet<Headroom>()

/** The Headroom that the options give or describe, taught to read LangChain's messages. */
export function headroomOf(options: HeadroomLangChainOptions): Headroom {
  const headroom = options.headroom ?? createHeadroom(options)
  if (!taught.has(headroom)) {
    for (const part of [langchainWire as Wire, eventWire, chunkProvider, eventProvider]) headroom.use(part)
    taught.add(headroom)
  }
  return headroom
}

/** A callback handler that wants to know what Headroom has done in a run. */
export interface HeadroomListener {
  handleHeadroomResult(result: HeadroomResult, runId: string): void
}

/** Tells everybody who wants to know. What a listener throws is its own affair. */
export function tell(
  trace: Trace,
  {
    onResult,
    run,
  }: Pick<HeadroomModelOptions, 'onResult'> & { run?: { runId: string; handlers: BaseCallbackHandler[] } },
): void {
  const result: HeadroomResult = { ...savings(trace), trace }
  const listeners = [onResult, ...(run?.handlers ?? []).map((handler) => listenerOf(handler, run!.runId))]
  for (const listener of listeners) {
    try {
      listener?.(result)
    } catch {
      // Nothing of a listener may reach the request.
    }
  }
}

function listenerOf(handler: BaseCallbackHandler, runId: string): ((result: HeadroomResult) => void) | undefined {
  const { handleHeadroomResult } = handler as Partial<HeadroomListener>
  return handleHeadroomResult && ((result) => handleHeadroomResult.call(handler, result, runId))
}
