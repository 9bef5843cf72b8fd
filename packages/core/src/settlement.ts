// Settles retrieval inside an answer: what the model asks of our tool is fetched and the exchange is continued upstream,
// without the caller noticing. Whole answers and streams follow the same steps.
import { attempt, attemptNow } from './attempt.ts'
import { valueAt } from './body/change.ts'
import { changeDocument } from './body/document.ts'
import { answerCall } from './ccr/answer-call.ts'
import { RETRIEVAL_TOOL } from './ccr/retrieval-tool.ts'
import type { Answer, Exchange, Outgoing, Send } from './exchange.ts'
import type { Services } from './services.ts'
import { addNote } from './stages/notes.ts'
import type { AnswerTurn, Provider, RetrievalCall } from './types.ts'

const MOST_ROUNDS = 3

export interface Settlement {
  /**
   * Takes a turn of the model. Gives the request by which the exchange goes on, or undefined if the answer ends here:
   * because our tool was not called, because the caller's tools were called too, or because it was called too often.
   */
  follow(turn: AnswerTurn): Promise<Outgoing | undefined>
  /** Notes what the caller did not see, so that a later request can say it again to the provider. */
  conclude(shown: unknown, last: unknown): Promise<void>
}

/** @param exchange a request that offers our tool, as it was sent */
export function openSettlement(exchange: Exchange, provider: Provider, services: Services): Settlement {
  const { outgoing, view, trace, scope } = exchange
  const { store, ttlSeconds } = services.options
  const trail: unknown[] = []
  let pending: unknown[] = []
  let mixed = false
  let rounds = 0

  async function texts(calls: readonly RetrievalCall[]): Promise<string[]> {
    const answers: string[] = []
    for (const call of calls) {
      const answer = await answerCall(store, scope, { call, ttlSeconds })
      trace.retrievals.push({ hash: call.hash, query: call.query, found: answer.found })
      answers.push(answer.text)
    }
    return answers
  }

  async function follow(turn: AnswerTurn): Promise<Outgoing | undefined> {
    if (turn.calls.length === 0 || (turn.otherCalls === 0 && ++rounds > MOST_ROUNDS)) return undefined
    const results = provider.results(turn.calls, await texts(turn.calls))
    trail.push(turn.message)
    if (turn.otherCalls > 0) {
      mixed = true
      if (provider.joinResults) pending = results
      else trail.push(...results)
      return undefined
    }
    trail.push(...results)
    return continued(outgoing!, trail)
  }

  function continued({ document, headers }: Outgoing, messages: readonly unknown[]): Outgoing {
    const path = view!.messagesPath
    const sent = valueAt(document.value, path) as unknown[]
    const change = { path: [...path, sent.length], count: 0, values: messages }
    const apply = exchange.wire!.apply
    return {
      document: changeDocument(document, [change], (body, list) => apply(body, list) as typeof body),
      changed: true,
      headers,
    }
  }

  async function conclude(shown: unknown, last: unknown): Promise<void> {
    const digest = exchange.digests.at(-1)
    const echo = provider.echo(shown)
    if (trail.length === 0 || digest === undefined || echo === undefined) return
    const end = mixed ? undefined : provider.withoutCalls(last, RETRIEVAL_TOOL.name)
    const messages = end === undefined ? trail : [...trail, end]
    await addNote(store, digest, { note: { hidden: { echo, messages, pending } }, ttlSeconds })
  }

  return {
    follow: (turn) => attempt(trace, 'retrieval', () => follow(turn)),
    conclude: async (shown, last) => {
      await attempt(trace, 'note of a retrieval', () => conclude(shown, last))
    },
  }
}

/** Settles a whole answer. What is no answer, an error of the provider's say, is given back as it is. */
export async function settleWhole(
  first: Answer,
  { exchange, provider, services, send }: { exchange: Exchange; provider: Provider; services: Services; send: Send },
): Promise<Answer> {
  const settlement = openSettlement(exchange, provider, services)
  const { trace } = exchange
  const earlier: unknown[] = []
  let answer = first
  for (;;) {
    if (answer.kind !== 'json') return answer
    const { value } = answer
    const turn = attemptNow(trace, 'answer', () => provider.turn(value, RETRIEVAL_TOOL.name))
    if (!turn || (turn.calls.length === 0 && earlier.length === 0)) return answer
    const next = await settlement.follow(turn)
    if (!next) break
    earlier.push(value)
    answer = await send(next)
  }
  const last = answer.value
  const merged = attemptNow(trace, 'answer', () => provider.merge([...earlier, last], RETRIEVAL_TOOL.name))
  if (merged === undefined) return answer
  await settlement.conclude(provider.answerMessage(merged), provider.answerMessage(last))
  return { ...answer, value: merged }
}
