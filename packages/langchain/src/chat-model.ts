// A chat model around a chat model: what goes to the inner one is made smaller, and retrieval is settled in what it says.
import type { Answer, Headroom, Trace } from '@headroom/core'
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager'
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models'
import type { AIMessageChunk, BaseMessage } from '@langchain/core/messages'
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs'
import { mergeConfigs, type Runnable, type RunnableConfig, RunnableLambda } from '@langchain/core/runnables'
import { EVENT_FORMAT, type HeadroomModelOptions, headroomOf, tell } from './headroom.ts'
import { type ChatRequest, type Fields, FORMAT } from './messages.ts'
import {
  concrete,
  type InnerModel,
  instanceOf,
  isConfigurable,
  type ModelArguments,
  type ModelCall,
  modelCall,
  type Options,
  unwrapped,
} from './model-call.ts'

/** A chat model of LangChain, alone or with options bound to it. */
export type ChatModelLike<CallOptions extends BaseChatModelCallOptions = BaseChatModelCallOptions> = Runnable<
  BaseLanguageModelInput,
  AIMessageChunk,
  CallOptions
>

export interface HeadroomChatModelFields<CallOptions extends BaseChatModelCallOptions> extends HeadroomModelOptions {
  /** The model that answers. */
  model: ChatModelLike<CallOptions>
  /** Options that go with every call, as if bound by `withConfig`. */
  defaults?: Partial<CallOptions>
}

/** Content-block events, where this version of LangChain has them. */
type ModelEvents = BaseChatModel extends { _streamChatModelEvents(...args: never[]): infer Events }
  ? Events
  : AsyncGenerator<unknown>

/**
 * Wraps a chat model, so that tool results reach its provider smaller. What is left out, the model fetches back within the
 * same answer, and the caller sees nothing of it. The messages that you hold stay as they are.
 * @example
 * const model = HeadroomChatModel.from(new ChatOpenAI({ model: 'gpt-4o' }))
 * const agent = createAgent({ model, tools })
 */
export class HeadroomChatModel<
  CallOptions extends BaseChatModelCallOptions = BaseChatModelCallOptions,
