// Reads and joins answers in Gemini's format: candidates of one content each, made of parts.
import type { AnswerTurn, Usage } from '../types.ts'
import { addUsage, isObject, type JsonObject, objectsIn, readCall, usageOf } from './reading.ts'

/** Stands between the texts of two rounds of one answer, which clients write one behind the other. */
const ROUND_BREAK = '\n\n'

/** The one candidate of an answer; undefined if there is none, or several. */
export function candidateOf(answer: unknown): JsonObject | undefined {
  const candidates = isObject(answer) ? objectsIn(answer.candidates) : []
  return candidates.length === 1 ? candidates[0] : undefined
}

export function partsOf(content: unknown): JsonObject[] {
  return isObject(content) ? objectsIn(content.parts) : []
}

/** The call in a part, which callers may spell in either way. */
export function callIn(part: JsonObject): JsonObject | undefined {
  const call = part.functionCall ?? part.function_call
  return isObject(call) ? call : undefined
}

export function callsIn(parts: readonly JsonObject[]): JsonObject[] {
  return parts.map(callIn).filter((call) => call !== undefined)
}

/** Reads a model's parts. Any end but STOP means that it was not done. */
export function readTurn(parts: readonly JsonObject[], finish: unknown, toolName: string): AnswerTurn {
  const called = callsIn(parts)
  const ours = called.filter(({ name }) => name === toolName)
  return {
    calls: ours.map(({ id, args }) => readCall(id, args)),
    otherCalls: called.length - ours.length,
    messages: [{ role: 'model', parts }],
    ...(finish === 'STOP' ? {} : { isCut: true }),
  }
}

/**
 * Goes over the parts of all rounds. Calls of our tool are left out; a signature on one of them passes to the next call of
 * its round, for the first call of a turn must have it. Words of a later round begin a new paragraph.
 */
export function visibleParts(toolName: string): {
  begin(): void
  /** What the caller sees of parts, which may come in any number of pieces. */
  take(parts: readonly JsonObject[]): JsonObject[]
} {
  let signature: unknown
  let sawText = false
  let isBreakDue = false
  return {
    begin() {
      signature = undefined
      isBreakDue = sawText
    },
    take: (parts) =>
      parts.flatMap((part) => {
        const call = callIn(part)
        if (call?.name === toolName) {
          signature ??= part.thoughtSignature
          return []
        }
        if (call && signature !== undefined) {
          const signed = part.thoughtSignature === undefined ? { ...part, thoughtSignature: signature } : part
          signature = undefined
          return [signed]
        }
        if (!part.text || part.thought) return [part]
        sawText = true
        if (!isBreakDue) return [part]
        isBreakDue = false
        return [{ ...part, text: ROUND_BREAK + part.text }]
      }),
  }
}

/** A content must not be empty: clients take that for a failure. */
export function contentOf(parts: readonly JsonObject[]): JsonObject {
  return { role: 'model', parts: parts.length > 0 ? parts : [{ text: '' }] }
}

/** The figures of all rounds, those of each modality among them. */
export function sumUsage(rounds: readonly unknown[]): unknown {
  return rounds.reduce((a, b) => {
    if (!isObject(a) || !isObject(b)) return b ?? a
    const sum = addUsage(a, b) as JsonObject
    for (const [key, value] of Object.entries(a)) if (Array.isArray(value)) sum[key] = sumModalities(value, b[key])
    return sum
  }, undefined)
}

function sumModalities(a: readonly unknown[], b: unknown): JsonObject[] {
  const sums = new Map<unknown, JsonObject>()
  for (const entry of [...objectsIn(a), ...objectsIn(b)]) {
    const { modality, ...counts } = entry
    sums.set(modality, { modality, ...(addUsage(sums.get(modality), counts) as JsonObject) })
  }
  return [...sums.values()]
}

export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined
  const sum = (...counts: unknown[]) => counts.reduce<number>((a, b) => a + (typeof b === 'number' ? b : 0), 0)
  return usageOf({
    input: sum(usage.promptTokenCount, usage.toolUsePromptTokenCount),
    output: sum(usage.candidatesTokenCount, usage.thoughtsTokenCount),
    cacheRead: usage.cachedContentTokenCount,
  })
}
