// Proves or refutes the laws for requests as they were received and sent: the evidence is the bytes of both.
import { valueAt } from '../body/change.ts'
import { JsonBody } from '../body/document.ts'
import { jsonSlice } from '../body/locate.ts'
import { withoutValues } from '../body/without-values.ts'
import { hashesIn } from '../ccr/marker.ts'
import { isRetrievalTool } from '../ccr/retrieval-tool.ts'
import { defaultProviders } from '../providers/index.ts'
import { falsehood, type TruthCheck } from '../testing/truth.ts'
import { unfold } from '../testing/unfold.ts'
import type { Path, Segment, Wire } from '../types.ts'

/** One request: its body as the caller sent it and as it was forwarded, and what the markers in it can fetch. */
export interface WitnessedRequest {
  received: string
  sent: string
  /** Originals by hash, as they were stored when the request was sent. */
  originals: ReadonlyMap<string, string>
}

/** The laws that bytes can prove: causality, redeemability, truth, untouched bytes. */
export const PROVABLE_LAWS = { 1: 'causality', 2: 'redeemability', 5: 'truth', 6: 'untouched bytes' } as const
export type ProvableLaw = keyof typeof PROVABLE_LAWS

export interface Violation {
  law: ProvableLaw
  /** Which request, counted from 1. */
  request: number
  /** A path in its body. */
  where: string
  /** What is wrong there. */
  what: string
}

export interface Verdict {
  requests: number
  /** How many things were looked at for each law. */
  checked: Record<ProvableLaw, number>
  /** Requests into which retrievals of earlier answers were put back: those cannot be compared with what came in. */
  replayed: number
  /** The first counter-example; undefined if all of it holds. */
  violation?: Violation
}

export interface Verifier {
  /** Takes the next request of the conversation. False once a law is refuted. */
  push(request: WitnessedRequest): boolean
  verdict(): Verdict
}

/**
 * Checks the requests of one conversation, in order.
 * @param wire the message format
 * @param judge the truth of compressed texts. @default that of the compressors of this package
 * @example
 * const verifier = createVerifier(wire)
 * for (const request of requests) if (!verifier.push(request)) break
 * console.log(verifier.verdict().violation ?? 'holds')
 */
export function createVerifier(wire: Wire, judge: TruthCheck = falsehood): Verifier {
  const verdict: Verdict = { requests: 0, checked: { 1: 0, 2: 0, 5: 0, 6: 0 }, replayed: 0 }
  let earlier: Sides | undefined

  const find = (law: ProvableLaw, checks: Iterable<Finding>): boolean => {
    for (const { where, what } of checks) {
      verdict.checked[law]++
      if (what === undefined) continue
      verdict.violation = { law, request: verdict.requests, where, what }
      return true
    }
    return false
  }

  return {
    push({ received, sent, originals }) {
      verdict.requests++
      const now: Sides = { received: read(received, wire), sent: read(sent, wire) }
      const refuted =
        find(1, prefixes(earlier, now)) ||
        find(2, redeemable(now, originals)) ||
        (isComparable(now, verdict) && (find(5, truths(now, judge)) || find(6, untouched(now))))
      earlier = now
      return !refuted
    },
    verdict: () => verdict,
  }
}

interface Side {
  text: string
  segments: Segment[]
  /** The messages as they are spelled. */
  messages: string[]
  messagesPath: Path
  tools: { path: Path; text: string | undefined; names: (string | undefined)[] }
}
interface Sides {
  received: Side
  sent: Side
}

/** A thing that was looked at; `what` says what is wrong with it. */
interface Finding {
  where: string
  what?: string
}

function read(text: string, wire: Wire): Side {
  const value = JsonBody.parse(text)?.value
  const view = wire.view(value)
  if (!view) throw new Error(`a request is no ${wire.name} body`)
  const { messages, messagesPath, toolsPath, tools = [] } = view
  const provider = defaultProviders.find(({ wires }) => wires.includes(wire.name))
  return {
    text,
    segments: wire.segments(value),
    messages: messages.map((_, index) => withoutBreakpoints(jsonSlice(text, [...messagesPath, index])!)),
    messagesPath,
    tools: {
      path: toolsPath,
      text: valueAt(value, toolsPath) === undefined ? undefined : jsonSlice(text, toolsPath),
      names: tools.map((tool) => provider?.toolName(tool)),
    },
  }
}

