// Plays a recorded session through the pipeline, as its agent would have sent it, and measures what became of it.

import { valueAt } from '../body/change.ts'
import { RETRIEVAL_TOOL } from '../ccr/retrieval-tool.ts'
import { createHeadroom } from '../headroom.ts'
import type { HeadroomOptions } from '../options.ts'
import { type ModelFacts, type ModelRow, modelFacts } from '../providers/models.ts'
import { type TokenCounter, tokenCounter } from '../tokens/counter.ts'
import type { SegmentTrace } from '../trace.ts'
import type { Dropped, Segment, Wire } from '../types.ts'
import { defaultWires } from '../wires/index.ts'
import { type Bill, type BilledTurn, billOf, type Sent } from './bill.ts'
import { type Weighed, weigh } from './blocks.ts'
import { bodyOf } from './body-of.ts'
import { type Needed, neededLater, type ReadText } from './needed.ts'
import { checkPrefixes, type PrefixCheck } from './prefixes.ts'
import type { Session } from './session.ts'

/** A text that was made smaller. */
export interface ReplayedEdit {
  message: number
  toolName?: string
  compressor: string
  level: string
  summary?: string
  tokensBefore: number
  tokensAfter: number
  dropped: readonly Dropped[]
  hashes: readonly string[]
  /** The text before and after; only where they are asked for. */
  before?: string
  after?: string
}

/** What a session came to in one arm. */
export interface ArmReport {
  /** The profile's name, or `passthrough`. */
  profile: string
  /** Tokens of all requests. */
  tokens: number
  /** By the name of the rules. */
  bills: Record<string, Bill>
  prefix: PrefixCheck
  needed: Needed
  edits: ReplayedEdit[]
}

export interface SessionReport {
  id: string
  source: string
  model?: string
  turns: number
  messages: number
  /** Characters of its messages as JSON. */
  characters: number
  /** The first one is passthrough. */
  arms: ArmReport[]
}

export interface ReplayOptions {
  /** Arms beside passthrough, by name. @default the default profile */
  profiles?: Readonly<Record<string, HeadroomOptions>>
  /** Whose rules the session is billed by, each with the model that it is billed as. @default Anthropic's and OpenAI's */
  rules?: Readonly<Record<string, string>>
  /** Rows that go before the built-in table of models. */
  models?: readonly ModelRow[]
  /** Tokens that stand before each request and are not in the recording, such as the tools' definitions. @default 0 */
  baseTokens?: number
  /** Whether cached beginnings expire by the recording's clock. @default true */
  expiry?: boolean
  /** Whether reports hold the texts of edits. @default false */
  texts?: boolean
}

const PROFILES = { default: {} }
const RULES = { anthropic: 'claude-sonnet-4-5', openai: 'gpt-5' }

/**
 * Plays one session in each arm.
 * @example
 * for (const session of await readSessions(lines, file)) console.log(await playSession(session))
 */
export async function playSession(session: Session, options: ReplayOptions = {}): Promise<SessionReport> {
  const { profiles = PROFILES, rules = RULES, models = [] } = options
  const count = await tokenCounter(session.model)
  const facts = Object.fromEntries(
    Object.entries(rules).map(([name, model]) => [
      name,
      modelFacts(isOf(session.model, name) ? session.model : model, name, models),
    ]),
  )
  const about: Playing = { session, wire: wireOf(session), count, facts, options }
  const arms = [passthrough(about)]
  for (const [name, profile] of Object.entries(profiles)) arms.push(await arm(name, profile, about))
  const { id, source, model, messages, turns } = session
  return {
    id,
    source,
    ...(model === undefined ? {} : { model }),
    turns: turns.length,
    messages: messages.length,
    characters: JSON.stringify(messages).length,
    arms,
  }
}

interface Playing {
  session: Session
  wire: Wire
  count: TokenCounter
  facts: Record<string, ModelFacts>
  options: ReplayOptions
}

const isOf = (model: string | undefined, rules: string): model is string =>
  model !== undefined && modelFacts(model).known && modelFacts(model).provider === rules

const wireOf = ({ format }: Session): Wire => defaultWires.find(({ name }) => name === format)!

