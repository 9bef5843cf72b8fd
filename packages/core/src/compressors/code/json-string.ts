// Finds a file in an envelope of JSON: `{"path": "a.py", "content": "import os\n…"}`.

/** A string in a JSON text, split at its line breaks. */
export interface FileString {
  /** The characters between its quotes, a half-open range. */
  start: number
  end: number
  /** Its rows, and how they are spelled in the text. */
  rows: string[]
  shown: string[]
  /** A path that the envelope names. */
  path: string | undefined
}

const BREAKS_LEAST = 10
const PATH = /"(?:[a-z_]{0,20}path|file[a-z_]{0,20}|name|uri)"\s{0,9}:\s{0,9}"([^"\\]{1,300})"/i
/** Where the envelope is looked at for a path. */
const ENVELOPE = 1_000

/** The string of at least `least` characters, if it has line breaks in it; undefined if there is none, or no JSON. */
export function longestString(text: string, least: number): FileString | undefined {
  if (!text.includes('\\n')) return undefined
  for (let open = text.indexOf('"'); open >= 0; ) {
    const end = closingQuote(text, open + 1)
    if (end < 0) return undefined
    if (end - open > least) return isJson(text) ? fileString(text, open + 1, end) : undefined
    open = text.indexOf('"', end + 1)
  }
  return undefined
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) return at
    if (code === 92) at++
  }
  return -1
}

function fileString(text: string, start: number, end: number): FileString | undefined {
  const shown = splitRows(text.slice(start, end))
  if (shown.length <= BREAKS_LEAST) return undefined
  const rows = shown.map((row) => JSON.parse(`"${row}"`) as string)
  const envelope = text.slice(Math.max(0, start - ENVELOPE), start) + text.slice(end, end + ENVELOPE)
  return { start, end, rows, shown, path: PATH.exec(envelope)?.[1] }
}

/** Splits at `\n`, but not at a backslash followed by an n. */
function splitRows(spelled: string): string[] {
  const rows: string[] = []
  let from = 0
  for (let at = spelled.indexOf('\\'); at >= 0; at = spelled.indexOf('\\', at + 2)) {
    if (spelled[at + 1] !== 'n') continue
    rows.push(spelled.slice(from, at))
    from = at + 2
  }
  rows.push(spelled.slice(from))
  return rows
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
