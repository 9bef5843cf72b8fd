// The AI SDK's messages: prompts of language models, whatever their specification, and the `ModelMessage`s they are made of.
import {
  addText,
  addToolText,
  applyChanges,
  type Change,
  type Path,
  type RequestView,
  type Role,
  startWalk,
  valueAt,
  type Walk,
  type Wire,
} from '@headroom/core'

export type JsonObject = Record<string, unknown>

export const FORMAT = 'ai-sdk'

/** What of a call this wire reads; the other settings of a call never come here. */
export interface ModelRequest {
  model?: string
  messages: readonly unknown[]
  tools?: readonly unknown[]
  providerOptions?: unknown
}

export const aiSdkWire: Wire = {
  name: FORMAT,
  // Messages of other hosts look much the same; who speaks this format says so.
  matches: () => false,

  view(body): RequestView | undefined {
    if (!isObject(body) || !Array.isArray(body.messages)) return undefined
    const messages: unknown[] = body.messages
    return {
      model: typeof body.model === 'string' ? body.model : undefined,
      messages,
      messagesPath: ['messages'],
      tools: Array.isArray(body.tools) ? body.tools : undefined,
      toolsPath: ['tools'],
      canRetrieve: true,
      forgets: providersIn(body.providerOptions).some(forgets),
      // Asked for once, while a request is viewed more often.
      get identities() {
        return messages.map((message) => identityOf(message, spellingOf(body)))
      },
    }
  },

  segments(body) {
    if (!isObject(body)) return []
    const spelled = spellingOf(body)
    const reading: Reading = { walk: startWalk(), byProgram: new Set(), structured: new Set(), spelled }
    for (const { type, name } of objectsIn(body.tools)) {
      // `provider-defined` in specification v2
      if (typeof type === 'string' && type.startsWith('provider')) reading.structured.add(name)
    }
    const messages = Array.isArray(body.messages) ? body.messages : []
    messages.forEach((message: unknown, index) => {
      if (isObject(message)) readMessage(reading, message, index)
    })
    return reading.walk.segments
  },

  apply: (body, changes) =>
    applyChanges(
      body,
      changes.map((change) => asText(body, change)),
    ),

  revive(json) {
    if (!isObject(json) || !Array.isArray(json.content)) return json
    return { ...json, content: json.content.map(revivePart) }
  },
}

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** The options of each provider. */
export function providersIn(options: unknown): JsonObject[] {
  return isObject(options) ? Object.values(options).filter(isObject) : []
}

/** The provider drops or sums up earlier results by itself. */
const forgets = ({ contextManagement, compaction, truncation }: JsonObject): boolean =>
  Boolean(contextManagement ?? compaction) || truncation === 'auto'

const ROLES: Readonly<Record<string, Role>> = { system: 'system', user: 'user', assistant: 'assistant', tool: 'tool' }

interface Reading {
  walk: Walk
  /** Calls that a program in the provider's sandbox has made: it reads the results, and the model does not. */
  byProgram: Set<unknown>
  /** Names of tools that are the provider's own: it takes the structure of their JSON results apart. */
  structured: Set<unknown>
  spelled: Spelling
}

/** JSON as providers spell it. */
type Spelling = (value: unknown) => string | undefined

const spellings = new WeakMap<object, Spelling>()

/** Large results take long to spell, so each is spelled once for a request. */
function spellingOf(body: object): Spelling {
  const known = spellings.get(body)
  if (known) return known
  const texts = new Map<unknown, string | undefined>()
  const spelled: Spelling = (value) => {
    if (!texts.has(value)) texts.set(value, JSON.stringify(value))
    return texts.get(value)
  }
  spellings.set(body, spelled)
  return spelled
}

interface Place {
  at: Path
  message: number
  role: Role
}

function readMessage(reading: Reading, message: JsonObject, index: number): void {
  const { content } = message
  const role = (typeof message.role === 'string' && ROLES[message.role]) || 'other'
  const at: Path = ['messages', index, 'content']
  if (!Array.isArray(content)) addText(reading.walk, { path: at, message: index, role, kind: 'text' }, content)
  else {
    content.forEach((part: unknown, place) => {
      if (isObject(part)) readPart(reading, part, { at: [...at, place], message: index, role })
    })
  }
}

