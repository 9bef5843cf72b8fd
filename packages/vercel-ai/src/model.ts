// Where the AI SDK and a Headroom meet: language models, and providers of them.
import {
  type Answer,
  createHeadroom,
  type Headroom,
  HeadroomError,
  type HeadroomOptions,
  type Retrieval,
} from '@headroom/core'
import { aiSdkProvider } from './provider.ts'
import { aiSdkWire, FORMAT, isObject, type ModelRequest, providersIn } from './wire.ts'

export interface HeadroomModelOptions extends HeadroomOptions {
  /** A Headroom to share with others; then only those options count that can be set for one request. */
  headroom?: Headroom
  /** Whose originals these are: those of others are out of reach. For parties that share a Headroom. */
  credential?: string
}

/** The settings of a call that are read here; every specification has them. */
export interface ModelCall {
  prompt: readonly unknown[]
  tools?: readonly unknown[]
  headers?: Readonly<Record<string, string | undefined>>
  providerOptions?: object
}

interface Streamed {
  stream: ReadableStream
}

/** A language model middleware for `ai` 5, 6 and 7. */
export interface HeadroomMiddleware {
  readonly specificationVersion: 'v3'
  wrapGenerate<Call extends ModelCall, Result>(wrapped: {
    params: Call
    model: { readonly modelId: string; doGenerate(call: Call): PromiseLike<Result> }
  }): Promise<Result>
  wrapStream<Call extends ModelCall, Result extends Streamed>(wrapped: {
    params: Call
    model: { readonly modelId: string; doStream(call: Call): PromiseLike<Result> }
  }): Promise<Result>
}

/**
 * A language model middleware that makes tool results smaller on their way to the model, and settles retrieval inside the
 * answer, whole or streamed. All is done in the wrappers, for a request and its answer belong together: a middleware
 * before it sees results as they are, one behind it sees every request that is sent.
 * @example
 * const model = wrapLanguageModel({ model: openai('gpt-4o'), middleware: headroomMiddleware() })
 */
export function headroomMiddleware(options: HeadroomModelOptions = {}): HeadroomMiddleware {
  const headroom = hostedBy(options)

  async function handle<Call extends ModelCall, Source>(
    params: Call,
    modelId: string,
    send: (call: Call) => PromiseLike<Source>,
  ): Promise<Source> {
    const { prompt, tools, providerOptions } = params
    const body: ModelRequest = { model: modelId, messages: prompt, tools, providerOptions }
    const retrieval = retrievalFor(params, { ...options, headroom })
    const request = { ...options, retrieval, format: FORMAT, headers: headersToUs(params), body }
    const { answer } = await headroom.handle<ModelRequest, Source, unknown>(
      request,
      async ({ body: sent, changed }) => {
        const call = withoutHeadersToUs(params)
        return answerOf(await send(changed ? { ...call, prompt: sent.messages, tools: sent.tools } : call))
      },
    )
    return sourceOf(answer)
  }

  return {
    specificationVersion: 'v3',
    wrapGenerate: ({ params, model }) => handle(params, model.modelId, (call) => model.doGenerate(call)),
    wrapStream: ({ params, model }) => handle(params, model.modelId, (call) => model.doStream(call)),
  }
}

/** What a model gives, as the pipeline knows answers. Mastra's models give streams in any case. */
function answerOf<Source>(source: Source): Answer<Source> {
  const stream = isObject(source) && source.stream instanceof ReadableStream ? source.stream : undefined
  return stream ? { kind: 'stream', stream, source } : { kind: 'json', value: source, source }
}

/** The same, with the rounds of a retrieval as one. */
function sourceOf<Source>(answer: Answer<Source>): Source {
  return answer.kind === 'stream' ? { ...answer.source!, stream: answer.stream } : (answer.value as Source)
}

/**
 * A language model with Headroom in it, or a provider whose language models have it; what else a provider makes is as it
 * was. Registries and custom providers are providers too.
 * @param subject a model or provider of `ai` 5, 6 or 7
 * @throws HeadroomError for anything else, such as a model's name
 * @example
 * const model = withHeadroom(openai('gpt-4o'))
 * const registry = withHeadroom(createProviderRegistry({ anthropic, openai }))
 */