function passthrough(about: Playing): ArmReport {
  const { session, wire, count } = about
  const texts = wire
    .segments(bodyOf(session))
    .map((segment): ReadText => ({ segment, sent: segment.text, redeemable: [] }))
  const sent = sentOf(
    about,
    session.messages.map((message) => weigh(message, count)),
    0,
  )
  const prefix = { checked: session.turns.length, unbroken: session.turns.length }
  return { profile: 'passthrough', ...figures(sent, about), prefix, needed: neededLater(texts), edits: [] }
}

async function arm(profile: string, options: HeadroomOptions, about: Playing): Promise<ArmReport> {
  const { session, wire, count } = about
  const own = createHeadroom({ ...options, retrieval: options.retrieval ?? 'host' })
  const { body, trace } = await own.prepare({ body: bodyOf(session), format: session.format })
  const path = wire.view(body)!.messagesPath
  const messages = valueAt(body, path) as unknown[]
  const originals = wire.segments(bodyOf(session))
  const after = wire.segments(body)
  const fetched = await fetchAll(own, trace.segments)
  const texts = originals.map(
    (segment, index): ReadText => ({
      segment,
      sent: after[index]!.text,
      redeemable: trace.segments[index]!.hashes.map((hash) => fetched.get(hash) ?? ''),
    }),
  )
  // The tool is on every request of a conversation that has tools, or on none.
  const tool = count(JSON.stringify(RETRIEVAL_TOOL))
  const sent = sentOf(
    about,
    messages.map((message) => weigh(message, count)),
    isDroppingNothing(options) ? 0 : tool,
  )
  const prefix = await checkPrefixes(
    session,
    messages,
    (part) => own.prepare({ body: bodyOf(part), format: session.format }),
    path,
  )
  const edits = editsOf(trace.segments, originals, after, about.options.texts ?? false)
  await own.close()
  return { profile, ...figures(sent, about), prefix, needed: neededLater(texts), edits }
}

const isDroppingNothing = ({ level, profile }: HeadroomOptions) =>
  level === 'lossless' || level === 'exact' || (level === undefined && profile === 'lossless')

async function fetchAll(own: ReturnType<typeof createHeadroom>, segments: readonly SegmentTrace[]) {
  const fetched = new Map<string, string>()
  for (const hash of segments.flatMap(({ hashes }) => hashes))
    fetched.set(hash, (await own.retrieve(hash))?.original ?? '')
  return fetched
}

function sentOf({ session, count, options }: Playing, messages: Weighed[], tool: number): Sent {
  const { system, tools, turns } = session
  const base = { digest: 'base', tokens: (options.baseTokens ?? 0) + tool, blocks: 1 }
  const head = [base, ...[tools, system].flatMap((value) => (value === undefined ? [] : [weigh(value, count)]))]
  const clock = options.expiry ?? true
  return {
    head,
    messages,
    turns: turns.map((turn): BilledTurn => {
      const said = turn.usage?.outputTokens ?? messages[turn.messages]?.tokens ?? 0
      return { messages: turn.messages, outputTokens: said, ...(clock && turn.at !== undefined ? { at: turn.at } : {}) }
    }),
  }
}

function figures(sent: Sent, { facts }: Playing): Pick<ArmReport, 'tokens' | 'bills'> {
  const bills = Object.fromEntries(Object.entries(facts).map(([name, each]) => [name, billOf(sent, each)]))
  const upTo: number[] = []
  let sum = sent.head.reduce((tokens, each) => tokens + each.tokens, 0)
  for (const { tokens } of sent.messages) {
    upTo.push(sum)
    sum += tokens
  }
  upTo.push(sum)
  return { tokens: sent.turns.reduce((tokens, { messages }) => tokens + upTo[messages]!, 0), bills }
}

function editsOf(
  traces: readonly SegmentTrace[],
  before: readonly Segment[],
  after: readonly Segment[],
  texts: boolean,
) {
  return traces.flatMap((trace, index): ReplayedEdit[] => {
    if (trace.action !== 'compress') return []
    const { message, toolName, compressor, level, summary, tokensBefore, tokensAfter, dropped, hashes } = trace
    return [
      {
        message,
        ...(toolName === undefined ? {} : { toolName }),
        compressor: compressor ?? '',
        level,
        ...(summary === undefined ? {} : { summary }),
        tokensBefore,
        tokensAfter,
        dropped,
        hashes,
        ...(texts ? { before: before[index]!.text, after: after[index]!.text } : {}),
      },
    ]
  })
}
