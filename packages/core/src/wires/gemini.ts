// Gemini, on Google's own API and on Vertex: https://ai.google.dev/api/generate-content
import { applyChanges } from '../body/change.ts'
import type { Path, RequestView, Segment, Wire } from '../types.ts'
import { addText, addToolText, type Call, isObject, type JsonObject, startWalk, textOf, type Walk } from './reading.ts'

const ROLES: Readonly<Record<string, Segment['role']>> = { user: 'user', model: 'assistant', function: 'tool' }
const METHOD = /\/([^/:?]+):(g|streamG)enerateContent(?:\?|$)/

export const geminiWire: Wire = {
  name: 'gemini',

  matches({ path, body }) {
    if (path !== undefined) return METHOD.test(path)
    return isObject(body) && Array.isArray(body.contents)
  },

  view(body, path): RequestView | undefined {
    if (!isObject(body) || !Array.isArray(body.contents)) return undefined
    const [, model] = (path && METHOD.exec(path)) || []
    return {
      model: model ?? textOf(body.model),
      system: [field(body, 'systemInstruction').value, field(body, 'cachedContent').value],
      messages: body.contents,
      messagesPath: ['contents'],
      ...readTools(body),
      canRetrieve: isSingle(body) && isFree(body) && isReadable(path),
    }
  },

  segments(body) {
    const walk = startWalk()
    if (!isObject(body)) return walk.segments
    const { key, value: system } = field(body, 'systemInstruction')
    readTexts(walk, system, { at: [key], index: -1, role: 'system' })
    const contents = Array.isArray(body.contents) ? body.contents : []
    const conversation: Conversation = { walk, open: [], shaped: shapedFunctions(body) }
    contents.forEach((content: unknown, index) => {
      if (isObject(content)) readContent(conversation, content, { index, before: contents[index - 1] })
    })
    return walk.segments
  },

  apply: applyChanges,

  bodyOf: (contents, { model, system }) => ({ model, systemInstruction: system, contents }),
}

/** A field under its name, which Google takes in either spelling: `functionCall` or `function_call`. */
function field(object: JsonObject, name: string): { key: string; value: unknown } {
  const key = name in object ? name : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return { key, value: object[key] }
}

function inner(object: JsonObject, ...names: string[]): unknown {
  return names.reduce<unknown>((value, name) => (isObject(value) ? field(value, name).value : undefined), object)
}

/** All declared functions, and the last list of them: several tools with such lists are not taken everywhere. */
function readTools(body: JsonObject): Pick<RequestView, 'tools' | 'toolsPath'> {
  if (!Array.isArray(body.tools)) return { toolsPath: ['tools'] }
  const tools: unknown[] = []
  let toolsPath: Path = ['tools']
  body.tools.forEach((tool: unknown, index) => {
    const { key, value } = isObject(tool) ? field(tool, 'functionDeclarations') : { key: '', value: undefined }
    if (!Array.isArray(value) || value.length === 0) return
    tools.push(...value)
    toolsPath = ['tools', index, key]
  })
  return { tools, toolsPath }
}

const isSingle = (body: JsonObject) => (inner(body, 'generationConfig', 'candidateCount') ?? 1) === 1

/** Whether a further function can be declared, and its calls read: not beside a cached prefix, nor if arguments come in pieces. */
function isFree(body: JsonObject): boolean {
  const config = inner(body, 'toolConfig', 'functionCallingConfig')
  return !field(body, 'cachedContent').value && !inner(config as JsonObject, 'streamFunctionCallArguments')
}

/** A stream comes in events only if it is asked for so; else it is one long JSON array, which is not taken apart. */
const isReadable = (path = '') => METHOD.exec(path)?.[2] !== 'streamG' || /[?&]alt=sse(?:&|$)/.test(path)

/** Functions that declare the shape of what they return: theirs must keep it. */
function shapedFunctions(body: JsonObject): ReadonlySet<unknown> {
  const declared = (readTools(body).tools ?? []).filter(isObject)
  return new Set(declared.filter((one) => one.response ?? inner(one, 'responseJsonSchema')).map(({ name }) => name))
}

interface Conversation {
  walk: Walk
  /** Calls of the model's newest turn that no result has answered yet. */
  open: (Call & { id?: string })[]
  shaped: ReadonlySet<unknown>
}

interface Where {
  at: Path
  index: number
  role: Segment['role']
}

function readTexts(walk: Walk, content: unknown, { at, index, role }: Where): void {
  addText(walk, { path: at, message: index, role, kind: 'text' }, content)
  if (!isObject(content) || !Array.isArray(content.parts)) return
  content.parts.forEach((part: unknown, place) => {
    if (!isObject(part)) return
    const kind = part.thought ? 'reasoning' : 'text'
    addText(walk, { path: [...at, 'parts', place, 'text'], message: index, role, kind }, part.text)
  })
}

function readContent(
  conversation: Conversation,
  content: JsonObject,
  { index, before }: { index: number; before: unknown },
): void {
  const { walk } = conversation
  const role =
    content.role === undefined ? 'user' : (typeof content.role === 'string' && ROLES[content.role]) || 'other'
  const at: Path = ['contents', index]
  readTexts(walk, content, { at, index, role })
  if (!Array.isArray(content.parts)) return
  if (role === 'assistant' && !(isObject(before) && before.role === 'model')) conversation.open = []
  content.parts.forEach((part: unknown, place) => {
    if (!isObject(part)) return
    for (const name of ['functionCall', 'functionResponse']) {
      const { key, value } = field(part, name)
      const where = { at: [...at, 'parts', place, key], index, role }
      if (isObject(value)) (name === 'functionCall' ? readCall : readResult)(conversation, value, where)
    }
  })
}

function readCall({ walk, open }: Conversation, call: JsonObject, { at, index, role }: Where): void {
  const text = call.args === undefined ? undefined : JSON.stringify(call.args)
  addText(walk, { path: [...at, 'args'], message: index, role, kind: 'tool-call' }, text)
  open.push({ id: textOf(call.id), name: textOf(call.name), input: call.args })
}

/**
 * Lists the members of a response, which itself must stay an object: strings as they are, the texts of lists of parts as
 * MCP servers give them, and any other value as its JSON. Such a value may become a string under its old name.
 */
function readResult({ walk, open, shaped }: Conversation, result: JsonObject, { at, index }: Where): void {
  const { response, name } = result
  if (!isObject(response)) return
  const id = textOf(result.id)
  // Calls without ids are answered in order.
  const place = open.findIndex((call) => (id && call.id ? call.id === id : call.name === name))
  const [call] = place < 0 ? [] : open.splice(place, 1)
  const isError = (response.error ?? undefined) !== undefined || response.isError === true
  for (const [key, value] of Object.entries(response)) {
    const member = { message: index, callId: id, call, name, isError, path: [...at, 'response', key] }
    if (typeof value === 'string') addToolText(walk, member, value)
    else if (isTextParts(value)) {
      value.forEach((part, place) => {
        if (isTextPart(part)) addToolText(walk, { ...member, path: [...member.path, place, 'text'] }, part.text)
      })
    } else if (value !== null && typeof value === 'object' && !shaped.has(name))
      addToolText(walk, { ...member, isJson: true }, JSON.stringify(value))
  }
}

const isTextPart = (part: unknown): part is JsonObject => isObject(part) && part.type === 'text'
const isTextParts = (value: unknown): value is unknown[] => Array.isArray(value) && value.some(isTextPart)
