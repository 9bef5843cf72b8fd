import type { Exchange, Progress } from '../exchange.ts'
import type { Services } from '../services.ts'

/** SETUP: which wire reads this body, and which vendor answers it. */
export function setup(exchange: Exchange, { options }: Services): Progress {
  const { document, headers, path, format, trace } = exchange
  const request = { path, headers, body: document.value }
  const wire = options.wires.find((candidate) => (format ? candidate.name === format : candidate.matches(request)))
  const view = wire?.view(document.value, path)
  if (!wire || !view) return { bypass: 'the body has no message format that is known here' }
  const provider = options.providers.find(({ wires }) => wires.includes(wire.name))
  trace.wire = wire.name
  trace.provider = provider?.name
  trace.model = view.model
  return { wire, view, provider, origins: view.messages.map((_, index) => index) }
}
