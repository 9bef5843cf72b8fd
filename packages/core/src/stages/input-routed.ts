import { winnerOf } from '../appraise.ts'
import { attempt, attemptInTime, attemptNow } from '../attempt.ts'
import { holdsGenuineMarker } from '../ccr/marker.ts'
import { isRetrievalTool } from '../ccr/retrieval-tool.ts'
import type { Exchange, Progress } from '../exchange.ts'
import { hookContext } from '../hooks.ts'
import { isLong } from '../offload.ts'
import { policyFor, type ToolPolicy } from '../policies.ts'
import type { Appraisal, Services } from '../services.ts'
import { snapshot } from '../snapshot.ts'
import { type TokenCounter, tokenCounter } from '../tokens/counter.ts'
import { type Decision, LEVELS, type Level, type Retrieval, type Segment } from '../types.ts'

/** INPUT_ROUTED: each segment gets its decision, from what it is and what came before it alone. */
export async function inputRouted(exchange: Exchange, services: Services): Promise<Progress> {
  const count = await tokenCounter(exchange.view!.model)
  const retrieval = chooseRetrieval(exchange)
  exchange.trace.retrieval = retrieval
  const ready = { ...exchange, count, retrieval }
  await appraiseLong(ready, services)
  const decisions = exchange.segments.map((segment) => decide(segment, ready, services))
  return { count, retrieval, decisions, biases: await askBiases(exchange, services) }
}

/** What can bring dropped bytes back. Decided by what stays the same throughout a conversation. */
function chooseRetrieval({ options, operation, view, provider }: Exchange): Retrieval {
  if (options.retrieval !== 'tool') return options.retrieval
  const tools = view!.tools ?? []
  if (operation === 'compress' || !provider || tools.length === 0 || !view!.canRetrieve) return 'off'
  const names = tools.map((tool) => provider.toolName(tool))
  // A tool of that name is the caller's own, and whether it can reach our store is not known.
  if (names.some(isRetrievalTool)) return 'off'
  return names.some((name) => mayDrop(name, options)) ? 'tool' : 'off'
}

/** Whether anything of a tool's results can be left out: where nothing can, a tool to fetch it back would be paid for nothing. */
function mayDrop(toolName: string | undefined, { level, policies }: Exchange['options']): boolean {
  const reaches = (each: Level | undefined) => each === 'recoverable' || each === 'lossy'
  // What a function says of a result cannot be known before there is one.
  if (toolName === undefined || policies.some(({ tools }) => typeof tools === 'function')) {
    return [level, ...policies.map((policy) => policy.level)].some(reaches)
  }
  return reaches(policyFor({ toolName } as Segment, policies)?.level ?? level)
}

type Ready = Exchange & { count: TokenCounter }

/** The compressor of source code. It is none of the built-in ones, and policies speak of it. */
const CODE = 'code'

function decide(segment: Segment, exchange: Ready, services: Services): Decision {
  const { options, retrieval, count, scope, replayed, view } = exchange
  if (replayed.has(view!.messages[segment.message])) return leave('said in an earlier answer')
  if (segment.kind === 'tool-call' || segment.kind === 'reasoning')
    return leave(`${segment.kind.replace('-', ' ')}s are never touched`)
  if (!options.roles.includes(segment.role)) return leave(`${segment.role} text`)
  if (segment.isError) return leave('the tool reports an error')
  if (isRetrievalTool(segment.toolName)) return leave('a retrieved original')
  const policy =
    segment.toolName === undefined ? strictestPolicy(segment, exchange) : policyFor(segment, options.policies)
  const level = allowed(policy?.level ?? options.level, retrieval)
  const codeLevel = levelOfCode(level, policy, exchange)
  const repeats = mayRefer(segment, exchange) && (policy?.repeats ?? level !== 'exact')
  const otherwise = repeats ? fold : leave
  const isExact = level === 'exact' && codeLevel === 'exact'
  if (isExact && !repeats) return leave(exactly(segment))
  if (isShorter(segment.text, options.minimumTokens, count)) return leave(`under ${options.minimumTokens} tokens`)
  if (isExact) return fold(exactly(segment))
  const { winner, looksMarked } = appraise(segment, exchange, services)
  if (looksMarked && holdsGenuineMarker(scope, segment.text)) return leave('compressed before')
  if (winner === undefined && level !== 'exact') return otherwise('no compressor knows this kind of content')
  const own = winner === CODE ? codeLevel : level
  if (winner === undefined || own === 'exact')
    return otherwise(level === 'exact' ? exactly(segment) : 'code stays as it is')
  return {
    action: 'compress',
    compressor: winner,
    level: own,
    reason: 'highest bid',
    options: policy?.options,
    repeats,
  }
}