export function withHeadroom<Subject extends object>(subject: Subject, options: HeadroomModelOptions = {}): Subject {
  if (!isModel(subject) && !isProvider(subject)) {
    throw new HeadroomError(
      'unknown-client',
      `withHeadroom() got ${typeof subject === 'string' ? `"${subject}"` : 'an object'}, which is neither a model nor a ` +
        'provider of the AI SDK. For a name, pass gateway(name) of ai instead, or a provider of your own',
    )
  }
  const middleware = headroomMiddleware(options)
  if (isModel(subject)) return wrapModel(subject, middleware)
  return wrapProvider(subject, (made) => (isModel(made) ? wrapModel(made, middleware) : made))
}

const prepared = new WeakSet<Headroom>()

/** The Headroom of these options, able to read what the AI SDK says. */
export function hostedBy({ headroom, ...options }: HeadroomModelOptions): Headroom {
  const hosted = headroom ?? createHeadroom(options)
  if (!prepared.has(hosted)) prepared.add(hosted.use(aiSdkWire).use(aiSdkProvider))
  return hosted
}

type Party = Pick<HeadroomModelOptions, 'headroom' | 'credential'>

/**
 * Who answers the calls of a retrieval tool that the model calls openly, by the tool's JSON Schema: the one thing of a tool
 * that reaches a model as the same object.
 */
export const answering = new WeakMap<object, Party>()

/** What brings dropped bytes back: the host, if it offers a tool that fetches what this very party has stored. */
export function retrievalBy(schemas: readonly unknown[], { headroom, credential, retrieval }: HeadroomModelOptions) {
  const isOffered = schemas.some((schema) => {
    const party = isObject(schema) ? answering.get(schema) : undefined
    return party !== undefined && party.headroom === headroom && party.credential === credential
  })
  return isOffered ? 'host' : retrieval
}

function retrievalFor(
  { tools = [], providerOptions }: ModelCall,
  options: HeadroomModelOptions,
): Retrieval | undefined {
  // Where the provider keeps the conversation, going on would say again what it has kept.
  if (providersIn(providerOptions).some(({ conversation }) => typeof conversation === 'string')) return 'off'
  return retrievalBy(
    tools.map((tool) => (isObject(tool) ? tool.inputSchema : undefined)),
    options,
  )
}

const isToUs = (name: string) => name.toLowerCase().startsWith('x-headroom-')

function headersToUs({ headers = {} }: ModelCall): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => isToUs(name))
  return Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), value ?? '']))
}

function withoutHeadersToUs<Call extends ModelCall>(call: Call): Call {
  const { headers = {} } = call
  if (!Object.keys(headers).some(isToUs)) return call
  return { ...call, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !isToUs(name))) }
}

interface LanguageModel {
  readonly specificationVersion: string
  readonly provider: string
  readonly modelId: string
  readonly supportedUrls: unknown
  doGenerate(call: ModelCall): PromiseLike<unknown>
  doStream(call: ModelCall): PromiseLike<Streamed>
}

const SPECIFICATIONS: readonly unknown[] = ['v2', 'v3', 'v4']

function isModel(value: unknown): value is LanguageModel {
  if (!isObject(value) || !SPECIFICATIONS.includes(value.specificationVersion)) return false
  return typeof value.doGenerate === 'function' && typeof value.doStream === 'function'
}

function isProvider(value: unknown): boolean {
  return Object(value) === value && typeof (value as { languageModel?: unknown }).languageModel === 'function'
}

function wrapModel<Model extends LanguageModel>(model: Model, middleware: HeadroomMiddleware): Model {
  const own: Readonly<Record<PropertyKey, unknown>> = {
    doGenerate: (params: ModelCall) => middleware.wrapGenerate({ params, model }),
    doStream: (params: ModelCall) => middleware.wrapStream({ params, model }),
  }
  return new Proxy(model, {
    get(target, key) {
      if (Object.hasOwn(own, key)) return own[key]
      const value: unknown = Reflect.get(target, key, target)
      // Private members are found on the model itself only.
      return typeof value === 'function' && key !== 'constructor' ? value.bind(target) : value
    },
  })
}

/** A provider is called, or has functions that are; what any of them makes passes through `wrapped`. */
function wrapProvider<Provider extends object>(provider: Provider, wrapped: (made: unknown) => unknown): Provider {
  const apply = (maker: object, _: unknown, args: unknown[]) =>
    wrapped(Reflect.apply(maker as (...args: unknown[]) => unknown, provider, args))
  return new Proxy<Provider>(provider, {
    apply,
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' && key !== 'constructor' ? new Proxy(value, { apply }) : value
    },
  })
}
