import type { Exchange } from './exchange.ts'
import type { CompressionHookContext } from './extensions.ts'

/** What hooks are told of a request. */
export function hookContext({ view, provider, segments }: Exchange): CompressionHookContext {
  const asked = segments.filter(({ role, kind }) => role === 'user' && kind === 'text')
  const calls = segments.filter(({ kind }) => kind === 'tool-result')
  return {
    model: view?.model,
    provider: provider?.name,
    userQuery: asked.at(-1)?.text ?? '',
    turnNumber: new Set(asked.map(({ message }) => message)).size,
    toolCalls: calls.map(({ toolName }) => toolName ?? ''),
  }
}
