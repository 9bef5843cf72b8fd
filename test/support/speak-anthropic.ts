// Messages as Anthropic's servers write them.
import type { Answering } from './local-provider.ts'
import { pieces } from './pieces.ts'

export const ANTHROPIC_USAGE = {
  input_tokens: 30,
  cache_read_input_tokens: 60,
  cache_creation_input_tokens: 10,
  output_tokens: 10,
}

export function anthropicAnswer({ say: { text, thinking, calls = [] }, id }: Answering): unknown {
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5',
    content: [
      ...(thinking ? [{ type: 'thinking', thinking, signature: `sig_${id}` }] : []),
      ...(text ? [{ type: 'text', text }] : []),
      ...calls.map(({ id: callId, name, input }) => ({ type: 'tool_use', id: callId, name, input })),
    ],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: ANTHROPIC_USAGE,
  }
}

/** The events of a Messages stream, as bytes on the wire. */
export function anthropicEvents(answering: Answering): string[] {
  const event = (type: string, data: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
  const { content, stop_reason, usage, ...message } = anthropicAnswer(answering) as Record<string, unknown> & {
    content: Record<string, unknown>[]
  }
  const start = { ...message, content: [], stop_reason: null, usage: { ...ANTHROPIC_USAGE, output_tokens: 1 } }
  const events = [event('message_start', { message: start }), event('ping')]
  for (const [index, block] of content.entries()) events.push(...blockEvents(block, index, event))
  const { output_tokens } = usage as { output_tokens: number }
  events.push(
    event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens } }),
    event('message_stop'),
  )
  return events
}

function blockEvents(
  block: Record<string, unknown>,
  index: number,
  event: (type: string, data: object) => string,
): string[] {
  const delta = (value: object) => event('content_block_delta', { index, delta: value })
  const stop = event('content_block_stop', { index })
  const begin = (value: object) => event('content_block_start', { index, content_block: value })
  if (block.type === 'text') {
    return [
      begin({ type: 'text', text: '' }),
      ...pieces(block.text as string).map((text) => delta({ type: 'text_delta', text })),
      stop,
    ]
  }
  if (block.type === 'thinking') {
    const { thinking, signature } = block
    return [
      begin({ type: 'thinking', thinking: '', signature: '' }),
      ...pieces(thinking as string).map((piece) => delta({ type: 'thinking_delta', thinking: piece })),
      delta({ type: 'signature_delta', signature }),
      stop,
    ]
  }
  const json = pieces(JSON.stringify(block.input)).map((partial_json) =>
    delta({ type: 'input_json_delta', partial_json }),
  )
  return [begin({ ...block, input: {} }), ...json, stop]
}
