// What a compressor, wire or store of your own is tested with: the contracts of ours, and the laws on generated conversations.
export type { TestRunner } from './contract.ts'
export {
  type Conversation,
  conversations,
  type Format,
  requestsOf,
  toolOutput,
} from './conversations.ts'
export { brokenFile, type CodeFile, codeFile, codeText } from './generate-code.ts'
export { decode, TEXTS } from './kinds.ts'
export { LAWS, type LawSubject } from './laws.ts'
export { type CompressorUnderTest, testCompressor } from './test-compressor.ts'
export { type StoreUnderTest, testStore } from './test-store.ts'
export { testWire, type WireUnderTest } from './test-wire.ts'
export { falsehood, type TruthCheck } from './truth.ts'
export { unfold } from './unfold.ts'
