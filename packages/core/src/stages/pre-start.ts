import type { Exchange, Progress } from '../exchange.ts'
import type { Services } from '../services.ts'

/** PRE_START: whether this request is to be worked on at all. */
export function preStart({ headers, document }: Exchange, { options }: Services): Progress {
  if (headers['x-headroom-bypass'] === 'true') return { bypass: 'x-headroom-bypass' }
  if (headers['x-headroom-mode'] === 'passthrough') return { bypass: 'x-headroom-mode: passthrough' }
  const length = document.text?.length ?? 0
  if (length > options.maximumBytes) return { bypass: `the body has more than ${options.maximumBytes} bytes` }
  return {}
}
