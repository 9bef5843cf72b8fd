// What the requests of a session cost at a provider, turn by turn, its cache simulated.
import { costOf, extendChain, type Prompt, type PromptLink, simulateCache } from '../cache/provider-cache.ts'
import type { ModelFacts } from '../providers/models.ts'
import type { Billed } from '../types.ts'
import type { Weighed } from './blocks.ts'

export interface Bill {
  /** Tokens of all requests, by the price at which they are billed. */
  billed: Billed
  outputTokens: number
  /** US dollars, answers included. */
  usd: number
  /** The same in tokens at the plain input price, without the answers. */
  units: number
}

export interface BilledTurn {
  /** How many messages the request had. */
  messages: number
  /** Seconds since any fixed moment. */
  at?: number
  outputTokens: number
}

/** The messages of a conversation as they were sent, with what stands before all of them. */
export interface Sent {
  head: readonly Weighed[]
  messages: readonly Weighed[]
  turns: readonly BilledTurn[]
}

/** The bill for a session in which every request begins as the one before. */
export function billOf({ head, messages, turns }: Sent, { cache: rules, prices }: ModelFacts): Bill {
  const cache = simulateCache(rules)
  const chain: PromptLink[] = []
  /** For each message, the index of its first link: a message of several blocks has several. */
  const links: number[] = []
  for (const each of head) extendChain(chain, each)
  for (const message of messages) {
    links.push(chain.length)
    extendChain(chain, message)
    for (let more = 1; more < message.blocks; more++) extendChain(chain, { digest: '', tokens: 0 })
  }
  const own = [...head, ...messages].some(({ breakpoint }) => breakpoint !== undefined)
  const lengthOf = (count: number) => links[count] ?? chain.length
  const usual = usualBreakpoints(head.length, (count) => lengthOf(count) - 1, rules.ttlSeconds)
  const billed: Billed = { fresh: 0, read: 0, write: 0, writeLong: 0 }
  let outputTokens = 0
  turns.forEach((turn, index) => {
    const breakpoints = own
      ? ownBreakpoints({ head, messages: messages.slice(0, turn.messages), turns }, links)
      : usual(turn.messages, turns[index - 1]?.messages)
    const request = cache.request({ chain, length: lengthOf(turn.messages), breakpoints, at: turn.at })
    for (const price of Object.keys(billed) as (keyof Billed)[]) billed[price] += request[price]
    outputTokens += turn.outputTokens
  })
  const usd = costOf(billed, outputTokens, prices)
  return { billed, outputTokens, usd, units: (costOf(billed, 0, prices) * 1e6) / prices.input }
}

/**
 * Where agents set breakpoints: behind the tools and the system text, at the end of the request before, and at the end. So what
 * was written last is found however much has been added.
 */
function usualBreakpoints(head: number, endOf: (messages: number) => number, seconds: number) {
  return (messages: number, before: number | undefined): Prompt['breakpoints'] => {
    const indexes = new Set([head - 1, before === undefined ? -1 : endOf(before), endOf(messages)])
    return [...indexes].filter((index) => index >= 0).map((index) => ({ index, seconds }))
  }
}

/** The caller's own, the last ones that a request can have. */
function ownBreakpoints({ head, messages }: Sent, links: readonly number[]): Prompt['breakpoints'] {
  const all = [
    ...head.map(({ breakpoint }, index) => ({ index, seconds: breakpoint })),
    ...messages.map(({ breakpoint }, index) => ({ index: links[index]!, seconds: breakpoint })),
  ]
  return all.filter((each): each is { index: number; seconds: number } => each.seconds !== undefined).slice(-4)
}
