// Gemini's answers: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
import type { AnswerTurn, Provider } from '../types.ts'
import {
  callIn,
  callsIn,
  candidateOf,
  contentOf,
  partsOf,
  readTurn,
  readUsage,
  sumUsage,
  visibleParts,
} from './gemini-answer.ts'
import { GeminiStream } from './gemini-stream.ts'
import { echoKey, isObject, type JsonObject, objectsIn } from './reading.ts'

export const geminiProvider: Provider = {
  name: 'gemini',
  wires: ['gemini'],

  toolDefinition: ({ parameters, ...tool }) => ({ ...tool, parameters: inCapitals(parameters) }),

  toolName: (definition) => (isObject(definition) && typeof definition.name === 'string' ? definition.name : undefined),

  turn(answer, toolName): AnswerTurn | undefined {
    const candidate = candidateOf(answer)
    return candidate && readTurn(partsOf(candidate.content), candidate.finishReason ?? 'STOP', toolName)
  },

  results: (calls, texts, name) => {
    const parts = calls.map(({ id }, index) => ({
      functionResponse: { ...(id === '' ? {} : { id }), name, response: { output: texts[index] } },
    }))
    return [{ role: 'user', parts }]
  },

  // All results of a turn stand in one content, in the order of the calls.
  joinResults(results, next, said) {
    const parts = partsOf(next)
    let at = parts.findIndex((part) => part.functionResponse ?? part.function_response)
    if (at < 0) return undefined
    const ours = results.flatMap(partsOf)
    const names = ours.map(({ functionResponse }) => isObject(functionResponse) && functionResponse.name)
    for (const part of partsOf(said)) {
      const call = callIn(part)
      if (call && names.includes(call.name as string)) parts.splice(at, 0, ours.shift()!)
      if (call) at++
    }
    return { ...(next as JsonObject), parts }
  },

  merge(answers, toolName) {
    const visible = visibleParts(toolName)
    const parts = answers.flatMap((answer) => {
      visible.begin()
      return visible.take(partsOf(candidateOf(answer)?.content))
    })
    const rounds = objectsIn(answers)
    const usageMetadata = sumUsage(rounds.map((answer) => answer.usageMetadata))
    return {
      ...rounds.at(-1),
      candidates: [{ ...candidateOf(rounds.at(-1)), content: contentOf(parts) }],
      ...(usageMetadata === undefined ? {} : { usageMetadata }),
    }
  },

  answerMessages: (answer) => [contentOf(partsOf(candidateOf(answer)?.content))],

  withoutCalls: (contents, toolName) =>
    objectsIn(contents).flatMap((content) => {
      const parts = visibleParts(toolName).take(partsOf(content))
      return parts.length > 0 ? [{ ...content, parts }] : []
    }),

  // A client may send each piece of a stream back as a content of its own.
  echo(contents, from) {
    const end = contents.findIndex(
      (content, index) => index >= from && !(isObject(content) && content.role === 'model'),
    )
    const run = contents.slice(from, end < 0 ? undefined : end)
    if (run.length === 0) return undefined
    const parts = run.flatMap(partsOf)
    const texts = parts.map(({ text, thought }) => (thought ? '' : text))
    const calls = callsIn(parts).map(({ id, name }) => id ?? name)
    return { keys: [echoKey(texts, calls)], count: run.length }
  },

  usage: (answer) => (isObject(answer) ? readUsage(answer.usageMetadata) : undefined),

  stream: (toolName) => new GeminiStream(toolName),

  error: (code, message) => ({
    error: { code, message, status: STATUSES[code] ?? (code >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT') },
  }),
}

const STATUSES: Readonly<Record<number, string>> = { 502: 'UNAVAILABLE', 503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED' }

/** A schema in the dialect of OpenAPI that all of Google's endpoints take. */
function inCapitals(schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const entries = Object.entries(schema).map(([key, value]) => [
    key,
    key === 'type' && typeof value === 'string' ? value.toUpperCase() : inCapitals(value),
  ])
  return Object.fromEntries(entries)
}
