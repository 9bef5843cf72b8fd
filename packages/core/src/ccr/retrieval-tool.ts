import type { ToolDefinition } from '../types.ts'

/** The tool by which a model fetches what was left out. The same bytes on every request, for it stands in the cached prefix. */
export const RETRIEVAL_TOOL: ToolDefinition = {
  name: 'headroom_retrieve',
  description: 'Returns what a marker <<ccr:HASH …>> left out; with query (words, or "lines 10-80"), only those parts.',
  parameters: {
    type: 'object',
    properties: {
      hash: { type: 'string' },
      query: { type: 'string' },
    },
    required: ['hash'],
  },
}

/** True for our tool's name, also with a prefix that a tool server has put before it. */
export function isRetrievalTool(name: string | undefined): boolean {
  return name === RETRIEVAL_TOOL.name || (name?.endsWith(`__${RETRIEVAL_TOOL.name}`) ?? false)
}
