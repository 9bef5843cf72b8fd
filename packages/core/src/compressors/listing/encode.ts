// The lossless form of a listing: folders, columns or branches are said once.

import { encodingHeader } from '../encoding.ts'
import { escapeRule } from '../search/write.ts'
import type { Shape } from './listing.ts'
import { formsOf, isLong, readLong, writeForm, writeLongRow } from './long.ts'
import { ESCAPE, foldPaths } from './paths.ts'
import { readTree, type Style, styleOf, writeTreeRow } from './tree.ts'

const PATHS = 'paths; a line that ends in "/" is the folder of the names under it.'
const LONG =
  'ls -l; "a: …" gives the columns of rows "a …", which say only what is in {}; columns padded as ls pads them.'
const TREE = 'tree; a blank for each level instead of '

/** The listing re-encoded, or undefined if its shape does not allow it. */
export function encodeListing(lines: readonly string[], shape: Shape): string | undefined {
  if (shape === 'paths') return write(PATHS, foldPaths(lines))
  if (shape === 'long') return encodeLong(lines)
  const style = styleOf(lines)
  if (!style) return undefined
  const rows = readTree(lines, style).map(writeTreeRow)
  return `${encodingHeader('listing', TREE + styleNote(style))}\n${rows.join('\n')}`
}

function write(rule: string, out: readonly string[]): string {
  return `${encodingHeader('listing', rule + escapeRule(out))}\n${out.join('\n')}`
}

function styleNote({ bar, branch, last }: Style): string {
  return `"${bar}", "${branch}" and "${last}".`
}

function encodeLong(lines: readonly string[]): string | undefined {
  const rows = readLong(lines)
  const { forms, formOfRow } = formsOf(rows)
  if (forms.length === 0) return undefined
  const out = forms.map(writeForm)
  for (const [i, line] of lines.entries()) {
    const row = rows[i]
    const number = formOfRow[i]
    if (row && number !== undefined) out.push(writeLongRow(row, forms[number]!, number))
    else out.push(!row && needsEscape(line) ? ESCAPE + line : line)
  }
  return write(LONG, out)
}

function needsEscape(line: string): boolean {
  // a row in full belongs to the rows around it; one that is padded in another way does not
  return line.startsWith(ESCAPE) || /^[a-z]:? /.test(line) || isLong(line)
}
