// What all listings have in common: entries with a name in a folder, one on a line, and lines around them.

/** A line of a listing. */
export interface ListingLine {
  text: string
  /** What is listed; undefined for headings, totals and blank lines. */
  entry?: Entry
}

export interface Entry {
  /** With a slash at its end, or empty. */
  folder: string
  name: string
  isFolder: boolean
  size?: number
}

export type Shape = 'paths' | 'long' | 'tree'

const BLANK = /\s/

/** `.ts` for `a.test.ts`; `folders` for folders, `others` for names without an extension. */
export function groupOf({ name, isFolder }: Entry): string {
  if (isFolder) return 'folders'
  const blank = name.search(BLANK)
  const end = blank < 0 ? name.length : blank
  const dot = name.lastIndexOf('.', end)
  return dot > 0 && end - dot <= 12 ? name.slice(dot, end) : 'others'
}
