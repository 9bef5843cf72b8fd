// The form in which search results are shown: a path once, and its lines under it, as `rg --heading` prints them.

import { encodingHeader } from '../encoding.ts'
import { openingNumber } from './marks.ts'
import type { SearchLine } from './parse.ts'

/** Goes before a line that stands for itself but reads like one of ours. */
export const ESCAPE = '\\'

const SHOWN = 'under a path, "12:text" is its line 12; in order, word for word.'

/** All lines, folded; `decodeSearch` reads it back. */
export function foldSearch(lines: readonly SearchLine[], shape: 'numbered' | 'plain'): string {
  const writer = createWriter()
  const last = lines.length - 1
  for (const [i, line] of lines.entries()) {
    if (i === last && line.text === '') writer.out.push('')
    else writer.add(line)
  }
  const rule = `under a path, ${signs(lines, shape).join(', ')}.${escapeRule(writer.out)}`
  return `${encodingHeader('search', rule)}\n${writer.out.join('\n')}`
}

/** The lines that are shown, folded, with notes that count the others where their file would stand. */
export function writeShown(lines: readonly SearchLine[], shown: readonly boolean[], marker: string): string {
  const writer = createWriter()
  let file = ''
  let kept = 0
  let gone = 0
  let unseen: [path: string, count: number][] = []
  const closeUnseen = () => {
    if (unseen.length > 0) writer.out.push(...noteFiles(unseen, writer.out.at(-1) !== ''))
    unseen = []
  }
  const closeFile = () => {
    if (gone > 0 && kept > 0) writer.note(`[${linesOf(gone)} omitted]`)
    else if (gone > 0) unseen.push([file, gone])
    kept = 0
    gone = 0
  }
  for (const [i, line] of lines.entries()) {
    const { role, path } = line
    if (role === 'between' || role === 'heading') continue
    if (path !== file) {
      closeFile()
      file = path
    }
    if (!shown[i]) {
      gone++
      continue
    }
    closeUnseen()
    // where lines are left out before the first that stays, the note at the end counts them too
    writer.add(line)
    kept++
  }
  closeFile()
  closeUnseen()
  return `${encodingHeader('search', SHOWN + escapeRule(writer.out))} ${marker}\n${writer.out.join('\n')}`
}

/** Says what the escape is for, where there is one. */
export function escapeRule(lines: readonly string[]): string {
  return lines.some((line) => line.startsWith(ESCAPE)) ? ` "${ESCAPE}" opens a line in full.` : ''
}

/** How each sort of line that there is reads back. */
function signs(lines: readonly SearchLine[], shape: 'numbered' | 'plain'): string[] {
  const folded = lines.filter(({ role, isWhole }) => role === 'context' && !isWhole)
  if (shape === 'plain') return ['":text" is path:text', ...(folded.length > 0 ? ['"-text" is path-text'] : [])]
  const found = new Set(folded.map(({ shown }) => openingNumber(shown)?.sign))
  const said = [':', '-', '='].filter((sign) => sign === ':' || found.has(sign))
  return said.map((sign) => `"12${sign}text" is path${sign}12${sign}text`)
}

export function linesOf(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`
}

/** Files none of whose lines is shown, with how many lines each has. */
function noteFiles(files: readonly [path: string, count: number][], isApart: boolean): string[] {
  const total = files.reduce((sum, [, count]) => sum + count, 0)
  const named = files.map(([path, count]) => `${path || '(no file)'} ×${count}`).join(', ')
  return [...(isApart ? [''] : []), `[${linesOf(total)} omitted: ${named}]`]
}

function createWriter() {
  const out: string[] = []
  let path = ''
  return {
    out,
    add(line: SearchLine) {
      if (!line.isWhole) {
        if (line.path !== path) out.push('', line.path)
        path = line.path
        out.push(line.shown)
        return
      }
      // after a line that is no part of the file, its path stands again
      if (line.text !== '--') path = ''
      out.push(needsEscape(line.text) ? ESCAPE + line.text : line.text)
    },
    note(text: string) {
      path = ''
      out.push(text)
    },
  }
}

function needsEscape(text: string): boolean {
  if (text === '--') return false
  if (/^\[\d+ lines? omitted/.test(text)) return true
  return text === '' || text[0] === ESCAPE || text[0] === ':' || text[0] === '-' || openingNumber(text) !== undefined
}
