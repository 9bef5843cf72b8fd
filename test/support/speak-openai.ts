// Chat Completions as OpenAI's servers write them.
import type { Answering } from './local-provider.ts'
import { pieces } from './pieces.ts'

export const OPENAI_USAGE = {
  prompt_tokens: 100,
  completion_tokens: 10,
  total_tokens: 110,
  prompt_tokens_details: { cached_tokens: 64 },
}

export function openaiAnswer({ say: { text, calls = [] }, id }: Answering): unknown {
  const toolCalls = calls.map(({ id: callId, name, input }) => ({
    id: callId,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }))
  const message = {
    role: 'assistant',
    content: text ?? null,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
    refusal: null,
  }
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'gpt-4o',
    choices: [{ index: 0, message, logprobs: null, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
    usage: OPENAI_USAGE,
  }
}

/** The events of a Chat Completions stream, as bytes on the wire. */
export function openaiEvents({ say: { text, calls = [] }, id }: Answering): string[] {
  const chunk = (delta: unknown, finish: string | null = null) =>
    `data: ${JSON.stringify({
      id: `chatcmpl-${id}`,
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'gpt-4o',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    })}\n\n`
  const events = [chunk({ role: 'assistant', content: text === undefined ? null : '' })]
  for (const piece of pieces(text)) events.push(chunk({ content: piece }))
  calls.forEach(({ id: callId, name, input }, index) => {
    const start = { index, id: callId, type: 'function', function: { name, arguments: '' } }
    events.push(chunk({ tool_calls: [start] }))
    for (const piece of pieces(JSON.stringify(input)))
      events.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }))
  })
  events.push(chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'))
  events.push(
    `data: ${JSON.stringify({ id: `chatcmpl-${id}`, object: 'chat.completion.chunk', choices: [], usage: OPENAI_USAGE })}\n\n`,
  )
  events.push('data: [DONE]\n\n')
  return events
}
