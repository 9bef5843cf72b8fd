// @headroom/agno: what TypeScript can do for agents that run in Python.
export {
  AgentOSClient,
  AgentOSError,
  type AgentOSOptions,
  type CallOptions,
  type ContinueInput,
  type Page,
  type RunInput,
  type Runner,
  type RunOutput,
  type Session,
  type SessionRun,
} from './agent-os.ts'
export { createHeadroomHooks, type HeadroomHooks, type HooksOptions, type RunStats, type ToolResult } from './hooks.ts'
export { type AgnoMessage, type OptimizeOptions, optimizeMessages } from './messages.ts'
export { type AgnoProxyConfig, agnoProxyConfig } from './proxy-config.ts'
export type { RunEvent, RunEventOf, ToolExecution } from './run-events.ts'
