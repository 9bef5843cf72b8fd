import { attemptInTime } from '../attempt.ts'
import { valueAt } from '../body/change.ts'
import { changeDocument } from '../body/document.ts'
import { RETRIEVAL_TOOL } from '../ccr/retrieval-tool.ts'
import type { Exchange, Progress } from '../exchange.ts'
import { hookContext } from '../hooks.ts'
import { savings } from '../report.ts'
import type { Services } from '../services.ts'
import type { Change } from '../types.ts'

/** PRE_SEND: edits are spliced in, the retrieval tool is added, and hooks are told. */
export async function preSend(exchange: Exchange, { options }: Services): Promise<Progress> {
  const { document, wire, segments, edits } = exchange
  const changes: Change[] = edits.map(({ segment, text }) => ({ path: segments[segment]!.path, values: [text] }))
  changes.push(...retrievalTool(exchange))
  const sealed = changeDocument(document, changes, (body, list) => wire!.apply(body, list) as typeof body)
  const changed = sealed !== exchange.received
  await tellHook(exchange, options.extensionTimeoutMs)
  return { outgoing: { document: sealed, changed, headers: exchange.headers } }
}

// Behind the caller's tools, so that a breakpoint on the last of them still covers what it did.
function retrievalTool({ retrieval, view, provider, count, trace, document }: Exchange): Change[] {
  if (retrieval !== 'tool' || !view?.tools || !provider) return []
  const present = valueAt(document.value, view.toolsPath) as unknown[]
  const definition = provider.toolDefinition(RETRIEVAL_TOOL)
  trace.tokens.tool = count?.(JSON.stringify(definition)) ?? 0
  return [{ path: [...view.toolsPath, present.length], count: 0, values: [definition] }]
}

async function tellHook(exchange: Exchange, milliseconds: number): Promise<void> {
  const { options, edits, trace } = exchange
  const hook = options.hooks?.postCompress
  if (!hook || edits.length === 0) return
  const { model, provider, userQuery } = hookContext(exchange)
  const work = () => hook({ ...savings(trace), model, provider, userQuery })
  await attemptInTime(trace, 'hook postCompress', { milliseconds, work })
}
