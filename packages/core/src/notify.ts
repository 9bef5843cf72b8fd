// Shows a stage to the extensions, and takes from them what the stage allows.
import { attemptInTime, attemptNow } from './attempt.ts'
import { valueAt } from './body/change.ts'
import { arrayChange, changeDocument } from './body/document.ts'
import type { Exchange, Outgoing } from './exchange.ts'
import { type PipelineEvent, type PipelineReplacement, REPLACEABLE } from './extensions.ts'
import { readSegments } from './segments.ts'
import type { Services } from './services.ts'
import { snapshot } from './snapshot.ts'
import type { Change, Stage } from './types.ts'

/**
 * Calls every extension in turn with a copy of the exchange as it stands. Each sees what the one before it has put in
 * place. An extension that throws or overruns has changed nothing.
 */
export async function notify(stage: Stage, exchange: Exchange, { options }: Services): Promise<Exchange> {
  let current = exchange
  for (const extension of options.extensions) {
    const { trace } = current
    const where = `${stage} extension ${extension.name}`
    const event = attemptNow(trace, where, () => snapshot(eventOf(stage, current)))
    if (!event) continue
    const replacement = await attemptInTime(trace, where, {
      milliseconds: options.extensionTimeoutMs,
      work: () => extension.onPipelineEvent(event),
    })
    if (replacement && current.bypass === undefined) {
      current = attemptNow(trace, where, () => replace(stage, current, snapshot(replacement))) ?? current
    }
  }
  return current
}

function eventOf(stage: Stage, exchange: Exchange): PipelineEvent {
  const { view, outgoing, document } = exchange
  const body = (outgoing?.document ?? document).value
  const listAt = (path: Change['path'] | undefined) => {
    const list = path && valueAt(body, path)
    return Array.isArray(list) ? list : undefined
  }
  return {
    stage,
    operation: exchange.operation,
    requestId: exchange.id,
    provider: exchange.provider?.name,
    model: view?.model,
    messages: listAt(view?.messagesPath) ?? view?.messages ?? [],
    tools: listAt(view?.toolsPath),
    headers: outgoing?.headers ?? exchange.headers,
    decisions: exchange.decisions.map((decision, index) => {
      const { path, message, toolName } = exchange.segments[index]!
      return { ...decision, segment: { path, message, toolName } }
    }),
    response: exchange.answer?.kind === 'json' ? exchange.answer.value : undefined,
    metadata: exchange.metadata,
  }
}

function replace(stage: Stage, exchange: Exchange, replacement: PipelineReplacement): Exchange {
  const allowed = new Set(REPLACEABLE[stage])
  const take = <Key extends keyof PipelineReplacement>(key: Key) => (allowed.has(key) ? replacement[key] : undefined)
  for (const key of ['messages', 'tools', 'decisions'] as const) {
    if (replacement[key] !== undefined && !Array.isArray(replacement[key]))
      throw new TypeError(`"${key}" must be an array`)
  }
  const next = { ...exchange, metadata: replacement.metadata ?? exchange.metadata }
  const decisions = take('decisions')
  if (decisions?.length === exchange.decisions.length) return { ...next, decisions }
  const response = take('response')
  if (response !== undefined && exchange.answer?.kind === 'json') {
    return { ...next, answer: { ...exchange.answer, value: response } }
  }
  return replaceBody(next, { messages: take('messages'), tools: take('tools'), headers: take('headers') })
}

/** Puts other messages, tools or headers into the request: before compression into what came, after it into what goes. */
function replaceBody(
  exchange: Exchange,
  { messages, tools, headers }: Pick<PipelineReplacement, 'messages' | 'tools' | 'headers'>,
): Exchange {
  const { view, wire, outgoing } = exchange
  if (!view || !wire) return exchange
  const { value } = (outgoing ?? exchange).document
  const changes = [
    ...(messages ? arrayChange(view.messagesPath, valueAt(value, view.messagesPath), messages) : []),
    ...(tools ? arrayChange(view.toolsPath, valueAt(value, view.toolsPath), tools) : []),
  ]
  const apply = <Body>(body: Body, list: readonly Change[]) => wire.apply(body, list) as Body
  if (outgoing) {
    const document = changeDocument(outgoing.document, changes, apply)
    const next: Outgoing = {
      document,
      changed: outgoing.changed || changes.length > 0,
      headers: headers ?? outgoing.headers,
    }
    return { ...exchange, outgoing: next }
  }
  const before = exchange.view!.messages
  const document = changeDocument(exchange.document, changes, apply)
  return { ...exchange, ...readSegments({ ...exchange, document }, before) }
}
