// @headroom/langchain/middleware: Headroom in the agents of `createAgent`.
import { type Runnable, RunnableBinding } from '@langchain/core/runnables'
import { type AgentMiddleware, createMiddleware } from 'langchain'
import { type ChatModelLike, HeadroomChatModel } from './chat-model.ts'
import { type HeadroomModelOptions, headroomOf } from './headroom.ts'
import { smallerResult } from './tools.ts'

export interface HeadroomMiddlewareOptions extends HeadroomModelOptions {
  /**
   * Whether results are made smaller before they enter the agent's state, which then holds them like this: threads and
   * checkpoints shrink, too, and `retrieve` of the Headroom is the way back to the originals.
   * @default false: the state holds the originals, and what goes to the model is made smaller
   */
  atBirth?: boolean
}

/**
 * Makes tool results smaller on their way to an agent's model, and settles retrieval in its answers, streamed or not.
 * @example
 * const agent = createAgent({ model: 'openai:gpt-4o', tools, middleware: [headroomMiddleware()] })
 */
export function headroomMiddleware({
  atBirth,
  ...options
}: HeadroomMiddlewareOptions = {}): AgentMiddleware<undefined> {
  const given = { ...options, headroom: headroomOf(options) }
  return createMiddleware({
    name: 'HeadroomMiddleware',
    wrapModelCall: (request, handler) =>
      handler({ ...request, model: withHeadroom(request.model as Runnable, given) as typeof request.model }),
    ...(atBirth && {
      wrapToolCall: async (request, handler) =>
        smallerResult(
          await handler(request),
          { call: request.toolCall, messages: request.state.messages },
          // The model can fetch what is left out, for it offers our tool whenever it offers any.
          { ...given, retrieval: given.retrieval === 'off' ? 'off' : 'host' },
        ),
    }),
  })
}

/** The same runnable with Headroom around the model in it; one that is neither model nor binding stays as it is. */
function withHeadroom(runnable: Runnable, options: HeadroomModelOptions): Runnable {
  if (RunnableBinding.isRunnableBinding(runnable)) {
    const copy = Object.create(Object.getPrototypeOf(runnable) as object) as typeof runnable
    return Object.assign(copy, runnable, { bound: withHeadroom(runnable.bound, options) })
  }
  return '_generate' in runnable ? HeadroomChatModel.from(runnable as ChatModelLike, options) : runnable
}
