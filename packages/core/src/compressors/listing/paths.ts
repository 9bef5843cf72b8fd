// A path on each line, as `find`, `rg --files`, `git ls-files`, `du` and `git status --short` print them: names under their folder.

import type { ListingLine } from './listing.ts'

/** A size, a count or a status in front of a path. */
const LEAD = /^(?: *[\d.,]+[KMGTPB]?[ \t]+|[ MADRCTU?!]{2} )/
const PATH = /^[^\s:"'<>|;,=`\\*]{1,400}(?: +\d+)?\r?$/
/** Goes before a line that stands for itself. */
export const ESCAPE = '\\'

export interface PathLine {
  lead: string
  /** Up to and with the last slash, but for one at the end. */
  folder: string
  name: string
}

/** The parts of a line, whatever it is. */
export function splitPath(line: string): PathLine {
  const lead = LEAD.exec(line)?.[0] ?? ''
  const slash = line.lastIndexOf('/', line.length - 2)
  const at = Math.max(lead.length, slash + 1)
  return { lead, folder: line.slice(lead.length, at), name: line.slice(at) }
}

export function isPath(line: string): boolean {
  const lead = LEAD.exec(line.slice(0, 40))?.[0] ?? ''
  const rest = line.slice(lead.length)
  return PATH.test(rest) && /[A-Za-z]/.test(rest) && /[/.]/.test(rest)
}

/** Reads a list of paths. */
export function parsePaths(lines: readonly string[]): ListingLine[] {
  return lines.map((text) => {
    if (!isPath(text)) return { text }
    const { lead, folder, name } = splitPath(text)
    const isFolder = name.endsWith('/')
    const size = Number.parseFloat(lead || (/ (\d+)\r?$/.exec(name)?.[1] ?? ''))
    return { text, entry: { folder, name, isFolder, ...(Number.isNaN(size) ? {} : { size }) } }
  })
}

/** The line that a row under a folder stands for. */
export function expandRow(folder: string, row: string): string {
  if (row.startsWith(ESCAPE)) return row.slice(1)
  const lead = LEAD.exec(row)?.[0] ?? ''
  return lead + folder + row.slice(lead.length)
}

/** Writes rows and the folders above them. */
export function createFolderWriter() {
  const out: string[] = []
  let current = ''
  return {
    out,
    add(line: string) {
      const { lead, folder, name } = splitPath(line)
      const row = lead + name
      if (folder !== '' && folder !== current && isRow(folder, row, line)) {
        current = folder
        out.push(folder)
      }
      out.push(folder === current && isRow(folder, row, line) ? row : ESCAPE + line)
    },
    /** Opens a folder none of whose entries is shown. */
    open(folder: string) {
      if (folder !== current && folder !== '') out.push(folder)
      current = folder
    },
  }
}

/** True if a row reads back, and is not taken for a folder or for a line that stands for itself. */
function isRow(folder: string, row: string, line: string): boolean {
  if (row === '' || row.endsWith('/') || row.startsWith(ESCAPE)) return false
  return !folder.startsWith(ESCAPE) && !folder.includes(' -> ') && expandRow(folder, row) === line
}

/** The lines with their folders factored out; `unfoldPaths` reads them back. */
export function foldPaths(lines: readonly string[]): string[] {
  const writer = createFolderWriter()
  for (const [i, line] of lines.entries()) {
    if (line === '' && i === lines.length - 1) writer.out.push('')
    else writer.add(line)
  }
  return writer.out
}

export function unfoldPaths(rows: readonly string[]): string[] {
  let folder = ''
  return rows.flatMap((row) => {
    if (!row.endsWith('/') || row.startsWith(ESCAPE)) return row === '' ? [''] : [expandRow(folder, row)]
    folder = row
    return []
  })
}
