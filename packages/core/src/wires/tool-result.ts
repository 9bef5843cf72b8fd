// One tool result on its own, for hosts in which results are made smaller where they arise and not in a request.
import { applyChanges } from '../body/change.ts'
import type { RequestView, Segment, Wire } from '../types.ts'
import { isObject, textOf } from './reading.ts'

/** A result as this wire reads it: the body is `{ model?, messages: [ToolResultMessage] }`. */
export interface ToolResultMessage {
  text: string
  /** The tool that gave it. */
  toolName?: string
  /** The arguments that the tool was called with. */
  toolInput?: unknown
  /** What the user wants to know, as far as the host knows. */
  query?: string
  /** True if it reports an error: those are left alone. */
  isError?: boolean
}

export const TOOL_RESULT_FORMAT = 'tool-result'

export const toolResultWire: Wire = {
  name: TOOL_RESULT_FORMAT,
  // Nothing but its name tells it from other formats.
  matches: () => false,
  view(body): RequestView | undefined {
    if (!isObject(body) || !Array.isArray(body.messages)) return undefined
    return {
      model: textOf(body.model),
      messages: body.messages,
      messagesPath: ['messages'],
      toolsPath: ['tools'],
      canRetrieve: true,
    }
  },
  segments(body) {
    const messages = isObject(body) && Array.isArray(body.messages) ? body.messages : []
    return messages.filter(isObject).flatMap((message, index): Segment[] => {
      const text = textOf(message.text)
      if (text === undefined) return []
      return [
        {
          path: ['messages', index, 'text'],
          message: index,
          role: 'tool',
          kind: 'tool-result',
          text,
          toolName: textOf(message.toolName),
          toolInput: message.toolInput,
          isError: message.isError === true,
          query: textOf(message.query) ?? '',
        },
      ]
    })
  },
  apply: applyChanges,
}
