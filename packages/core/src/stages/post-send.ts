import type { Exchange, Progress } from '../exchange.ts'

/** POST_SEND: the provider has begun to answer. What it says goes back as it is, so there is nothing to work out. */
export function postSend(_exchange: Exchange): Progress {
  return {}
}
