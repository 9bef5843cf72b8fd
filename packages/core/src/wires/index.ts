import type { Wire } from '../types.ts'
import { anthropicMessagesWire } from './anthropic-messages.ts'
import { geminiWire } from './gemini.ts'
import { openaiChatWire } from './openai-chat.ts'
import { openaiResponsesWire } from './openai-responses.ts'
import { toolResultWire } from './tool-result.ts'

/** The built-in wires, in the order in which they are asked. Chat Completions takes whatever has messages. */
export const defaultWires: readonly Wire[] = [
  anthropicMessagesWire,
  openaiResponsesWire,
  geminiWire,
  openaiChatWire,
  toolResultWire,
]
