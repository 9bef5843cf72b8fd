// The eight laws as properties of generated conversations. Each check takes the way to make a Headroom, so that it can be
// run on ours, on ours with a user's own parts in it, and on one with a planted fault.
import fc from 'fast-check'
import { jsonSlice } from '../body/locate.ts'
import { withoutValues } from '../body/without-values.ts'
import { hashesIn } from '../ccr/marker.ts'
import { RETRIEVAL_TOOL } from '../ccr/retrieval-tool.ts'
import type { Headroom } from '../headroom.ts'
import type { HeadroomOptions } from '../options.ts'
import { EXACT_TOOLS } from '../policies.ts'
import type { Prepared } from '../requests.ts'
import { createMemoryStore } from '../store/memory.ts'
import { tokenCounter } from '../tokens/counter.ts'
import type { Compressor, Segment, Store, Wire } from '../types.ts'
import { defaultWires } from '../wires/index.ts'
import { check, same } from './contract.ts'
import { type Conversation, conversations, type Format, type Request, requestsOf } from './conversations.ts'
import { falsehood, type TruthCheck } from './truth.ts'
import { unfold } from './unfold.ts'

export interface LawSubject {
  create(options?: HeadroomOptions): Headroom
  /** How many conversations are generated. @default 40 */
  runs?: number
  /** Whether a conversation that breaks a law is made as small as it gets, which may take a while. @default true */
  shrink?: boolean
  /** Judges compressed texts. @default the check for the compressors of this package */
  falsehood?: TruthCheck
}

type Law = (subject: LawSubject) => Promise<void>

const FORMATS = ['openai-chat', 'anthropic-messages'] as const
const wireOf = (format: Format): Wire => defaultWires.find(({ name }) => name === format)!

/** Runs a property for conversations in both wires. */
async function forAll(
  { runs = 40, shrink = true }: LawSubject,
  property: (conversation: Conversation, format: Format, pick: number) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(conversations, fc.constantFrom(...FORMATS), fc.nat(), property), {
    numRuns: runs,
    endOnFailure: !shrink,
  })
}

const prepareText = (headroom: Headroom, request: Request, credential?: string): Promise<Prepared<string>> =>
  headroom.prepare({ body: JSON.stringify(request), credential })

/** The elements of the messages, as they are spelled. */
function messagesOf(body: string): string[] {
  const { length } = (JSON.parse(body) as Request).messages
  return Array.from({ length }, (_, index) => jsonSlice(body, ['messages', index])!)
}

function resultsIn(format: Format, body: string | Request): Segment[] {
  const value = typeof body === 'string' ? (JSON.parse(body) as Request) : body
  return wireOf(format)
    .segments(value)
    .filter(({ kind }) => kind === 'tool-result')
}

const textsOf = (segments: readonly Segment[]) => segments.map(({ text }) => text)

/** Law 1: what is sent for a message depends on nothing but it, what came before, the tools and the configuration. */
const causality: Law = (subject) =>
  forAll(subject, async (conversation, format) => {
    const requests = requestsOf(conversation, format)
    const warm = subject.create()
    let earlier: string[] = []
    for (const request of requests) {
      const { body } = await prepareText(warm, request)
      const cold = await prepareText(subject.create(), request)
      same(cold.body, body, 'a fresh process sends other bytes')
      const messages = messagesOf(body)
      for (const [index, message] of earlier.entries())
        same(messages[index], message, `message ${index} of an earlier turn`)
      same(jsonSlice(body, ['tools']), jsonSlice((await prepareText(warm, requests[0]!)).body, ['tools']), 'tools')
      earlier = messages
    }
  })

/** Law 2: what a marker names can be fetched, byte for byte, by something in this very request; else nothing is dropped. */
const redeemability: Law = (subject) =>
  forAll(subject, async (conversation, format) => {
    for (const tools of [true, false]) {
      const request = requestsOf(conversation, format, { tools }).at(-1)!
      const headroom = subject.create()
      const sent = await prepareText(headroom, request)
      const known = new Set(resultsIn(format, request).flatMap(({ text }) => hashesIn(text)))
      const emitted = hashesIn(sent.body).filter((hash) => !known.has(hash))
      same(new Set(sent.ccrHashes).size, emitted.length, 'hashes reported')
      check(tools || emitted.length === 0, 'a marker in a request that offers no tools')
      if (emitted.length > 0)
        check(jsonSlice(sent.body, ['tools'])?.includes(RETRIEVAL_TOOL.name), 'a marker without our tool')
      const originals = resultsIn(format, request).map(({ text }) => text)
      for (const hash of emitted) {
        const found = await headroom.retrieve(hash)
        check(
          found && originals.some((text) => text.includes(found.original)),
          `${hash} does not give the original back`,
        )
      }
      await holdsOnFullDisk(subject, request)
    }
  })

async function holdsOnFullDisk(subject: LawSubject, request: Request): Promise<void> {
  const memory = createMemoryStore()
  const full: Store = {
    ...memory,
    set(key) {
      throw new Error(`no space left for ${key}`)
    },
  }
  const { body } = await prepareText(subject.create({ store: full }), request)
  const before = hashesIn(JSON.stringify(request)).length
  check(hashesIn(body).length === before, 'a marker for what could not be stored')
}

