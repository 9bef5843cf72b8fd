// Agents around the vendors' own clients.
import type Anthropic from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import type { HostConversation, HostSetup } from '../../../test/support/host-contract.ts'

const parameters = { type: 'object' as const, properties: { limit: { type: 'number' } } }
const tool = { name: 'list_records', description: 'Lists records.' }

/** The loop of `chat.completions.runTools`. */
export function openaiAgent(client: OpenAI, { listRecords }: HostSetup, stream: boolean): HostConversation {
  let messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'system', content: 'Be brief.' }]
  return {
    async ask(question, options) {
      const calls: string[] = []
      const run = (args: { limit?: number }) => {
        calls.push(tool.name)
        return listRecords!(args)
      }
      const body = { model: 'gpt-4o', messages: [...messages, { role: 'user' as const, content: question }] }
      if (!listRecords) {
        const { choices } = await client.chat.completions.create(body, options)
        return { text: choices[0]!.message.content ?? '', calls, state: body.messages }
      }
      const tools = [
        {
          type: 'function' as const,
          function: { ...tool, parameters, function: run, parse: JSON.parse as () => object },
        },
      ]
      const runner = stream
        ? client.chat.completions.runTools({ ...body, tools, stream: true }, options)
        : client.chat.completions.runTools({ ...body, tools }, options)
      const text = (await runner.finalContent()) ?? ''
      messages = runner.messages.map((message) => JSON.parse(JSON.stringify({ ...message, parsed: undefined })))
      return { text, calls, state: messages }
    },
  }
}

/** A loop around `messages.create` and `messages.stream`. */
export function anthropicAgent(client: Anthropic, { listRecords }: HostSetup, stream: boolean): HostConversation {
  const messages: Anthropic.MessageParam[] = []
  const tools: Anthropic.Tool[] = [{ ...tool, input_schema: parameters }]
  return {
    async ask(question, options) {
      const calls: string[] = []
      messages.push({ role: 'user', content: question })
      for (;;) {
        const body = { model: 'claude-sonnet-5', max_tokens: 1024, messages, ...(listRecords ? { tools } : {}) }
        const { content } = await (stream
          ? client.messages.stream(body, options).finalMessage()
          : client.messages.create(body, options))
        messages.push({ role: 'assistant', content })
        const uses = content.filter((block) => block.type === 'tool_use')
        calls.push(...uses.map(({ name }) => name))
        if (uses.length === 0) {
          return { text: content.map((block) => ('text' in block ? block.text : '')).join(''), calls, state: messages }
        }
        messages.push({
          role: 'user',
          content: uses.map(({ id, input }) => ({
            type: 'tool_result' as const,
            tool_use_id: id,
            content: listRecords!(input as { limit?: number }),
          })),
        })
      }
    },
  }
}
