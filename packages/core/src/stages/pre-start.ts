import type { Exchange, Progress } from '../exchange.ts'
import type { Services } from '../services.ts'
import type { Operation } from '../types.ts'

export const AUDIT = 'mode: audit'

/** True for work that nothing is sent and stored for. */
export const isDry = (operation: Operation): boolean => operation === 'simulate' || operation === 'audit'

/** PRE_START: whether this request is to be worked on at all. */
export function preStart({ headers, document, operation, options: own }: Exchange, { options }: Services): Progress {
  if (headers['x-headroom-bypass'] === 'true') return { bypass: 'x-headroom-bypass' }
  if (headers['x-headroom-mode'] === 'passthrough') return { bypass: 'x-headroom-mode: passthrough' }
  if (own.mode === 'audit' && !isDry(operation)) return { bypass: AUDIT }
  const length = document.text?.length ?? 0
  if (length > options.maximumBytes) return { bypass: `the body has more than ${options.maximumBytes} bytes` }
  return {}
}
