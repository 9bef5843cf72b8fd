// The lifecycle of every request, through every entry point. The stages are the code: read it from top to bottom.
import type { Answer, Exchange, Outgoing, Send } from './exchange.ts'
import { finish, runStage, type StageWork } from './runtime.ts'
import type { Services } from './services.ts'
import { settleStream } from './settle-stream.ts'
import { settleWhole } from './settlement.ts'
import { inputCached } from './stages/input-cached.ts'
import { inputCompressed } from './stages/input-compressed.ts'
import { inputReceived } from './stages/input-received.ts'
import { inputRemembered } from './stages/input-remembered.ts'
import { inputRouted } from './stages/input-routed.ts'
import { postSend } from './stages/post-send.ts'
import { postStart } from './stages/post-start.ts'
import { preSend } from './stages/pre-send.ts'
import { preStart } from './stages/pre-start.ts'
import { responseReceived } from './stages/response-received.ts'
import { setup } from './stages/setup.ts'
import type { Stage } from './types.ts'

export interface Pipeline {
  prepare(exchange: Exchange): Promise<Exchange>
  run(exchange: Exchange, send: Send): Promise<Answer>
}

export function createPipeline(services: Services): Pipeline {
  const at = (stage: Stage, exchange: Exchange, work: StageWork) => runStage(stage, { exchange, work, services })

  /** Everything before the network. `compress()` ends here. */
  async function prepare(received: Exchange): Promise<Exchange> {
    let exchange = received
    exchange = await at('SETUP', exchange, setup) //                        which wire, which provider
    exchange = await at('PRE_START', exchange, preStart) //                 bypass, size limits
    exchange = await at('POST_START', exchange, postStart) //               digests of the prefixes, and notes under them
    exchange = await at('INPUT_RECEIVED', exchange, inputReceived) //       body → segments; hooks may rewrite messages
    exchange = await at('INPUT_CACHED', exchange, inputCached) //           CacheAligner; what the provider has seen
    exchange = await at('INPUT_ROUTED', exchange, inputRouted) //           segment → decision
    exchange = await at('INPUT_COMPRESSED', exchange, inputCompressed) //   decision → edit; originals stored first
    exchange = await at('INPUT_REMEMBERED', exchange, inputRemembered) //   notes for later turns
    return at('PRE_SEND', exchange, preSend) //                             edits spliced in, retrieval tool added
  }

  /** The whole exchange. A streamed answer is given back at once; its last stage runs at its true end. */
  async function run(received: Exchange, send: Send): Promise<Answer> {
    let exchange = await prepare(received)
    const answer = await send(outgoingOf(exchange)) // the only line that may throw
    exchange = await at('POST_SEND', { ...exchange, answer }, postSend)
    const end = async (last: Answer) =>
      finish(await at('RESPONSE_RECEIVED', { ...exchange, answer: last }, responseReceived), services)
    if (answer.kind === 'stream') {
      const done = () => end({ kind: 'other' })
      return { ...answer, stream: settleStream(answer.stream, { exchange, services, send, done }) }
    }
    const { provider, retrieval } = exchange
    const whole =
      provider && retrieval === 'tool' ? await settleWhole(answer, { exchange, provider, services, send }) : answer
    return (await end(whole)).answer!
  }

  return { prepare, run }
}

/** What goes out: the sealed request or, if there is none, the one that came in. Headers that speak to us stay here. */
export function outgoingOf(exchange: Exchange): Outgoing {
  const { document, changed, headers } = exchange.outgoing ?? {
    ...exchange,
    document: exchange.received,
    changed: false,
  }
  const own = (name: string) => name.toLowerCase().startsWith('x-headroom-')
  return { document, changed, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !own(name))) }
}