/** Law 3: an edit makes the text shorter by the model's own count; a request with nothing to do goes on as it came. */
const monotony: Law = (subject) =>
  forAll(subject, async (conversation, format) => {
    const request = requestsOf(conversation, format).at(-1)!
    const count = await tokenCounter(request.model)
    const sent = await prepareText(subject.create(), request)
    const before = resultsIn(format, request)
    resultsIn(format, sent.body).forEach(({ text }, index) => {
      const original = before[index]!.text
      check(text === original || count(text) < count(original), 'an edit that saves no tokens')
    })
    check(sent.tokensAfter <= sent.tokensBefore, 'more tokens after than before')
    const [first] = requestsOf(conversation, format, { tools: false })
    const idle = await prepareText(subject.create(), first!)
    same(idle.body, JSON.stringify(first), 'a request without tool results')
    same(idle.changed, false, 'changed')
  })

/** Law 4: whatever fails in our code or in that of others, the request goes on, and what failed is left as it came. */
const failOpen: Law = (subject) =>
  forAll(subject, async (conversation, format) => {
    const request = requestsOf(conversation, format).at(-1)!
    const boom = () => {
      throw new Error('planted')
    }
    const broken: Compressor = { name: 'broken', version: 1, bid: () => 1, compress: boom }
    const uncompressed = await prepareText(subject.create({ compressors: [broken] }), request)
    same(unfold(resultsIn(format, uncompressed.body)), textsOf(resultsIn(format, request)), 'tool results')

    const store: Store = { get: boom, set: boom, delete: boom, touch: boom }
    const unstored = await prepareText(subject.create({ store }), request)
    check(unstored.trace.failures.length > 0, 'a broken store left no line in the trace')
    same(unstored.ccrHashes, [], 'hashes of what could not be stored')

    const { body } = await prepareText(subject.create(), request)
    const hooks = { preCompress: boom, computeBiases: boom, postCompress: boom }
    for (const options of [{ hooks }, { extensions: [{ name: 'broken', onPipelineEvent: boom }] }]) {
      const sent = await prepareText(subject.create(options), request)
      check(sent.trace.failures.length > 0, 'a broken part of others left no line in the trace')
      same(sent.body, body, 'what is sent beside a broken hook or extension')
    }
  })

/** Law 5: what the model sees is in the original, at its place and as it is spelled there, or reads back to it. */
const truth: Law = (subject) =>
  forAll(subject, async (conversation, format) => {
    const judge = subject.falsehood ?? falsehood
    for (const tools of [true, false]) {
      const request = requestsOf(conversation, format, { tools }).at(-1)!
      const { body } = await prepareText(subject.create(), request)
      const before = resultsIn(format, request)
      unfold(resultsIn(format, body)).forEach((text, index) => {
        const words = text === undefined ? 'a reference to nothing' : judge(before[index]!.text, text)
        check(words === undefined, `a falsehood: ${words}`)
      })
    }
  })

/** Law 6: outside of the edited texts and the added tool, every byte is as it was. */
const untouchedBytes: Law = (subject) =>
  forAll(subject, async (conversation, format, pick) => {
    const request = requestsOf(conversation, format).at(-1)!
    const spelled = spell(request, pick)
    const { body } = await subject.create().prepare({ body: spelled })
    const edited = resultsIn(format, body).filter(({ text }, index) => text !== resultsIn(format, request)[index]!.text)
    const paths = [...edited.map(({ path }) => path), ['tools']]
    same(withoutValues(body, paths), withoutValues(spelled, paths), 'the bytes around the edited texts')
    const tools = jsonSlice(spelled, ['tools'])!
    check(jsonSlice(body, ['tools'])!.startsWith(tools.slice(0, -1).trimEnd()), 'a tool of the caller has changed')
  })

/** The request as some client may spell it: odd numbers, blanks, escapes and fields that nobody here knows. */
function spell(request: Request, pick: number): string {
  const odd = { ...request, x_unknown: { a: [1, null], b: '\u2028' }, top_p: 'NUMBER' }
  const text = pick % 2 === 0 ? JSON.stringify(odd) : JSON.stringify(odd, null, pick % 3).replaceAll('[]', '[ ]')
  return text.replace('"NUMBER"', '1.0e0').replace('"x_unknown"', '"x\\u005funknown"')
}

/** Law 7: only results of tools are compressed, and not those that are errors, short, or of the five exact tools. */
const handsOff: Law = (subject) =>
  forAll(subject, async (conversation, format) => {
    const request = requestsOf(conversation, format).at(-1)!
    const { body } = await prepareText(subject.create(), request)
    const wire = wireOf(format)
    const after = wire.segments(JSON.parse(body))
    const count = await tokenCounter(request.model)
    wire.segments(request).forEach((segment, index) => {
      const exact = EXACT_TOOLS.some((name) => name === segment.toolName)
      const free = segment.kind === 'tool-result' && !segment.isError && !exact && count(segment.text) >= 250
      if (!free) same(after[index]?.text, segment.text, `${segment.role} ${segment.kind} at ${segment.path.join('.')}`)
    })
  })

/** Law 8: an original is found by the credential that it came in with, and by no other. */
const isolation: Law = (subject) =>
  forAll(subject, async (conversation, format) => {
    const request = requestsOf(conversation, format).at(-1)!
    const headroom = subject.create()
    const mine = await prepareText(headroom, request, 'mine')
    const yours = await prepareText(headroom, request, 'yours')
    for (const hash of mine.ccrHashes) {
      check(await headroom.retrieve(hash, { credential: 'mine' }), 'not found by its own credential')
      for (const credential of ['yours', '', undefined, hash]) {
        check(!(await headroom.retrieve(hash, { credential })), `found by ${JSON.stringify(credential)}`)
      }
      check(!yours.ccrHashes.includes(hash), 'one hash for two credentials')
    }
  })

/** The eight laws by name; each rejects with the conversation that breaks it, made as small as it gets. */
export const LAWS = {
  causality,
  redeemability,
  monotony,
  failOpen,
  truth,
  untouchedBytes,
  handsOff,
  isolation,
} as const
