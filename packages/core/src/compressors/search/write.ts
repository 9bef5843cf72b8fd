// The form in which search results are shown: a path once, and its lines under it, as `rg --heading` prints them.

import { encodingHeader } from '../encoding.ts'
import { openingNumber } from './marks.ts'
import type { SearchLine, Shape } from './parse.ts'
import { definitionsOf, NUMBER_SIGN, numberedText } from './same-texts.ts'

/** Goes before a line that stands for itself but reads like one of ours. */
export const ESCAPE = '\\'

const SHOWN = 'under a path, "12:text" is its line 12; in order, word for word.'

/** All lines under their files, texts that have numbers by these; `decodeSearch` reads it back. */
export function foldSearch(
  lines: readonly SearchLine[],
  shape: 'numbered' | 'plain',
  numbers: ReadonlyMap<string, number> = new Map(),
): string {
  const writer = createWriter(numbers)
  const last = lines.length - 1
  for (const [i, line] of lines.entries()) {
    if (i === last && line.text === '') writer.out.push('')
    else writer.add(line)
  }
  const said = [...signs(lines, shape), ...numberRule(lines, shape, numbers)]
  const rule = `under a path, ${said.join(', ')}.${escapeRule(writer.out)}`
  return [encodingHeader('search', rule), ...definitionsOf(numbers), ...writer.out].join('\n')
}

/** Lines that the tool has put under their files, with numbers in place of some texts; `decodeSearch` reads it back. */
export function numberTexts(lines: readonly SearchLine[], numbers: ReadonlyMap<string, number>): string {
  const out = lines.map((line) => {
    const shown = numberedText(line, numbers)
    return shown === line.text && (line.text[0] === ESCAPE || looksNumbered(line.text)) ? ESCAPE + shown : shown
  })
  const rule = `as printed, but ${numberRule(lines, 'headed', numbers).join('')}.${escapeRule(out)}`
  return [encodingHeader('search', rule), ...definitionsOf(numbers), ...out].join('\n')
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

/** What a line with the number of a text stands for, if there are any. */
function numberRule(lines: readonly SearchLine[], shape: Shape, numbers: ReadonlyMap<string, number>): string[] {
  if (numbers.size === 0) return []
  const line = shape === 'plain' ? '' : '12'
  const shorter = lines.map((each) => numberedText(each, numbers)).filter((shown, i) => shown !== lines[i]!.shown)
  const others = new Set(shorter.map((shown) => shown.at(-1)))
  const said = [':', '-', '='].filter((sign) => sign === ':' || others.has(sign))
  const signs = said.map((sign) => `"${line}${NUMBER_SIGN}3${sign === ':' ? '' : sign}" is ${line}${sign}text`)
  return [`${signs.join(', ')} with the text that "${NUMBER_SIGN}3:text" gives at the top`]
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

function createWriter(numbers: ReadonlyMap<string, number> = new Map()) {
  const out: string[] = []
  let path = ''
  return {
    out,
    add(line: SearchLine) {
      if (!line.isWhole) {
        if (line.path !== path) out.push('', line.path)
        path = line.path
        out.push(numberedText(line, numbers))
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

/** True for a line that reads like one with the number of a text, or like what says which text that is. */
function looksNumbered(text: string): boolean {
  return /^\d*\$\d/.test(text)
}

function needsEscape(text: string): boolean {
  if (text === '--') return false
  if (/^\[\d+ lines? omitted/.test(text) || looksNumbered(text)) return true
  return text === '' || text[0] === ESCAPE || text[0] === ':' || text[0] === '-' || openingNumber(text) !== undefined
}
