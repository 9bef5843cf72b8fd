// @headroom/mastra: Headroom as a processor of Mastra agents.
import { createHeadroom } from '@headroom/core'
import { type HeadroomModelOptions, withHeadroom } from '@headroom/vercel-ai'

/** An input processor of `@mastra/core`, as far as it is one. */
export interface HeadroomProcessor {
  readonly id: 'headroom'
  readonly name: 'Headroom'
  processInputStep<Model extends object>(step: { model: Model }): { model?: Model }
}

/**
 * An input processor that puts Headroom into the model of every step of an agent, however the agent came by it: a name for
 * the model router, an object of the AI SDK, a function. The conversation keeps tool results as they are; the model gets
 * them smaller, and what was left out it fetches back unseen. Put it last, for others may choose the model.
 * @example
 * new Agent({ id: 'agent', name: 'Agent', instructions, model: 'openai/gpt-4o', tools, inputProcessors: [headroomProcessor()] })
 */
export function headroomProcessor(options: HeadroomModelOptions = {}): HeadroomProcessor {
  const headroom = options.headroom ?? createHeadroom(options)
  return {
    id: 'headroom',
    name: 'Headroom',
    processInputStep({ model }) {
      try {
        return { model: withHeadroom(model, { ...options, headroom }) }
      } catch {
        // A model of AI SDK 4: Mastra's legacy methods ask processors, too.
        return {}
      }
    },
  }
}
