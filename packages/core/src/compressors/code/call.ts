// What the call of a tool says about its result: the file that was asked for, and whether only lines of it were.

/** The call that a text answers, as far as it names a file. */
export interface FileCall {
  path: string | undefined
  /** Only some lines were asked for, and these are what is wanted. */
  namesLines: boolean
}

/** Names of arguments that hold a path, without marks and in small letters. */
const PATHS = /^(?:(?:absolute|relative|target|source|full)?(?:file)?path|(?:target|source)?file(?:name)?|uri|name)$/
const STARTS =
  /^(?:offset|(?:start|from|first|begin)(?:line|ing)?(?:number)?|line(?:number|start|from)?|startlinenumber.*)$/
const RANGES = /^(?:(?:view|line)?ranges?|lines|end(?:line)?(?:number)?|(?:to|last)line|lineend)$/
const LIMITS = /^(?:limit|maxlines|numlines|linecount|count|head|n)$/
/** Arguments of calls that change a file: what they show is what was changed. */
const CHANGES =
  /^(?:(?:old|new)(?:str|string|text|content)?|search|replace(?:ment|with)?(?:text)?|inserttext|patch|diff|edits?)$/
const COMMANDS = /^(?:command|cmd|script|commandline)$/
/** A command that prints a file, with its last word. */
const PRINTS = /(?:^|[;&|]\s*)(?:cat|bat|nl|less|more|type|head|tail|sed|awk)\b([^;&|<>]*)$/
const PRINTS_LINES = /(?:^|[;&|]\s*)(?:head|tail|sed\s+-n|awk)\b[^;&|]*$|\|\s*(?:head|tail|sed\s+-n)\b/

/** @param lines of the result, to tell a limit that was reached from one that was not */
export function readCall(input: unknown, lines: number): FileCall {
  const call: FileCall = { path: undefined, namesLines: false }
  const value = typeof input === 'string' ? parsed(input) : input
  if (value === null || typeof value !== 'object') return call
  for (const [key, argument] of Object.entries(value)) {
    const name = key.toLowerCase().replace(/[^a-z]/g, '')
    if (typeof argument === 'string' && COMMANDS.test(name)) readCommand(argument, call)
    else if (typeof argument === 'string' && PATHS.test(name)) call.path ??= argument
    if (isSet(argument) && asksForLines(name, argument, lines)) call.namesLines = true
  }
  return call
}

function asksForLines(name: string, argument: unknown, lines: number): boolean {
  if (RANGES.test(name) || CHANGES.test(name)) return true
  if (STARTS.test(name)) return Number(argument) > 1
  return LIMITS.test(name) && Number(argument) <= lines
}

const isSet = (argument: unknown) =>
  argument !== null && argument !== undefined && argument !== false && argument !== ''

function readCommand(command: string, call: FileCall): void {
  const printed = PRINTS.exec(command)?.[1]
  if (printed === undefined) return
  call.path ??= printed
    .trim()
    .split(/\s+/)
    .at(-1)
    ?.replace(/^['"]|['"]$/g, '')
  if (PRINTS_LINES.test(command)) call.namesLines = true
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
