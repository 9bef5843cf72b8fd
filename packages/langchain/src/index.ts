// @headroom/langchain: Headroom in LangChain.js and LangGraph.
export { HeadroomCallbackHandler, type HeadroomRun } from './callbacks.ts'
export { type ChatModelLike, HeadroomChatModel, type HeadroomChatModelFields } from './chat-model.ts'
export { HeadroomDocumentCompressor, type HeadroomDocumentCompressorFields } from './documents.ts'
export type { HeadroomLangChainOptions, HeadroomModelOptions, HeadroomResult } from './headroom.ts'
export { HeadroomChatMessageHistory, type HeadroomChatMessageHistoryFields } from './history.ts'
export {
  createCompressToolMessagesNode,
  createHeadroomRetrieveTool,
  type HeadroomToolOptions,
  wrapToolsWithHeadroom,
} from './tools.ts'
