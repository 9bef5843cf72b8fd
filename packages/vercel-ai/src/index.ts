// @headroom/vercel-ai: Headroom in the Vercel AI SDK.
export {
  type CompressMessagesOptions,
  compressModelMessages,
  compressModelMessages as compressVercelMessages,
  headroomPrepareStep,
  headroomTools,
  type PrepareStepOptions,
  type RetrievalTool,
} from './agent.ts'
export {
  type HeadroomMiddleware,
  type HeadroomModelOptions,
  headroomMiddleware,
  type ModelCall,
  withHeadroom,
} from './model.ts'
