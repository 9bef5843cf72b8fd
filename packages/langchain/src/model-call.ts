// One call of a chat model, taken apart into a request and put together again.
import type { OutgoingRequest } from '@headroom/core'
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { BaseMessage } from '@langchain/core/messages'
import { mergeConfigs, type Runnable, RunnableBinding, RunnableRetry } from '@langchain/core/runnables'
import { type ChatRequest, type Fields, isObject, isText, objectsIn } from './messages.ts'

/** Call options: what models take is their own affair. */
export type Options = BaseChatModel['ParsedCallOptions'] & Fields

/** What the models of LangChain have beside what their base class says. */
export interface InnerModel extends BaseChatModel {
  model?: unknown
  modelName?: unknown
  n?: number
  streaming?: boolean
  supportsStrictToolCalling?: boolean
  contextManagement?: unknown
  /** Options that models of `@langchain/openai` have bound. */
  defaultOptions?: Fields
}

/** A model of `initChatModel`, which makes the real one when it is called. */
interface ConfigurableModel extends InnerModel {
  _queuedMethodOperations: unknown
  /** The first name is that of later versions. */
  _getModelInstance?(config: Fields): Promise<Runnable>
  _model?(config: Fields): Promise<Runnable>
}

/** What LangChain hands a model. */
export interface Given {
  messages: BaseMessage[]
  options: Options
  run?: CallbackManagerForLLMRun
}

export type ModelArguments = [BaseMessage[], Options, CallbackManagerForLLMRun | undefined]

export interface ModelCall {
  inner: InnerModel
  body: ChatRequest
  /** What the inner model is called with. */
  args(outgoing: OutgoingRequest<ChatRequest>): ModelArguments
  /** True once a call of our tool may have to be kept from the user: then the inner model is given no run to report to. */
  isHeld(): boolean
}

/** @param inner a chat model, not a runnable around one */
export function modelCall(inner: InnerModel, { messages, options, run }: Given): ModelCall {
  const given = Array.isArray(options.tools) ? (options.tools as unknown[]) : undefined
  let isHeld = false
  return {
    inner,
    body: {
      model: [inner.model, inner.modelName].find(isText) ?? inner.getLsParams(options).ls_model_name,
      messages,
      tools: given,
      answers: inner.n,
      forgets: (options.contextManagement ?? inner.contextManagement) != null,
    },
    args({ body, changed }) {
      if (!changed) return [messages, options, run]
      const sent = body.messages as BaseMessage[]
      const [ours] = body.tools?.slice(given?.length) ?? []
      isHeld = ours !== undefined
      if (!given || !isHeld) return [sent, options, run]
      const tool = isStrict(inner, options) ? strictTool(ours) : ours
      return [sent, { ...options, tools: [...given, tool] }, undefined]
    },
    isHeld: () => isHeld,
  }
}

/** Whether the provider holds all tools of this call to their schemas. */
function isStrict({ supportsStrictToolCalling }: InnerModel, { strict, response_format, tools }: Options): boolean {
  const isSaid = (tool: unknown) => isObject(tool) && (isObject(tool.function) ? tool.function : tool).strict === true
  return (
    [strict, supportsStrictToolCalling, response_format !== undefined].includes(true) || objectsIn(tools).some(isSaid)
  )
}

/** The tool with every property required, as strict schemas must have it: what may be left out may be null instead. */
function strictTool(tool: unknown): unknown {
  const { function: called, ...rest } = tool as { function: { parameters: Fields } }
  const { properties, required, ...schema } = called.parameters as {
    properties: Record<string, Fields>
    required: string[]
  }
  const nullable = Object.entries(properties).map(([name, property]) =>
    required.includes(name) ? [name, property] : [name, { ...property, type: [property.type, 'null'] }],
  )
  const parameters = {
    ...schema,
    properties: Object.fromEntries(nullable) as Fields,
    required: Object.keys(properties),
    additionalProperties: false,
  }
  return { ...rest, function: { ...called, parameters } }
}

/**
 * The chat model in a runnable, and the options that are bound to it.
 * @throws TypeError for a runnable that does more than bind options
 */
export function unwrapped(model: Runnable): { inner: InnerModel; bound: Fields } {
  if (isPlainBinding(model)) {
    const { inner, bound } = unwrapped(model.bound)
    return { inner, bound: mergeConfigs(bound, { ...model.config, ...model.kwargs }) }
  }
  if ('_generate' in model) return { inner: model as InnerModel, bound: {} }
  throw new TypeError(
    `${model.getName()} is no chat model: give HeadroomChatModel the model itself, and call withRetry(), withFallbacks() or pipe() on what it gives`,
  )
}

/** A binding of options, and of nothing that is worked out when it is called. */
function isPlainBinding(model: Runnable): model is RunnableBinding<unknown, unknown> {
  const isBinding = RunnableBinding.isRunnableBinding(model) && !(model instanceof RunnableRetry)
  return isBinding && !model.configFactories?.length
}

export function isConfigurable(model: object): model is ConfigurableModel {
  return '_queuedMethodOperations' in model
}

/** The model that a model of `initChatModel` stands for, with what is bound to it. */
export function instanceOf(model: ConfigurableModel, configurable: unknown): Promise<Runnable> {
  return (model._getModelInstance ?? model._model!).call(model, { configurable })
}

/** The model that really answers, and the options for it. */
export async function concrete(model: InnerModel, options: Options): Promise<{ inner: InnerModel; options: Options }> {
  if (!isConfigurable(model)) return { inner: model, options }
  const { configurable, ...others } = options
  const { inner, bound } = unwrapped(await instanceOf(model, configurable))
  return { inner, options: { ...inner.defaultOptions, ...bound, ...others } }
}
