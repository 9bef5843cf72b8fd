// GenerateContent as Google's servers write and refuse it.
import type { Answering } from './local-provider.ts'
import { pieces } from './pieces.ts'

type Json = Record<string, unknown>

export const GEMINI_USAGE = {
  promptTokenCount: 100,
  candidatesTokenCount: 6,
  totalTokenCount: 110,
  cachedContentTokenCount: 64,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 100 }],
  thoughtsTokenCount: 4,
}

export function geminiAnswer(answering: Answering): unknown {
  const parts = partsOf(answering).flat()
  return answerOf(parts, answering.id, { finishReason: 'STOP' })
}

function answerOf(parts: readonly Json[], id: number, end: Json, usageMetadata: Json = GEMINI_USAGE): unknown {
  return {
    candidates: [{ content: { parts, role: 'model' }, ...end, index: 0 }],
    usageMetadata,
    modelVersion: 'gemini-2.5-pro',
    responseId: `response-${id}`,
  }
}

/** The parts of an answer: its text as one list in pieces, then one list for each call; the first call is signed. */
function partsOf({ say: { thinking, text, calls = [] }, id }: Answering): Json[][] {
  return [
    ...(thinking ? [[{ text: thinking, thought: true }]] : []),
    ...(text === undefined ? [] : [[{ text }]]),
    ...calls.map(({ id: callId, name, input }, index) => [
      {
        functionCall: { ...(callId === '' ? {} : { id: callId }), name, args: input },
        ...(index === 0 ? { thoughtSignature: `sig_${id}` } : {}),
      },
    ]),
  ]
}

/** The events of a stream: each a whole answer with a piece of the content, and the figures so far. */
export function geminiEvents(answering: Answering): string[] {
  const chunks = partsOf(answering).flatMap((parts) =>
    parts.flatMap((part): Json[] =>
      typeof part.text === 'string' ? pieces(part.text).map((text) => ({ ...part, text })) : [part],
    ),
  )
  // After words the end comes in a chunk of its own; a lone call brings it along.
  if (chunks.at(-1)?.text !== undefined || chunks.length === 0) chunks.push({ text: '' })
  return chunks.map((part, index) => {
    const isEnd = index === chunks.length - 1
    const usage = isEnd ? GEMINI_USAGE : { promptTokenCount: 100, candidatesTokenCount: 1, totalTokenCount: 101 }
    return `data: ${JSON.stringify(answerOf([part], answering.id, isEnd ? { finishReason: 'STOP' } : {}, usage))}\r\n\r\n`
  })
}

const list = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((item) => item !== null && typeof item === 'object') : []

/** The parts of each turn: contents of one role that follow each other are one turn. */
function turnsOf(contents: readonly Json[]): Json[][] {
  const turns: { role: unknown; parts: Json[] }[] = []
  for (const { role, parts } of contents) {
    const last = turns.at(-1)
    if (last && last.role === role) last.parts.push(...list(parts))
    else turns.push({ role, parts: list(parts) })
  }
  return turns.map(({ parts }) => parts)
}

/** What Google refuses: a turn of calls that is not followed by as many results of the same names, or is not signed. */
export function geminiRefusal(request: Json): { status: number; body: unknown } | undefined {
  const turns = turnsOf(list(request?.contents))
  for (const [index, parts] of turns.entries()) {
    const calls = parts.filter(({ functionCall }) => functionCall) as { functionCall: Json }[]
    const next = turns[index + 1] ?? []
    const results = next
      .map(({ functionResponse }) => functionResponse as Json | undefined)
      .filter((one) => one !== undefined)
    if (calls.length === 0) continue
    if (calls.length !== results.length)
      return refused(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      )
    for (const [place, { functionCall }] of calls.entries()) {
      const { id, name } = results[place]!
      if (id !== functionCall.id || name !== functionCall.name)
        return refused(`functionResponse "${name}" does not match functionCall "${functionCall.name}"`)
    }
    if (!(calls[0] as Json).thoughtSignature)
      return refused('Function call is missing a thought_signature in functionCall parts.')
  }
  return undefined
}

function refused(message: string): { status: number; body: unknown } {
  return { status: 400, body: { error: { code: 400, message, status: 'INVALID_ARGUMENT' } } }
}
