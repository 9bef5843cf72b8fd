// Headroom in a Model Context Protocol client: results are made smaller where they arrive, before any agent sees them.
import {
  type CompressTextOptions,
  createHeadroom,
  type Headroom,
  type HeadroomOptions,
  RETRIEVAL_TOOL,
} from '@headroom/core'

export interface HeadroomMcpOptions extends HeadroomOptions {
  /** A Headroom to share between several clients; the options for one of its own are ignored then. */
  headroom?: Headroom
  /**
   * Whether `listTools` offers the retrieval tool and `callTool` answers it. Of several clients of one agent only one may;
   * the others share its `headroom` and say `retrieval: 'host'`. Without it everything is lossless.
   * @default true
   */
  retrievalTool?: boolean
  /** The model that will read the results; its tokens are counted. */
  model?: string
  /** Called with the figures of each result that was made smaller. */
  onResult?: (result: { toolName: string; tokensBefore: number; tokensAfter: number; ccrHashes: string[] }) => void
}

/** What of a client is needed: `Client` of `@modelcontextprotocol/sdk` has it. */
export interface McpClient {
  listTools(...rest: never[]): Promise<{ tools: { name: string }[]; nextCursor?: string }>
  callTool(params: never, ...rest: never[]): Promise<unknown>
}

interface Call {
  name: string
  arguments?: Record<string, unknown>
}

/**
 * The client, with tool results made smaller and the retrieval tool among its tools. Everything else of it is as it was, and
 * so is the client that was given.
 * @example
 * const client = withHeadroom(new Client({ name: 'my-agent', version: '1.0.0' }))
 * await client.connect(transport)
 */
export function withHeadroom<Client extends McpClient>(client: Client, options: HeadroomMcpOptions = {}): Client {
  const { headroom = createHeadroom(options), retrievalTool = true, model, onResult } = options
  const retrieval = options.retrieval ?? (retrievalTool ? 'host' : 'off')

  async function listTools(...params: never[]) {
    const list = await client.listTools(...params)
    // On the last page, and not where a server has one of that name.
    if (!retrievalTool || list.nextCursor !== undefined || list.tools.some(isRetrieval)) return list
    return { ...list, tools: [...list.tools, DEFINITION] }
  }

  async function callTool(params: Call, ...rest: never[]) {
    if (retrievalTool && isRetrieval(params)) {
      const { hash, query } = params.arguments ?? {}
      const text = await headroom.handleToolCall({
        hash: String(hash ?? ''),
        ...(query ? { query: String(query) } : {}),
      })
      return { content: [{ type: 'text', text }] }
    }
    const result = await client.callTool(params as never, ...rest)
    return smaller(result, { toolName: params.name, toolInput: params.arguments, model, retrieval })
  }

  async function smaller(result: unknown, about: CompressTextOptions & { toolName: string }): Promise<unknown> {
    if (!isObject(result) || !Array.isArray(result.content)) return result
    const content = await Promise.all(
      result.content.map((block) => smallerBlock(block, { ...about, isError: result.isError === true })),
    )
    return content.every((block, index) => block === (result.content as unknown[])[index])
      ? result
      : { ...result, content }
  }

  async function smallerBlock(block: unknown, about: CompressTextOptions & { toolName: string }): Promise<unknown> {
    if (!isObject(block) || block.type !== 'text' || typeof block.text !== 'string') return block
    const { text, compressed, tokensBefore, tokensAfter, ccrHashes } = await headroom.compressText(block.text, about)
    if (!compressed) return block
    onResult?.({ toolName: about.toolName, tokensBefore, tokensAfter, ccrHashes })
    return { ...block, text }
  }

  // The client counts its requests in fields of its own, so its methods must go on running on itself and on no copy.
  return new Proxy(client, {
    get(target, name) {
      if (name === 'listTools') return listTools
      if (name === 'callTool') return callTool
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const { name, description, parameters } = RETRIEVAL_TOOL
const DEFINITION = {
  name,
  description,
  inputSchema: parameters as { type: 'object' },
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
}

const isRetrieval = (tool: { name: string }) => tool.name === name

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
