// Which tools' results may be compressed, and how far.
import type { Level, Segment } from './types.ts'

export interface ToolPolicy {
  /** A tool's name, a pattern with `*` (`mcp__*`), several of them, or a function. Names match in any case. */
  tools: string | readonly string[] | ((toolName: string, segment: Segment) => boolean)
  /** The furthest that compression may go. @default the level of the request */
  level?: Level
  /**
   * Whether lines that an earlier result of the request shows may be referred to instead of sent again.
   * @default true, but false where the level is `exact`
   */
  repeats?: boolean
  /**
   * Whether source code may be shortened by the code compressor, if one is in use: at `exact`, too, where nothing but code
   * is.
   * @default the request's, but false where the level is `exact`
   */
  code?: boolean
  /** Handed to the compressor. */
  options?: Readonly<Record<string, unknown>>
}

/** Tools whose output an agent edits or navigates by, character for character. */
export const EXACT_TOOLS = ['Read', 'Glob', 'Grep', 'Write', 'Edit'] as const

export interface Profile {
  level: Level
  policies: readonly ToolPolicy[]
}

/** Named sets of policies. */
export const PROFILES = {
  /** Every tool but the five, as far as can be fetched back. */
  default: { level: 'recoverable', policies: [{ tools: EXACT_TOOLS, level: 'exact' }] },
  /** Nothing is ever left out. */
  lossless: { level: 'lossless', policies: [{ tools: EXACT_TOOLS, level: 'exact' }] },
  /** For coding agents: as the default, and lines that the five have shown before are referred to. */
  agent: { level: 'recoverable', policies: [{ tools: EXACT_TOOLS, level: 'exact', repeats: true }] },
  /** As `agent`, and source files that were read whole are shown without their long bodies, if a code compressor is in use. */
  outline: {
    level: 'recoverable',
    policies: [
      { tools: 'Read', level: 'exact', repeats: true, code: true },
      { tools: EXACT_TOOLS, level: 'exact', repeats: true },
    ],
  },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof PROFILES

/** The first policy that names the segment's tool. */
export function policyFor(segment: Segment, policies: readonly ToolPolicy[]): ToolPolicy | undefined {
  const name = segment.toolName ?? ''
  return policies.find(({ tools }) => {
    if (typeof tools === 'function') return tools(name, segment)
    return (typeof tools === 'string' ? [tools] : tools).some((pattern) => matchesPattern(name, pattern))
  })
}

/** True if `name` is what the pattern says, `*` standing for any characters. Linear, whatever the pattern. */
export function matchesPattern(name: string, pattern: string): boolean {
  const pieces = pattern.toLowerCase().split('*')
  const text = name.toLowerCase()
  if (pieces.length === 1) return text === pieces[0]
  const last = pieces.at(-1)!
  let at = pieces[0]!.length
  if (!text.startsWith(pieces[0]!) || text.length < at + last.length || !text.endsWith(last)) return false
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at <= text.length - last.length
}
