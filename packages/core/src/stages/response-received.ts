import type { Exchange, Progress } from '../exchange.ts'

/** RESPONSE_RECEIVED: the answer is complete, and the usage that the provider reports is booked. */
export function responseReceived({ answer, provider, trace }: Exchange): Progress {
  if (answer?.kind === 'json') trace.usage = provider?.usage(answer.value)
  return {}
}
