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
const STRING = /"((?:[^"\\]|\\.)*)"/gs
const PATH = /"(?:[a-z_]*path|file[a-z_]*|name|uri)"\s*:\s*"([^"\\]{1,300})"/i

/** The longest string of at least `least` characters with line breaks in it; undefined if there is none, or no JSON. */
export function longestString(text: string, least: number): FileString | undefined {
  if (!text.includes('\\n')) return undefined
  for (const match of text.matchAll(STRING)) {
    const spelled = match[1]!
    if (spelled.length < least) continue
    const shown = splitRows(spelled)
    if (shown.length <= BREAKS_LEAST || !isJson(text)) return undefined
    const start = match.index + 1
    const rows = shown.map((row) => JSON.parse(`"${row}"`) as string)
    return { start, end: start + spelled.length, rows, shown, path: PATH.exec(text)?.[1] }
  }
  return undefined
}

/** Splits at `\n`, but not at a backslash followed by an n. */
function splitRows(spelled: string): string[] {
  const rows: string[] = []
  let from = 0
  for (let at = spelled.indexOf('\\'); at >= 0; at = spelled.indexOf('\\', at)) {
    if (spelled[at + 1] === 'n') {
      rows.push(spelled.slice(from, at))
      from = at + 2
    }
    at += 2
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