function readPart(reading: Reading, part: JsonObject, place: Place): void {
  const { walk, byProgram } = reading
  const { at, message, role } = place
  switch (part.type) {
    case 'text':
    case 'reasoning': {
      const kind = part.type === 'text' ? 'text' : 'reasoning'
      addText(walk, { path: [...at, 'text'], message, role, kind }, part.text)
      break
    }
    case 'tool-call': {
      const { toolCallId: id, toolName: name, input } = part
      addText(walk, { path: [...at, 'input'], message, role, kind: 'tool-call' }, JSON.stringify(input))
      if (typeof id !== 'string') break
      walk.calls.set(id, { name: typeof name === 'string' ? name : undefined, input })
      if (providersIn(part.providerOptions).some(isByProgram)) byProgram.add(id)
      break
    }
    case 'tool-result':
      if (!byProgram.has(part.toolCallId)) readResult(reading, part, place)
      break
  }
}

const isByProgram = ({ caller }: JsonObject): boolean => isObject(caller) && caller.type !== 'direct'

function readResult({ walk, structured, spelled }: Reading, part: JsonObject, { at, message, role }: Place): void {
  const output = isObject(part.output) ? part.output : {}
  const path = [...at, 'output', 'value']
  const isError = output.type === 'error-text' || output.type === 'error-json'
  const add = (text: unknown, place: Path) =>
    addToolText(walk, { path: place, message, callId: part.toolCallId, name: part.toolName, isError }, text)
  switch (output.type) {
    case 'text':
    case 'error-text':
      add(output.value, path)
      break
    case 'json':
    case 'error-json':
      // In an answer stand results of tools that the provider runs itself.
      if (role !== 'assistant' && !structured.has(part.toolName)) add(spelled(output.value), path)
      break
    case 'content':
      if (!Array.isArray(output.value)) break
      output.value.forEach((item: unknown, place) => {
        if (isObject(item) && item.type === 'text') add(item.text, [...path, place, 'text'])
      })
  }
}

/** A change of a JSON result makes it one of text: providers send both in the same way. */
function asText(body: unknown, change: Change): Change {
  const [last, holder] = [change.path.at(-1), change.path.slice(0, -1)]
  const output = last === 'value' ? valueAt(body, holder) : undefined
  if (!isObject(output) || output.type !== 'json') return change
  return { path: holder, values: [{ ...output, type: 'text', value: change.values[0] }] }
}

/** What of a message reaches the provider and stays the same from turn to turn. */
function identityOf(message: unknown, spelled: Spelling): unknown {
  if (!isObject(message)) return message
  const { content, ...rest } = lasting(message)
  return { ...rest, content: Array.isArray(content) ? content.map((part) => partIdentity(part, spelled)) : content }
}

function partIdentity(part: unknown, spelled: Spelling): unknown {
  if (!isObject(part)) return part
  const { output, ...rest } = lasting(part)
  if (!isObject(output)) return rest
  const { value, ...form } = lasting(output)
  return { ...rest, output: { ...form, value: valueIdentity(output.type, value, spelled) } }
}

function valueIdentity(type: unknown, value: unknown, spelled: Spelling): unknown {
  if (type === 'content') return objectsIn(value).map(lasting)
  return typeof value === 'string' ? value : spelled(value)
}

/** Breakpoints of the provider's cache, which callers move. */
const BREAKPOINT = /^(?:cache_?control|cachePoint|promptCacheBreakpoint)$/i

function lasting({ providerOptions, ...rest }: JsonObject): JsonObject {
  const lasts: JsonObject = {}
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) lasts[key] = value
  const options: JsonObject = {}
  for (const [provider, own] of Object.entries(isObject(providerOptions) ? providerOptions : {})) {
    // Mastra notes here at what time it saw a part.
    if (!isObject(own) || provider === 'mastra') continue
    const kept = Object.entries(own).filter(([name]) => !BREAKPOINT.test(name))
    if (kept.length > 0) options[provider] = Object.fromEntries(kept)
  }
  return Object.keys(options).length > 0 ? { ...lasts, providerOptions: options } : lasts
}

/** Addresses of files are objects of a class. */
function revivePart(part: unknown): unknown {
  if (!isObject(part) || !isObject(part.data) || typeof part.data.url !== 'string') return part
  return { ...part, data: { ...part.data, url: new URL(part.data.url) } }
}
