// What a compressor, wire or store of your own is tested with: the contracts of ours, and the laws on generated conversations.
export type { TestRunner } from './contract.ts'
export {
  type Conversation,
  conversations,
  type Format,
  fileText,
  jsonText,
  logText,
  requestsOf,
  toolOutput,
} from './conversations.ts'
export { decodeJson } from './decode-json.ts'
export { decodeLog } from './decode-log.ts'
export { LAWS, type LawSubject } from './laws.ts'
export { type CompressorUnderTest, testCompressor } from './test-compressor.ts'
export { type StoreUnderTest, testStore } from './test-store.ts'
export { testWire, type WireUnderTest } from './test-wire.ts'
export { falsehood, type TruthCheck } from './truth.ts'
export { unfold } from './unfold.ts'
