// What `tree` draws: the branches are the indentation, so a blank for each level says as much.

import type { ListingLine } from './listing.ts'

/** The signs that a tree is drawn with. */
export interface Style {
  bar: string
  branch: string
  last: string
}

const STYLES: readonly Style[] = [
  { bar: '│\u00a0\u00a0 ', branch: '├── ', last: '└── ' },
  { bar: '│   ', branch: '├── ', last: '└── ' },
  { bar: '|   ', branch: '|-- ', last: '`-- ' },
]
const GAP = '    '
const DEPTH_MAX = 60

/** A line of the tree: how deep it stands, and what stands there. */
export interface TreeRow {
  depth: number
  name: string
}

export function isDrawn(line: string): boolean {
  return /^(?:[│|](?:\u00a0\u00a0 | {3})| {4})*(?:├── |└── |\|-- |`-- )/.test(line.slice(0, 4 * DEPTH_MAX))
}

/** The style in which all lines are drawn, if they read back from it. */
export function styleOf(lines: readonly string[]): Style | undefined {
  return STYLES.find((style) => {
    const rows = readTree(lines, style)
    // a name that begins with a blank would read back as a deeper one
    return rows.every(({ name }) => name[0] !== ' ') && drawTree(rows, style).every((line, i) => line === lines[i])
  })
}

/** Rows of a tree; lines that are not drawn have depth 0. */
export function readTree(lines: readonly string[], { bar, branch, last }: Style): TreeRow[] {
  return lines.map((line) => {
    let at = 0
    let depth = 0
    while (depth < DEPTH_MAX && (line.startsWith(bar, at) || line.startsWith(GAP, at))) {
      at += bar.length
      depth++
    }
    const isNode = line.startsWith(branch, at) || line.startsWith(last, at)
    return isNode ? { depth: depth + 1, name: line.slice(at + branch.length) } : { depth: 0, name: line }
  })
}

/** Draws rows again: a node is the last of its level if nothing of that level follows under the same parent. */
export function drawTree(rows: readonly TreeRow[], { bar, branch, last }: Style): string[] {
  const lines: string[] = new Array(rows.length)
  /** For each level, whether a node of it follows. */
  let follows: boolean[] = []
  for (let i = rows.length - 1; i >= 0; i--) {
    const { depth, name } = rows[i]!
    if (depth === 0) {
      follows = []
      lines[i] = name
      continue
    }
    let line = ''
    for (let level = 1; level < depth; level++) line += follows[level] ? bar : GAP
    lines[i] = line + (follows[depth] ? branch : last) + name
    follows.length = depth
    follows[depth] = true
  }
  return lines
}

/** A row as it is written: a blank for each level. */
export function writeTreeRow({ depth, name }: TreeRow): string {
  return ' '.repeat(depth) + name
}

export function readTreeRow(row: string): TreeRow {
  let depth = 0
  while (depth <= DEPTH_MAX && row[depth] === ' ') depth++
  return { depth, name: row.slice(depth) }
}

/** Reads a tree as a listing. A node that others hang on is a folder. */
export function parseTree(lines: readonly string[], rows: readonly TreeRow[]): ListingLine[] {
  const folders: string[] = ['']
  return lines.map((text, i) => {
    const { depth, name } = rows[i]!
    if (depth === 0) {
      folders[0] = name.endsWith('/') || name === '' ? name : `${name}/`
      return { text }
    }
    const isFolder = (rows[i + 1]?.depth ?? 0) > depth || name.endsWith('/')
    const folder = folders[depth - 1] ?? ''
    folders[depth] = `${folder}${name}/`
    return { text, entry: { folder, name, isFolder } }
  })
}
