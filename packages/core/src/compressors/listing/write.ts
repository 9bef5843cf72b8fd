// The recoverable form: the entries that stay, and notes that count the others by their kind where they would stand.

import { encodingHeader } from '../encoding.ts'
import { escapeRule } from '../search/write.ts'
import { groupOf, type ListingLine, type Shape } from './listing.ts'
import { createFolderWriter } from './paths.ts'
import type { TreeRow } from './tree.ts'
import { writeTreeRow } from './tree.ts'

const RULES = {
  paths: 'paths; a line that ends in "/" is the folder of the names under it. Notes count what is left out there.',
  long: 'ls -l, word for word, in order. Notes count what is left out of a folder.',
  tree: 'tree; a blank for each level. Notes count what is left out of a folder.',
}
const KINDS_MAX = 8

export interface Shown {
  lines: readonly ListingLine[]
  shown: readonly boolean[]
  shape: Shape
  /** The rows of a tree. */
  rows: readonly TreeRow[]
  marker: string
}

export function writeShown({ lines, shown, shape, rows, marker }: Shown): string {
  const writer = createFolderWriter()
  const { out } = writer
  let hidden: number[] = []
  const close = () => {
    if (hidden.length === 0) return
    const first = hidden[0]!
    if (shape === 'paths') writer.open(lines[first]!.entry!.folder)
    out.push(' '.repeat(rows[first]?.depth ?? 0) + noteOf(lines, hidden))
    hidden = []
  }
  for (const [i, { text, entry }] of lines.entries()) {
    const first = hidden[0]
    if (first !== undefined && entry?.folder !== lines[first]!.entry!.folder) close()
    if (!shown[i]) hidden.push(i)
    else if (shape === 'paths' && (text !== '' || i < lines.length - 1)) writer.add(text)
    else out.push(shape === 'tree' ? writeTreeRow(rows[i]!) : text)
  }
  close()
  return `${encodingHeader('listing', RULES[shape] + (shape === 'paths' ? escapeRule(out) : ''))} ${marker}\n${out.join('\n')}`
}

function noteOf(lines: readonly ListingLine[], hidden: readonly number[]): string {
  return `[${hidden.length === 1 ? '1 line' : `${hidden.length} lines`} omitted: ${kindsOf(lines, hidden)}]`
}

/** Hidden entries counted by kind, the most frequent first. */
export function kindsOf(lines: readonly ListingLine[], hidden: readonly number[]): string {
  const kinds = new Map<string, number>()
  for (const index of hidden) {
    const kind = groupOf(lines[index]!.entry!)
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  const sorted = [...kinds].sort((a, b) => b[1] - a[1])
  const words = sorted.slice(0, KINDS_MAX).map(([kind, count]) => `${kind} ×${count}`)
  return [...words, ...(sorted.length > KINDS_MAX ? ['other kinds'] : [])].join(', ')
}
