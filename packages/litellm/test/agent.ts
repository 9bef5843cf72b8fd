// An agent by hand, as people write it around LiteLLM's `completion`.
import type OpenAI from 'openai'
import type { HostConversation, HostSetup } from '../../../test/support/host-contract.ts'

type Message = OpenAI.ChatCompletionMessageParam
export type Turn = (
  request: { messages: Message[]; tools?: OpenAI.ChatCompletionFunctionTool[] },
  options?: { signal?: AbortSignal },
) => Promise<Pick<OpenAI.ChatCompletionMessage, 'content' | 'tool_calls'>>

export function agent(turn: Turn, { listRecords }: HostSetup): HostConversation {
  const parameters = { type: 'object', properties: { limit: { type: 'number' } } }
  const tools = [{ type: 'function' as const, function: { name: 'list_records', parameters } }]
  const messages: Message[] = [{ role: 'system', content: 'Be brief.' }]
  return {
    async ask(question, options) {
      messages.push({ role: 'user', content: question })
      const calls: string[] = []
      for (;;) {
        const { content, tool_calls = [] } = await turn({ messages, ...(listRecords ? { tools } : {}) }, options)
        messages.push({ role: 'assistant', content, ...(tool_calls.length > 0 ? { tool_calls } : {}) })
        if (tool_calls.length === 0) return { text: content ?? '', calls, state: messages }
        for (const call of tool_calls) {
          if (call.type !== 'function') continue
          calls.push(call.function.name)
          const result = listRecords!(JSON.parse(call.function.arguments) as { limit?: number })
          messages.push({ role: 'tool', tool_call_id: call.id, content: result })
        }
      }
    },
  }
}

/** The message that the chunks of a stream make. */
export async function collected(stream: AsyncIterable<OpenAI.ChatCompletionChunk>) {
  let content = ''
  const tool_calls: OpenAI.ChatCompletionMessageFunctionToolCall[] = []
  for await (const { choices } of stream) {
    content += choices[0]?.delta.content ?? ''
    for (const { index, id, function: called } of choices[0]?.delta.tool_calls ?? []) {
      tool_calls[index] ??= { id: id!, type: 'function', function: { name: called!.name!, arguments: '' } }
      tool_calls[index].function.arguments += called?.arguments ?? ''
    }
  }
  return { content, tool_calls }
}
