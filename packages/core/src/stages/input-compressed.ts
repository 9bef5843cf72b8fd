import { attempt } from '../attempt.ts'
import { keepOriginals, renewOriginals } from '../ccr/originals.ts'
import { compressSegment, outcomeContext } from '../compress-segment.ts'
import type { Exchange, PrefixNote, Progress } from '../exchange.ts'
import type { Outcome } from '../memo.ts'
import type { Services } from '../services.ts'
import type { TokenCounter } from '../tokens/counter.ts'
import type { Decision, Edit, Segment } from '../types.ts'

type Ready = Exchange & { count: TokenCounter }
type Compress = Extract<Decision, { action: 'compress' }>

/** What became of one segment. */
interface Fate {
  decision: Decision
  outcome?: Outcome
  remembered: boolean
  /** The level to which pressure, not content, has kept this segment: to be noted, so that it stays so. */
  held?: 'exact' | 'lossless'
}

/** INPUT_COMPRESSED: compressors run, originals are stored before anything names them, edits are accepted or refused. */
export async function inputCompressed(exchange: Exchange, services: Services): Promise<Progress> {
  const { count } = exchange
  if (!count) return {}
  const ready = { ...exchange, count }
  const deadline = performance.now() + services.options.deadlineMs
  const edits: Edit[] = []
  const newNotes = new Map<string, PrefixNote>()
  for (const [index, segment] of exchange.segments.entries()) {
    const fate = await settleSegment(index, ready, { services, deadline })
    const edit = fate.outcome?.edit && { ...fate.outcome.edit, segment: index }
    if (edit) edits.push(edit)
    if (fate.held) note(exchange, segment, { held: fate.held, newNotes })
    record(ready, segment, { fate, edit })
  }
  return { edits, newNotes }
}

async function settleSegment(
  index: number,
  exchange: Ready,
  { services, deadline }: { services: Services; deadline: number },
): Promise<Fate> {
  const segment = exchange.segments[index]!
  let decision = exchange.decisions[index]!
  if (decision.action === 'leave') return { decision, remembered: false }
  const noted = heldLevel(exchange, segment)
  if (noted === 'exact')
    return { decision: { action: 'leave', reason: 'left earlier in this conversation' }, remembered: false }
  if (noted) decision = { ...decision, level: noted }
  const known = services.outcomes.get(outcomeContext(segment, decision, exchange), segment.text)
  if (!known && performance.now() > deadline) {
    return { decision: { action: 'leave', reason: 'the deadline had passed' }, remembered: false, held: 'exact' }
  }
  const outcome = known ?? (await compute(segment, decision, { exchange, services }))
  if (await keep(outcome, { exchange, services, isNew: !known }))
    return { decision, outcome, remembered: known !== undefined }
  const lossless: Compress = { ...decision, level: 'lossless' }
  return {
    decision: lossless,
    outcome: await compute(segment, lossless, { exchange, services }),
    remembered: false,
    held: 'lossless',
  }
}

/** Works the outcome out. One that fails would fail again, so that is remembered too. */
async function compute(
  segment: Segment,
  decision: Compress,
  { exchange, services }: { exchange: Ready; services: Services },
): Promise<Outcome> {
  const { options, outcomes } = services
  const where = `compressor ${decision.compressor} at ${segment.path.join('.')}`
  const outcome = (await attempt(exchange.trace, where, () =>
    compressSegment(segment, decision, { exchange, compressors: options.compressors }),
  )) ?? { reason: `${decision.compressor} failed`, originals: [] }
  outcomes.set(outcomeContext(segment, decision, exchange), segment.text, outcome, outcome.edit?.text.length)
  return outcome
}

/** Stores what the outcome's markers name. False if that failed: then they must not be emitted. */
async function keep(
  { originals }: Outcome,
  { exchange, services, isNew }: { exchange: Ready; services: Services; isNew: boolean },
): Promise<boolean> {
  if (originals.length === 0) return true
  const { store, ttlSeconds } = services.options
  const put = isNew ? keepOriginals : renewOriginals
  const done = await attempt(exchange.trace, 'store', async () => {
    await put(store, exchange.scope, { originals, ttlSeconds })
    return true
  })
  return done ?? false
}

const placeOf = (segment: Segment) => segment.path.slice(2).join('.')

function digestFor({ digests, origins }: Exchange, segment: Segment): string | undefined {
  const origin = origins[segment.message]
  return origin === undefined ? undefined : digests[origin + 1]
}

function heldLevel(exchange: Exchange, segment: Segment): 'exact' | 'lossless' | undefined {
  const origin = exchange.origins[segment.message]
  return origin === undefined ? undefined : exchange.notes[origin + 1]?.held?.[placeOf(segment)]
}

function note(
  exchange: Exchange,
  segment: Segment,
  { held, newNotes }: { held: 'exact' | 'lossless'; newNotes: Map<string, PrefixNote> },
): void {
  const digest = digestFor(exchange, segment)
  if (digest === undefined) return
  newNotes.set(digest, { held: { ...newNotes.get(digest)?.held, [placeOf(segment)]: held } })
}

function record(
  { trace, count }: Ready,
  segment: Segment,
  { fate, edit }: { fate: Fate; edit: Edit | undefined },
): void {
  const { path, message, role, kind, toolName } = segment
  const tokens = edit?.tokensBefore ?? count(segment.text)
  trace.tokens.before += tokens
  trace.tokens.after += edit?.tokensAfter ?? tokens
  trace.tokens.exact = count.exact
  const { decision, outcome, remembered } = fate
  trace.segments.push({
    path,
    message,
    role,
    kind,
    toolName,
    action: edit ? 'compress' : 'leave',
    reason: edit ? decision.reason : (outcome?.reason ?? decision.reason),
    compressor: decision.action === 'compress' ? decision.compressor : undefined,
    level: edit?.level ?? 'exact',
    tokensBefore: tokens,
    tokensAfter: edit?.tokensAfter ?? tokens,
    summary: edit?.summary,
    dropped: edit?.dropped ?? [],
    hashes: edit?.hashes ?? [],
    remembered,
  })
}
