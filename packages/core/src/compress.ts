import { createHeadroom, type Headroom } from './headroom.ts'
import type { CompressResult } from './report.ts'
import type { CompressOptions } from './requests.ts'

let shared: Headroom | undefined

/**
 * Makes the tool results in a list of messages smaller, losslessly: what one call leaves out, nothing could fetch back.
 * For more than that, make a Headroom of your own with `createHeadroom`, which also retrieves.
 * @param messages in OpenAI Chat Completions or Anthropic Messages format, or in the one that `format` names; not changed
 * @example
 * const { messages, tokensSaved } = await compress(history, { model: 'gpt-4o' })
 */
export function compress<Message>(
  messages: readonly Message[],
  options: Omit<CompressOptions, 'retrieval'> = {},
): Promise<CompressResult<Message>> {
  shared ??= createHeadroom({ retrieval: 'off' })
  return shared.compress(messages, options)
}
