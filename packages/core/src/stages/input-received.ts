import { attemptInTime } from '../attempt.ts'
import { arrayChange, changeDocument } from '../body/document.ts'
import type { Exchange, Progress } from '../exchange.ts'
import { hookContext } from '../hooks.ts'
import { readSegments } from '../segments.ts'
import type { Services } from '../services.ts'
import { snapshot } from '../snapshot.ts'
import type { Change } from '../types.ts'

/** INPUT_RECEIVED: what the caller never saw is put back, hooks may rewrite messages, the body is read into segments. */
export async function inputReceived(exchange: Exchange, services: Services): Promise<Progress> {
  const received = { ...exchange, ...readSegments(exchange, exchange.view!.messages) }
  const replayed = change(received, replays(received))
  const rewritten = change(replayed, await rewrites(replayed, services))
  const { document, view, origins, segments } = rewritten
  return { document, view, origins, segments }
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
function replays({ view, notes, provider, wire }: Exchange): Change[] {
  const { messages, messagesPath } = view!
  return messages.flatMap((message, index): Change[] => {
    const hidden = notes[index]?.hidden
    if (!hidden || !provider || provider.echo(message) !== hidden.echo) return []
    const revived = (list: readonly unknown[]) => (wire?.revive ? list.map(wire.revive) : list)
    const replay: Change = { path: [...messagesPath, index], values: revived(hidden.messages) }
    if (hidden.pending.length === 0) return [replay]
    const joined = provider.joinResults?.(revived(hidden.pending), messages[index + 1])
    // Without the caller's results there is no place for ours, and calls without results would be refused.
    return joined === undefined ? [] : [replay, { path: [...messagesPath, index + 1], values: [joined] }]
  })
}

async function rewrites(exchange: Exchange, { options }: Services): Promise<Change[]> {
  const hook = exchange.options.hooks?.preCompress
  if (!hook) return []
  const { messages, messagesPath } = exchange.view!
  const after = await attemptInTime(exchange.trace, 'hook preCompress', {
    milliseconds: options.extensionTimeoutMs,
    work: () => hook(snapshot(messages), hookContext(exchange)),
  })
  return Array.isArray(after) ? arrayChange(messagesPath, messages, after) : []
}
