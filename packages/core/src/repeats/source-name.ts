// What a reference calls the result that it points to.
import type { Segment } from '../types.ts'

const LONGEST_ARGUMENT = 60
/** Arguments that tell one call from another, the most telling first. */
const TELLING = ['file_path', 'path', 'filename', 'file', 'command', 'cmd', 'url', 'query', 'pattern']

/** Gives each result a name in the order of the request: the call that it answers, counted where calls are alike. */
export function createSourceNames(): (segment: Segment) => string {
  const calls = new Map<string, number>()
  return ({ toolName, toolInput }) => {
    const argument = argumentOf(toolInput)
    const name = toolName === undefined ? 'tool result' : argument ? `${plain(toolName)}(${argument})` : plain(toolName)
    const times = (calls.get(name) ?? 0) + 1
    calls.set(name, times)
    return times === 1 ? name : `${name} (call ${times})`
  }
}

function argumentOf(input: unknown): string {
  const value = typeof input === 'string' ? parsed(input) : input
  if (value === null || typeof value !== 'object') return ''
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const [, words = ''] = entries.find(([key]) => TELLING.includes(key.toLowerCase())) ?? entries[0] ?? []
  return plain(words)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function plain(words: string): string {
  const line = words
    .slice(0, 4 * LONGEST_ARGUMENT)
    .replace(/[\s\p{Cc}[\]<>]+/gu, ' ')
    .trim()
  return line.length <= LONGEST_ARGUMENT ? line : `${line.slice(0, LONGEST_ARGUMENT).toWellFormed()}…`
}
