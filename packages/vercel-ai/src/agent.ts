// For agents: the retrieval tool for all to see, and messages made smaller where the host has them in its hands.
import {
  type CompressOptions,
  type CompressResult,
  createHeadroom,
  type Headroom,
  RETRIEVAL_TOOL,
  readCall,
} from '@headroom/core'
import { answering, type HeadroomModelOptions, hostedBy, retrievalBy } from './model.ts'
import { FORMAT, isObject } from './wire.ts'

/** The retrieval tool as the AI SDK knows tools, in each of its versions. */
export interface RetrievalTool {
  description: string
  /** Every version types its schemas in a way of its own, and this is one in all of them. */
  inputSchema: never
  execute(input: { hash: string; query?: string }): Promise<string>
}

/**
 * The retrieval tool, for agents in which the model is to call it openly: its calls and results are then part of the
 * conversation. With a model, a step or messages that use the same Headroom, nothing else is to be set: where this very
 * tool is offered, what it can fetch may be left out.
 * @param options `headroom`: whose originals it fetches; `credential`: the one that they were stored under, if any
 * @example
 * const headroom = createHeadroom()
 * const tools = { search, ...headroomTools({ headroom }) }
 * await generateText({ model: withHeadroom(openai('gpt-4o'), { headroom }), tools, prompt })
 */
export function headroomTools(options: { headroom: Headroom; credential?: string }): {
  headroom_retrieve: RetrievalTool
} {
  const { headroom, credential } = options
  const jsonSchema = structuredClone(RETRIEVAL_TOOL.parameters)
  answering.set(jsonSchema, options)
  const execute: RetrievalTool['execute'] = (input) => headroom.handleToolCall(readCall('', input), { credential })
  // What `jsonSchema()` of `ai` makes, without `ai`.
  const inputSchema = { [SCHEMA]: true, [VALIDATOR]: true, _type: undefined, jsonSchema, validate: undefined } as never
  return { headroom_retrieve: { description: RETRIEVAL_TOOL.description, inputSchema, execute } }
}

const SCHEMA = Symbol.for('vercel.ai.schema')
const VALIDATOR = Symbol.for('vercel.ai.validator')

type Tools = Readonly<Record<string, unknown>>

export interface CompressMessagesOptions extends Omit<CompressOptions, 'format' | 'tools'> {
  /** A Headroom to share with others. @default one that leaves nothing out */
  headroom?: Headroom
  /** The tools of the conversation, as the AI SDK gets them. */
  tools?: Tools
}

let shared: Headroom | undefined

/**
 * Makes the tool results in `ModelMessage`s smaller. Nothing is left out, unless `tools` has the tool of `headroomTools` for
 * the same Headroom.
 * @param messages of `ai` 5, 6 or 7; not changed, and those without a change come back as they are
 * @example
 * const { messages, tokensSaved } = await compressModelMessages(history, { model: 'gpt-4o' })
 */
export function compressModelMessages<Message>(
  messages: readonly Message[],
  { headroom, tools, ...options }: CompressMessagesOptions = {},
): Promise<CompressResult<Message>> {
  const hosted = hostedBy({ headroom: headroom ?? (shared ??= createHeadroom({ retrieval: 'off' })) })
  return hosted.compress(messages, {
    ...options,
    format: FORMAT,
    tools: Object.entries(tools ?? {}).map(([name, tool]) => ({ name, type: isObject(tool) ? tool.type : undefined })),
    retrieval: retrievalBy([schemaIn(tools)], { ...options, headroom: hosted }),
  })
}

/** What an agent is about to do, in every version. */
interface Step<Message> {
  messages: Message[]
  model?: unknown
}

export interface PrepareStepOptions extends HeadroomModelOptions {
  /** The agent's tools, as the AI SDK gets them. */
  tools?: Tools
}

/**
 * A `prepareStep` by which every step of an agent gets smaller messages, for agents whose model cannot be wrapped. Nothing is
 * left out, unless `tools` has the tool of `headroomTools` for the same Headroom. One of your own may call it, with the
 * messages of the step or others, and give what it gives beside its own.
 * @example
 * const prepareStep = headroomPrepareStep()
 * await generateText({ model: 'openai/gpt-4o', tools, prompt, prepareStep })
 * await generateText({ …, prepareStep: async (step) => ({ ...(await prepareStep(step)), toolChoice: 'required' }) })
 */
export function headroomPrepareStep({ tools, ...options }: PrepareStepOptions = {}) {
  const headroom = hostedBy(options)
  return async <Message>(step: Step<Message>): Promise<{ messages?: Message[] }> => {
    const model = nameOf(step.model)
    const { messages, compressed } = await compressModelMessages(step.messages, { ...options, headroom, tools, model })
    return compressed ? { messages } : {}
  }
}

const nameOf = (model: unknown) => (isObject(model) ? model.modelId : model) as string | undefined

/** The JSON Schema of the retrieval tool among these. */
function schemaIn(tools: Tools | undefined): unknown {
  const tool = tools?.[RETRIEVAL_TOOL.name]
  return isObject(tool) && isObject(tool.inputSchema) ? tool.inputSchema.jsonSchema : undefined
}