> extends BaseChatModel<CallOptions> {
  /** The model that answers. */
  readonly inner: BaseChatModel
  readonly #options: HeadroomModelOptions & { headroom: Headroom }
  readonly #defaults: Fields

  /**
   * The same as the constructor; a model that is wrapped already is given back as it is.
   * @throws TypeError for what is no chat model, one with retries or fallbacks say
   */
  static from<CallOptions extends BaseChatModelCallOptions = BaseChatModelCallOptions>(
    model: ChatModelLike<CallOptions>,
    options: HeadroomModelOptions = {},
  ): HeadroomChatModel<CallOptions> {
    return model instanceof HeadroomChatModel ? model : new HeadroomChatModel({ ...options, model })
  }

  constructor({ model, defaults, ...options }: HeadroomChatModelFields<CallOptions>) {
    const { inner, bound } = HeadroomChatModel.#partsOf(model as Runnable)
    const { cache, callbacks, tags, metadata, verbose, outputVersion } = inner
    super({ cache, callbacks, tags, metadata, verbose, outputVersion })
    this.inner = inner
    this.#options = { ...options, headroom: headroomOf(options) }
    this.#defaults = mergeConfigs(bound, defaults) as Fields
    const cannotStream = inner._streamResponseChunks === BaseChatModel.prototype._streamResponseChunks
    this.disableStreaming = inner.disableStreaming || (cannotStream && !isConfigurable(inner))
    // Not as a method, for its overloads are not the same in all versions.
    const value = (schema: Fields, config?: Fields) => this.#structured(schema, config)
    Object.defineProperty(this, 'withStructuredOutput', { value })
  }

  /** The model that answers, also where it is one of ours that is given, and the options that are bound to it. */
  static #partsOf(model: Runnable): { inner: BaseChatModel; bound: Fields } {
    const { inner, bound } = unwrapped(model)
    if (!(inner instanceof HeadroomChatModel)) return { inner, bound }
    return { inner: inner.inner, bound: mergeConfigs(inner.#defaults, bound) as Fields }
  }

  // The base class asks before there is an inner model.
  _llmType(): string {
    return (this.inner as BaseChatModel | undefined)?._llmType() ?? 'headroom'
  }

  override bindTools(tools: BindToolsInput[], kwargs?: Partial<CallOptions>): HeadroomChatModel<CallOptions> {
    if (!this.inner.bindTools) throw new TypeError(`${this.inner.getName()} has no bindTools()`)
    return this.#with({ model: this.inner.bindTools(tools, kwargs) as Runnable as ChatModelLike<CallOptions> })
  }

  override withConfig(config: Partial<CallOptions>): HeadroomChatModel<CallOptions> {
    return this.#with({ defaults: { ...this.#defaults, ...config } as Partial<CallOptions> })
  }

  override async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const call = await this.#call(messages, options, run)
    // A model that streams by itself reports tokens: those of a hidden call are told apart in a stream only.
    if (call.inner.streaming && run && call.body.tools)
      return wholeOf(this._streamResponseChunks(messages, options, run))
    const { answer, trace } = await this.#handle<ChatResult>(call, FORMAT, async (args) => ({
      kind: 'json',
      value: await call.inner._generate(...args),
    }))
    this.#tell(trace, run)
    return (answer as { value: ChatResult }).value
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const call = await this.#call(messages, options, run)
    const chunks = this.#stream(call, FORMAT, { run, open: (args) => call.inner._streamResponseChunks(...args) })
    for await (const chunk of chunks) {
      yield chunk
      if (!call.isHeld()) continue
      const { prompt, completion } = chunk.generationInfo ?? {}
      const indices = typeof prompt === 'number' ? { prompt, completion: completion as number } : undefined
      await run?.handleLLMNewToken(chunk.text, indices, undefined, undefined, undefined, { chunk })
    }
  }

  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): ModelEvents {
    const call = await this.#call(messages, options, run)
    yield* this.#stream(call, EVENT_FORMAT, { run, open: (args) => call.inner._streamChatModelEvents(...args) })
  }

  // What is bound goes with every call: to a model of `@langchain/openai`, or by a runnable around others.
  protected override _separateRunnableConfigFromCallOptionsCompat(
    options?: Partial<CallOptions>,
  ): [RunnableConfig, this['ParsedCallOptions']] {
    const inner = this.inner as InnerModel
    const all = { ...inner.defaultOptions, ...mergeConfigs(this.#defaults, options) }
    const [config, call] = super._separateRunnableConfigFromCallOptionsCompat(all as Partial<CallOptions>)
    if (isConfigurable(inner)) Object.assign(call, { configurable: config.configurable })
    return [config, call]
  }

  #with(changes: Partial<HeadroomChatModelFields<CallOptions>>): HeadroomChatModel<CallOptions> {
    const model = this.inner as Runnable as ChatModelLike<CallOptions>
    return new HeadroomChatModel({
      ...this.#options,
      model,
      defaults: this.#defaults as Partial<CallOptions>,
      ...changes,
    })
  }

  async #call(messages: BaseMessage[], options: this['ParsedCallOptions'], run?: CallbackManagerForLLMRun) {
    const real = await concrete(this.inner as InnerModel, options as Options)
    return modelCall(real.inner, { messages, options: real.options, run })
  }

  #handle<Source, Chunk = never>(
    call: ModelCall,
    format: string,
    send: (args: ModelArguments) => Promise<Answer<Source, Chunk>>,
  ): Promise<{ answer: Answer<Source, Chunk>; trace: Trace }> {
    const { headroom, credential, retrieval } = this.#options
    const request = { body: call.body, format, credential, ...(retrieval && { retrieval }) }
    return headroom.handle<ChatRequest, Source, Chunk>(request, (outgoing) => send(call.args(outgoing)))
  }

  async *#stream<Part>(
    call: ModelCall,
    format: string,
    { run, open }: { run?: CallbackManagerForLLMRun; open: (args: ModelArguments) => AsyncGenerator<Part> },
  ): AsyncGenerator<Part> {
    const { answer, trace } = await this.#handle<unknown, Part>(call, format, async (args) => ({
      kind: 'stream',
      stream: streamOf(open(args)),
    }))
    try {
      yield* (answer as { stream: ReadableStream<Part> }).stream
    } finally {
      this.#tell(trace, run)
    }
  }

  #tell(trace: Trace, run: CallbackManagerForLLMRun | undefined): void {
    tell(trace, { onResult: this.#options.onResult, run })
  }

  /**
   * The inner model makes the chain, in which this one takes its place. Such an answer has a form that leaves the model no
   * way to ask for what was left out.
   */
  #structured(schema: Fields, config?: Fields): Runnable {
    const { inner } = this
    const retrieval = this.#options.retrieval === 'host' ? 'host' : 'off'
    if (isConfigurable(inner)) {
      return RunnableLambda.from(async (_: unknown, { configurable }: { configurable?: unknown }) => {
        const model = (await instanceOf(inner, configurable)) as ChatModelLike<CallOptions>
        return this.#with({ model, retrieval }).withStructuredOutput(schema, config)
      })
    }
    const lossless = this.#with({ retrieval })
    const standIn = Object.create(inner, {
      withConfig: { value: lossless.withConfig.bind(lossless) },
      bindTools: { value: lossless.bindTools.bind(lossless) },
    }) as BaseChatModel
    return standIn.withStructuredOutput(schema, config)
  }
}

// What traces, caches and agents ask of a model, it is to say itself; not every version asks for all of it.
const SAID_BY_INNER = [
  '_modelType',
  '_identifyingParams',
  '_combineLLMOutput',
  '_getInvocationParamsForTracing',
  '_getCallOptionsForTracing',
  'invocationParams',
  'getLsParams',
  'getName',
  'getNumTokens',
  'getNumTokensFromMessages',
  'toJSON',
]
const READ_FROM_INNER = ['callKeys', 'profile', 'model', 'modelName']

type Methods = Record<string, ((...args: unknown[]) => unknown) | undefined>
type Wrapper = { inner: BaseChatModel }

for (const name of SAID_BY_INNER) {
  const ask = function (this: Wrapper, ...args: unknown[]): unknown {
    return (this.inner as unknown as Methods)[name]?.(...args)
  }
  Object.assign(HeadroomChatModel.prototype, { [name]: ask })
}
for (const name of READ_FROM_INNER) {
  const get = function (this: Wrapper): unknown {
    return Reflect.get(this.inner, name)
  }
  Object.defineProperty(HeadroomChatModel.prototype, name, { get, configurable: true })
}

async function wholeOf(chunks: AsyncGenerator<ChatGenerationChunk>): Promise<ChatResult> {
  let whole: ChatGenerationChunk | undefined
  for await (const chunk of chunks) whole = whole ? whole.concat(chunk) : chunk
  return { generations: whole ? [whole] : [] }
}

function streamOf<Part>(parts: AsyncGenerator<Part>): ReadableStream<Part> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await parts.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await parts.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