const exactly = ({ toolName }: Segment) => `policy: ${toolName ?? 'this tool'} is exact`

/** How far source code may be shortened, which a policy may allow where all else is exact. */
function levelOfCode(level: Level, policy: ToolPolicy | undefined, { options, retrieval }: Exchange): Level {
  if (level !== 'exact') return (policy?.code ?? options.code) ? level : 'exact'
  return policy?.code ? allowed(options.level, retrieval) : 'exact'
}

/** A call that only the provider has may be of any tool that is offered: the policy that goes least far counts. */
function strictestPolicy(segment: Segment, { options, view, provider }: Exchange): ToolPolicy | undefined {
  const reach = (policy: ToolPolicy | undefined) => LEVELS.indexOf(policy?.level ?? options.level)
  const names = (view!.tools ?? []).map((tool) => provider?.toolName(tool))
  return [undefined, ...names]
    .map((toolName) => policyFor({ ...segment, toolName }, options.policies))
    .reduce((strictest, policy) => (reach(policy) < reach(strictest) ? policy : strictest))
}

/** Only results are referred to and refer, and only while all of them are sure to stay in the conversation. */
function mayRefer({ kind }: Segment, { view }: Exchange): boolean {
  return kind === 'tool-result' && !view!.forgets
}

const leave = (reason: string): Decision => ({ action: 'leave', reason })
const fold = (reason: string): Decision => ({ action: 'fold', reason })

/** Nothing is dropped that nothing in this very request can bring back. */
function allowed(level: Level, retrieval: Retrieval): Level {
  return level === 'recoverable' && retrieval === 'off' ? 'lossless' : level
}

function isShorter(text: string, minimumTokens: number, count: TokenCounter): boolean {
  // No token is shorter than one UTF-8 byte, so a text this short needs no counting, not even for an estimate.
  return text.length * 4 < minimumTokens || count(text) < minimumTokens
}

/** Has long texts appraised and counted elsewhere, if there is an elsewhere; what follows finds them remembered. */
async function appraiseLong({ segments, view, count, trace }: Ready, { options, appraisals }: Services): Promise<void> {
  const { offload } = options
  if (!offload) return
  for (const segment of segments) {
    const context = segment.toolName ?? ''
    if (!isLong(segment.text) || appraisals.get(context, segment.text)) continue
    const done = await attempt(trace, 'the worker', () => offload.appraise(segment, view!.model))
    if (!done) continue
    count.remember(segment.text, done.tokens)
    appraisals.set(context, segment.text, appraisalOf(segment, done.winner))
  }
}

function appraise(segment: Segment, { trace }: Exchange, { options, appraisals }: Services): Appraisal {
  const context = segment.toolName ?? ''
  let appraisal = appraisals.get(context, segment.text)
  if (!appraisal) {
    const winner = winnerOf(options.compressors, segment, (name, bid) => attemptNow(trace, `bid of ${name}`, bid))
    appraisal = appraisalOf(segment, winner)
    appraisals.set(context, segment.text, appraisal)
  }
  return appraisal
}

const appraisalOf = ({ text }: Segment, winner: string | undefined): Appraisal => ({
  winner,
  looksMarked: text.includes('<<ccr:'),
})

async function askBiases(exchange: Exchange, { options }: Services): Promise<ReadonlyMap<number, number>> {
  const hook = exchange.options.hooks?.computeBiases
  if (!hook) return new Map()
  const answer = await attemptInTime(exchange.trace, 'hook computeBiases', {
    milliseconds: options.extensionTimeoutMs,
    work: () => hook(snapshot(exchange.view!.messages), hookContext(exchange)),
  })
  if (!answer) return new Map()
  const entries = answer instanceof Map ? [...answer] : Object.entries(answer as Record<string, unknown>)
  return new Map(
    entries
      .map(([index, bias]) => [Number(index), Number(bias)] as const)
      .filter(([index, bias]) => Number.isInteger(index) && bias > 0 && Number.isFinite(bias)),
  )
}
