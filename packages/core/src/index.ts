export { applyChanges, valueAt } from './body/change.ts'
export { JsonBody } from './body/document.ts'
export { jsonSlice } from './body/locate.ts'
export { encodeUtf8 } from './body/utf8.ts'
export { findVolatile, type VolatileKind, type VolatileToken } from './cache/aligner.ts'
export { HASH, hashesIn, MARKER } from './ccr/marker.ts'
export { isRetrievalTool, RETRIEVAL_TOOL } from './ccr/retrieval-tool.ts'
export { compress } from './compress.ts'
export { encodingHeader, isEncoded } from './compressors/encoding.ts'
export { defaultCompressors } from './compressors/index.ts'
export { createMixedCompressor } from './compressors/mixed/index.ts'
export { createProseCompressor, type ProseOptions } from './compressors/prose/index.ts'
export type { UnitScorer } from './compressors/prose/score.ts'
export type { Part } from './engine.ts'
export { HeadroomError, type HeadroomErrorCode } from './errors.ts'
export type { Answer } from './exchange.ts'
export type {
  CompressionEvent,
  CompressionHookContext,
  CompressionHooks,
  PipelineEvent,
  PipelineExtension,
  PipelineReplacement,
} from './extensions.ts'
export { createHeadroom, type Headroom } from './headroom.ts'
export type { Appraised, CompressTask, Offload } from './offload.ts'
export type { HeadroomOptions, RequestOptions } from './options.ts'
export { EXACT_TOOLS, PROFILES, type ProfileName, type ToolPolicy } from './policies.ts'
export { defaultProviders } from './providers/index.ts'
export { addUsage, readCall } from './providers/reading.ts'
export { type CompressResult, type Savings, type SimulationResult, savings } from './report.ts'
export type {
  CompressOptions,
  CompressTextOptions,
  CompressTextResult,
  HeadroomRequest,
  OutgoingRequest,
  Prepared,
  Retrieved,
} from './requests.ts'
export { createMemoryStore, type MemoryStoreOptions } from './store/memory.ts'
export { type TokenCounter, tokenCounter } from './tokens/counter.ts'
export { explainTrace, type SegmentTrace, type Trace } from './trace.ts'
export {
  type AnswerStream,
  type AnswerTurn,
  type Change,
  type CompressContext,
  type Compressed,
  type Compressor,
  type Decision,
  type Dropped,
  type Edit,
  LEVELS,
  type Level,
  MODES,
  type Mode,
  type Operation,
  type PartStream,
  type Path,
  type Provider,
  RETRIEVALS,
  type RequestView,
  type Retrieval,
  type RetrievalCall,
  type Role,
  type Scope,
  type Segment,
  type SegmentKind,
  STAGES,
  type Stage,
  type Store,
  type StreamEvent,
  type ToolDefinition,
  type Usage,
  type Warning,
  type Wire,
  type WireRequest,
} from './types.ts'
export { defaultWires } from './wires/index.ts'
export { addText, addToolText, startWalk, type Walk } from './wires/reading.ts'