/** Callers move their breakpoints from turn to turn; what is cached does not change with them. */
const withoutBreakpoints = (json: string): string =>
  json.includes('"cache_control"')
    ? JSON.stringify(JSON.parse(json), (key, value: unknown) => (key === 'cache_control' ? undefined : value))
    : json

/** Law 1: as far as the caller's messages are those of the turn before, so are the provider's. */
function* prefixes(earlier: Sides | undefined, now: Sides): Generator<Finding> {
  if (!earlier) return
  const same = earlier.received.messages.every((message, index) => message === now.received.messages[index])
  // A caller that rewrites its own history breaks the cache itself.
  if (!same) return
  for (const [index, message] of earlier.sent.messages.entries()) {
    const isSame = message === now.sent.messages[index]
    const where = [...now.sent.messagesPath, index].join('.')
    yield { where, ...(isSame ? {} : { what: 'is not what was sent for it a turn before' }) }
  }
  if (earlier.received.tools.text === now.received.tools.text) {
    const isSame = earlier.sent.tools.text === now.sent.tools.text
    yield { where: now.sent.tools.path.join('.'), ...(isSame ? {} : { what: 'are not the tools of the turn before' }) }
  }
}

/** Law 2: what a marker names is stored, is part of what came in, and the model has a tool to fetch it. */
function* redeemable({ received, sent }: Sides, originals: ReadonlyMap<string, string>): Generator<Finding> {
  const known = new Set(received.segments.flatMap(({ text }) => hashesIn(text)))
  const texts = received.segments.map(({ text }) => text)
  for (const { text, path, toolName } of sent.segments) {
    if (isRetrievalTool(toolName)) continue
    for (const hash of hashesIn(text)) {
      if (known.has(hash)) continue
      const original = originals.get(hash)
      const where = path.join('.')
      if (original === undefined) yield { where, what: `nothing is stored under ${hash}` }
      else if (!texts.some((each) => each.includes(original))) yield { where, what: `${hash} gives what never came in` }
      else if (!sent.tools.names.some(isRetrievalTool))
        yield { where, what: `no tool is offered that could fetch ${hash}` }
      else yield { where }
    }
  }
}

/** Whether both sides have the same messages: retrievals that were put back stand only in what was sent. */
function isComparable({ received, sent }: Sides, verdict: Verdict): boolean {
  const isSame = received.messages.length === sent.messages.length && received.segments.length === sent.segments.length
  if (!isSame) verdict.replayed++
  return isSame
}

/** Law 5: what is shown stands in the original, or reads back to it. */
function* truths({ received, sent }: Sides, judge: TruthCheck): Generator<Finding> {
  const results = sent.segments
    .map((segment, index) => ({ segment, index }))
    .filter(({ segment }) => segment.kind === 'tool-result')
  const shown = unfold(results.map(({ segment }) => segment))
  for (const [place, { segment, index }] of results.entries()) {
    const original = received.segments[index]!.text
    if (segment.text === original) continue
    const text = shown[place]
    const what = text === undefined ? 'refers to lines that do not stand above' : judge(original, text)
    yield { where: segment.path.join('.'), ...(what === undefined ? {} : { what }) }
  }
}

/** Law 6: around the edited results and the added tool, every byte is as it came. */
function* untouched({ received, sent }: Sides): Generator<Finding> {
  const edited = sent.segments.filter(
    ({ kind, text }, index) => kind === 'tool-result' && text !== received.segments[index]!.text,
  )
  const paths = [...edited.map(({ path }) => path), received.tools.path]
  const [before, after] = [withoutValues(received.text, paths), withoutValues(sent.text, paths)]
  const at = firstDifference(before, after)
  yield at < 0
    ? { where: 'body' }
    : { where: 'body', what: `differs outside of the edited texts: …${around(after, at)}…` }
  const own = received.tools.text
  const isKept =
    own === undefined ? sent.tools.text === undefined : (sent.tools.text ?? '').startsWith(own.slice(0, -1).trimEnd())
  yield { where: received.tools.path.join('.'), ...(isKept ? {} : { what: "the caller's tools have changed" }) }
}

function firstDifference(a: string, b: string): number {
  if (a === b) return -1
  let at = 0
  while (a[at] === b[at]) at++
  return at
}

const around = (text: string, at: number) => text.slice(Math.max(0, at - 30), at + 50).replace(/\s+/g, ' ')
