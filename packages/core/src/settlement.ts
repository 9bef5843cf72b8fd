// Settles retrieval inside an answer: what the model asks of our tool is fetched and the exchange is continued upstream,
// without the caller noticing. Whole answers and streams follow the same steps.
import { attempt, attemptNow } from './attempt.ts'
import { changeDocument } from './body/document.ts'
import { answerDigest } from './cache/digests.ts'
import { answerCall } from './ccr/answer-call.ts'
import { RETRIEVAL_TOOL } from './ccr/retrieval-tool.ts'
import type { Answer, Exchange, Outgoing, Send } from './exchange.ts'
import { insertion } from './segments.ts'
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
  /**
   * Notes what the caller did not see, so that a later request can say it again to the provider. `shown` is what the caller
   * has of all rounds, `last` the turn of the last one.
   */
  conclude(shown: readonly unknown[], last: AnswerTurn): Promise<void>
}

/** @param exchange a request that offers our tool, as it was sent */
export function openSettlement(exchange: Exchange, provider: Provider, services: Services): Settlement {
  const { outgoing, trace, scope } = exchange
  const { store, ttlSeconds } = services.options
  const trail: unknown[] = []
  /** The names of the answers in which our tool was called, where the provider keeps them. */
  const answers: string[] = []
  /** Results that the next request must bring. */
  let pending: unknown[] = []
  let isMixed = false
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
    if (turn.calls.length === 0 || turn.isCut) return undefined
    if (turn.id !== undefined) answers.push(turn.id)
    isMixed = turn.otherCalls > 0
    const isOver = !isMixed && ++rounds > MOST_ROUNDS
    // An answer that the provider keeps has our call in it, which must not stay without a result.
    if (isOver && turn.id === undefined) return undefined
    const results = provider.results(turn.calls, await texts(turn.calls), RETRIEVAL_TOOL.name)
    if (isMixed || isOver) pending = results
    if (isOver) return undefined
    trail.push(...turn.messages)
    if (isMixed) return undefined
    trail.push(...results)
    return continued(outgoing!, trail)
  }

  function continued({ document, headers }: Outgoing, added: readonly unknown[]): Outgoing {
    const wire = exchange.wire!
    const view = wire.view(document.value, exchange.path)!
    const change = insertion(view, document, { index: view.messages.length, added })
    return {
      document: changeDocument(document, [change], (body, list) => wire.apply(body, list) as typeof body),
      changed: true,
      headers,
    }
  }

  async function conclude(shown: readonly unknown[], last: AnswerTurn): Promise<void> {
    const digest = exchange.digests.at(-1)
    if (trail.length === 0 || digest === undefined) return
    const echo = provider.echo(shown, 0)
    if (echo?.count === shown.length) {
      const hidden = isMixed
        ? { echo: echo.keys, messages: trail, pending }
        : {
            echo: echo.keys,
            messages: [...trail, ...provider.withoutCalls(last.messages, RETRIEVAL_TOOL.name)],
            pending: [],
          }
      await addNote(store, digest, { note: { hidden }, ttlSeconds })
    }
    const answer = last.id
    if (answer === undefined) return
    for (const name of new Set([...answers, answer])) {
      if (name === answer && pending.length === 0) continue
      await addNote(store, answerDigest(scope, name), { note: { continued: { answer, pending } }, ttlSeconds })
    }
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
  const answers: unknown[] = []
  let answer = first
  for (;;) {
    if (answer.kind !== 'json') return answer
    const { value } = answer
    const turn = attemptNow(trace, 'answer', () => provider.turn(value, RETRIEVAL_TOOL.name))
    if (!turn || (turn.calls.length === 0 && answers.length === 0)) return answer
    const next = await settlement.follow(turn)
    answers.push(value)
    if (next) answer = await send(next)
    else {
      const merged = attemptNow(trace, 'answer', () => provider.merge(answers, RETRIEVAL_TOOL.name))
      if (merged === undefined) return answer
      await settlement.conclude(provider.answerMessages(merged), turn)
      return { ...answer, value: merged }
    }
  }
}
