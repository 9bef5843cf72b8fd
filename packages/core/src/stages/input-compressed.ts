import { attempt, attemptInTime, attemptNow } from '../attempt.ts'
import { keepOriginals, renewOriginals } from '../ccr/originals.ts'
import { isRetrievalTool } from '../ccr/retrieval-tool.ts'
import { compressSegment, outcomeContext } from '../compress-segment.ts'
import type { Exchange, PrefixNote, Progress } from '../exchange.ts'
import { openRepeats, type Repeats } from '../fold-segment.ts'
import type { Outcome } from '../memo.ts'
import { isLong, type Offload } from '../offload.ts'
import type { Services } from '../services.ts'
import type { TokenCounter } from '../tokens/counter.ts'
import type { Decision, Edit, Segment } from '../types.ts'

/** What a timer can be set to, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1

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
  const repeats = openRepeats(services)
  for (const [index, segment] of exchange.segments.entries()) {
    const fate = await settleSegment(index, ready, { services, deadline, repeats })
    const edit = fate.outcome?.edit && { ...fate.outcome.edit, segment: index }
    if (edit) edits.push(edit)
    if (canBeReferredTo(segment, exchange)) repeats.add(segment, edit?.text ?? segment.text)
    if (fate.held) note(exchange, segment, { held: fate.held, newNotes })
    record(ready, segment, { fate, edit })
  }
  repeats.close()
  return { edits, newNotes }
}

/** What the caller never saw may be gone in the next turn, so nothing refers to it. */
function canBeReferredTo({ kind, toolName, message }: Segment, { replayed, view }: Exchange): boolean {
  return kind === 'tool-result' && !isRetrievalTool(toolName) && !replayed.has(view!.messages[message])
}

interface Settling {
  services: Services
  deadline: number
  repeats: Repeats
}

async function settleSegment(index: number, exchange: Ready, settling: Settling): Promise<Fate> {
  const { services } = settling
  const segment = exchange.segments[index]!
  let decision = exchange.decisions[index]!
  if (decision.action === 'leave') return { decision, remembered: false }
  const noted = heldLevel(exchange, segment)
  if (noted === 'exact')
    return { decision: { action: 'leave', reason: 'left earlier in this conversation' }, remembered: false }
  if (noted && decision.action === 'compress') decision = { ...decision, level: noted }
  const found = await findOutcome(segment, decision, { ...settling, exchange })
  if (typeof found === 'string') return leftFor(found)
  if (await keep(found.outcome, { exchange, services, isNew: !found.remembered })) return { decision, ...found }
  const lossless: Decision = decision.action === 'compress' ? { ...decision, level: 'lossless' } : decision
  const second = await findOutcome(segment, lossless, { ...settling, exchange, deadline: Number.POSITIVE_INFINITY })
  if (typeof second === 'string') return leftFor(second)
  return { decision: lossless, ...second, remembered: false, held: 'lossless' }
}

const leftFor = (reason: string): Fate => ({ decision: { action: 'leave', reason }, remembered: false, held: 'exact' })

/** The better of folding and compressing; if neither is known and there is no time to find out, why. */
async function findOutcome(
  segment: Segment,
  decision: Exclude<Decision, { action: 'leave' }>,
  { services, deadline, repeats, exchange }: Settling & { exchange: Ready },
): Promise<{ outcome: Outcome; remembered: boolean } | string> {
  const known =
    decision.action === 'compress'
      ? services.outcomes.get(outcomeContext(segment, decision, exchange), segment.text)
      : undefined
  if (!known && performance.now() > deadline) return 'the deadline had passed'
  if (
    !known &&
    decision.action === 'compress' &&
    !(await isPrepared(segment, decision, { exchange, services, deadline }))
  )
    return `${decision.compressor} could not be loaded in time`
  const where = `folding ${segment.path.join('.')}`
  const isFoldable = decision.action === 'fold' || decision.repeats !== false
  const folded = isFoldable ? attemptNow(exchange.trace, where, () => repeats.fold(segment, exchange)) : undefined
  if (decision.action === 'fold')
    return {
      remembered: folded?.remembered ?? false,
      outcome: { reason: decision.reason, originals: [], ...edited(folded) },
    }
  const outcome = known ?? (await compute(segment, decision, { exchange, services }))
  return folded && isBetter(folded.outcome, outcome) ? folded : { outcome, remembered: known !== undefined }
}

const edited = (found: { outcome: Outcome } | undefined) => (found?.outcome.edit ? found.outcome : {})

/** A folding loses nothing, so it gives way only to something a good deal smaller. */
function isBetter(folded: Outcome, other: Outcome): boolean {
  if (!folded.edit) return false
  return !other.edit || folded.edit.tokensAfter <= other.edit.tokensAfter * (other.edit.level === 'lossless' ? 1 : 1.25)
}

/** Waits for what the compressor has to load. False if that failed or took too long: then it must not decide. */
async function isPrepared(
  segment: Segment,
  { compressor: name, level }: Compress,
  { exchange, services, deadline }: { exchange: Ready; services: Services; deadline: number },
): Promise<boolean> {
  const compressor = services.options.compressors.find((one) => one.name === name)
  if (!compressor?.prepare) return true
  const milliseconds = Math.min(LONGEST_TIMER, Math.max(0, deadline - performance.now()))
  const work = async () => {
    await compressor.prepare!(segment, level)
    return true
  }
  const done = await attemptInTime(exchange.trace, `loading for ${name}`, { milliseconds, work })
  return done ?? false
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
    // options may hold functions, which cannot be handed over
    options.offload && isLong(segment.text) && decision.options === undefined
      ? compressElsewhere(options.offload, segment, { decision, exchange })
      : compressSegment(segment, decision, { exchange, compressors: options.compressors }),
  )) ?? { reason: `${decision.compressor} failed`, originals: [] }
  outcomes.set(outcomeContext(segment, decision, exchange), segment.text, outcome, outcome.edit?.text.length)
  return outcome
}

async function compressElsewhere(
  offload: Offload,
  segment: Segment,
  { decision, exchange }: { decision: Compress; exchange: Ready },
): Promise<Outcome> {
  const { scope, biases, view, count } = exchange
  const task = { segment, decision, scope, bias: biases.get(segment.message), model: view?.model }
  const outcome = await offload.compress(task)
  if (outcome.edit && !segment.isJson) count.remember(outcome.edit.text, outcome.edit.tokensAfter)
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
    compressor: edit?.compressor ?? (decision.action === 'compress' ? decision.compressor : undefined),
    level: edit?.level ?? 'exact',
    tokensBefore: tokens,
    tokensAfter: edit?.tokensAfter ?? tokens,
    summary: edit?.summary,
    dropped: edit?.dropped ?? [],
    hashes: edit?.hashes ?? [],
    remembered,
  })
}
