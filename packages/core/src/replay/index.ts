// @headroom/core/replay: what Headroom would have done to recorded sessions, and what it would have cost.
export type { Bill } from './bill.ts'
export type { Needed } from './needed.ts'
export { type ArmReport, playSession, type ReplayedEdit, type ReplayOptions, type SessionReport } from './play.ts'
export type { PrefixCheck } from './prefixes.ts'
export { readSessions } from './readers/index.ts'
export { type Session, type Turn, turnsOf } from './session.ts'
export {
  createVerifier,
  PROVABLE_LAWS,
  type ProvableLaw,
  type Verdict,
  type Verifier,
  type Violation,
  type WitnessedRequest,
} from './verify.ts'
export { verifySession } from './verify-session.ts'
