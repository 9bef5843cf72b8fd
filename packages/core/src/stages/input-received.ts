import { attemptInTime } from '../attempt.ts'
import { valueAt } from '../body/change.ts'
import { arrayChange, changeDocument } from '../body/document.ts'
import type { Exchange, Progress } from '../exchange.ts'
import { hookContext } from '../hooks.ts'
import { insertion, readSegments } from '../segments.ts'
import type { Services } from '../services.ts'
import { snapshot } from '../snapshot.ts'
import type { Change } from '../types.ts'

/** INPUT_RECEIVED: what the caller never saw is put back, hooks may rewrite messages, the body is read into segments. */
export async function inputReceived(exchange: Exchange, services: Services): Promise<Progress> {
  const received = { ...exchange, ...readSegments(exchange, exchange.view!.messages) }
  const replays = [...hiddenExchanges(received), ...afterAnswer(received)]
  const whole = change(
    received,
    replays.flatMap(({ changes }) => changes),
  )
  const rewritten = change(whole, await rewrites(whole, services))
  const { document, view, origins, segments } = rewritten
  return { document, view, origins, segments, replayed: new Set(replays.flatMap(({ messages }) => messages)) }
}

/** Messages that the provider has had before, and how they get back into the request. */
interface Replay {
  messages: readonly unknown[]
  changes: Change[]
}

function change(exchange: Exchange, changes: readonly Change[]): Exchange {
  if (changes.length === 0) return exchange
  const before = exchange.view!.messages
  const document = changeDocument(
    exchange.document,
    changes,
    (body, list) => exchange.wire!.apply(body, list) as typeof body,
  )
  return { ...exchange, ...readSegments({ ...exchange, document }, before) }
}

/** Retrievals settled in earlier answers, put back where the provider has them. */
function hiddenExchanges({ view, notes, provider, wire }: Exchange): Replay[] {
  const { messages, messagesPath } = view!
  return messages.flatMap((_, index) => {
    const hidden = notes[index]?.hidden
    if (!hidden || !provider) return []
    const echo = provider.echo(messages, index)
    if (!echo?.keys.some((key) => hidden.echo.includes(key))) return []
    const at = [...messagesPath, index]
    const [said, pending] = [hidden.messages, hidden.pending].map((list) =>
      wire?.revive ? list.map(wire.revive) : list,
    )
    if (pending!.length === 0 || !provider.joinResults) {
      const messages = [...said!, ...pending!]
      return [{ messages, changes: [{ path: at, count: echo.count, values: messages }] }]
    }
    const next = index + echo.count
    const joined = provider.joinResults(pending!, messages[next], said!.at(-1))
    // Without the caller's results there is no place for ours, and calls without results would be refused.
    if (joined === undefined) return []
    const changes = [
      { path: at, count: echo.count, values: said! },
      { path: [...messagesPath, next], values: [joined] },
    ]
    return [{ messages: said!, changes }]
  })
}

/** The history is the provider's to keep: the answer that its last one became, and what that one still waits for. */
function afterAnswer({ view, continued, document }: Exchange): Replay[] {
  const { continues } = view!
  if (!continued || !continues) return []
  const { answer, pending } = continued
  const changes = [
    ...(answer === continues.answer ? [] : [{ path: continues.path, values: [answer] }]),
    ...(pending.length === 0 ? [] : [insertion(view!, document, { index: 0, added: pending })]),
  ]
  return [{ messages: pending, changes }]
}

async function rewrites(exchange: Exchange, { options }: Services): Promise<Change[]> {
  const hook = exchange.options.hooks?.preCompress
  if (!hook) return []
  const { messages, messagesPath } = exchange.view!
  const after = await attemptInTime(exchange.trace, 'hook preCompress', {
    milliseconds: options.extensionTimeoutMs,
    work: () => hook(snapshot(messages), hookContext(exchange)),
  })
  return Array.isArray(after) ? arrayChange(messagesPath, valueAt(exchange.document.value, messagesPath), after) : []
}
