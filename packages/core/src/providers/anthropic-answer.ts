// Reads the blocks of an answer in the Messages format.
import type { AnswerTurn, Usage } from '../types.ts'
import { isObject, objectsIn, readCall } from './reading.ts'

const isCallOf = (block: unknown, toolName: string) =>
  isObject(block) && block.type === 'tool_use' && block.name === toolName

/** The blocks of an answer but for calls of our tool. */
export function withoutCalls(content: readonly unknown[], toolName: string): unknown[] {
  return content.filter((block) => !isCallOf(block, toolName))
}

/** Reads the calls among the blocks of an answer, ours and others. */
export function readTurn(content: readonly unknown[], toolName: string): AnswerTurn {
  const used = objectsIn(content).filter(({ type }) => type === 'tool_use')
  const ours = used.filter((block) => isCallOf(block, toolName))
  return {
    calls: ours.map(({ id, input }) => readCall(id, input)),
    otherCalls: used.length - ours.length,
    messages: [{ role: 'assistant', content }],
  }
}

export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  return {
    inputTokens: number(usage.input_tokens),
    outputTokens: number(usage.output_tokens),
    cacheReadTokens: number(usage.cache_read_input_tokens),
    cacheWriteTokens: number(usage.cache_creation_input_tokens),
  }
}
