// Reads the log compressor's lossless form back.

import { isEncoded } from '../compressors/encoding.ts'
import type { Marks } from '../compressors/log/syntax.ts'
import {
  ESCAPE,
  formName,
  marksOf,
  RETURNS_RULE,
  RUN,
  readDefinition,
  readName,
  readRow,
  readValue,
  splitCells,
} from '../compressors/log/syntax.ts'
import { completeTime, findTime, isTime } from '../compressors/log/timestamp.ts'

type Slot = { time: true } | { link: number } | { value: string }

interface Form {
  pieces: string[]
  slots: Slot[]
}

/**
 * The log that `text` was made from, byte for byte; undefined if `text` is not in the lossless form.
 *
 * @example decodeLog(logCompressor.compress(segment, { ...context, level: 'lossless' })!.text) === segment.text
 */
export function decodeLog(text: string): string | undefined {
  const lines = text.split('\n')
  const marks = isEncoded(text) ? marksOf(lines[0]!) : undefined
  if (!marks) return undefined
  const names: string[] = []
  let start = 1
  for (; ; start++) {
    const name = readName(lines[start] ?? '')
    if (name?.number !== names.length + 1) break
    names.push(name.text)
  }
  const reader = createReader(marks, names)
  const decoded = lines.slice(start).flatMap(reader).join('\n')
  return lines[0]!.includes(RETURNS_RULE) ? decoded.replaceAll('\r\n', '\r') : decoded
}

function createReader(marks: Marks, names: readonly string[]): (line: string) => string[] {
  const forms = new Map<string, Form>()
  let time = ''
  const fill = (form: Form, short: string): string => {
    const values = form.slots.flatMap((slot) => ('value' in slot ? [slot.value] : []))
    const filled = form.slots.map((slot) =>
      'time' in slot ? completeTime(time, short) : 'link' in slot ? values[slot.link - 1]! : slot.value,
    )
    return form.pieces.map((piece, i) => piece + (filled[i] ?? '')).join('')
  }
  const shown = (line: string, times = 1): string[] => {
    const at = findTime(line)
    if (at) time = line.slice(at.start, at.end)
    return Array<string>(times).fill(line)
  }

  return (line) => {
    if (line.startsWith(ESCAPE)) return shown(line.slice(1))
    const defined = readDefinition(line)
    if (defined !== undefined && defined === formName(forms.size)) {
      const { form, time: full } = parseDefinition(line.slice(defined.length + 2), marks, names)
      forms.set(defined, form)
      if (full) time = full
      return shown(fill(form, ''))
    }
    const row = readRow(line)
    const form = row && forms.get(row.name)
    if (!form) return shown(line)
    if (row.cells.startsWith(RUN)) return shown(fill(form, ''), Number(row.cells.slice(1)))
    const cells = row.cells === '' ? [] : splitCells(row.cells, marks.separator)
    let next = 0
    form.slots = form.slots.map((slot) => {
      const cell = 'value' in slot ? cells[next++] : undefined
      return cell ? { value: readValue(cell, names) } : slot
    })
    return shown(fill(form, row.time))
  }
}

function parseDefinition(text: string, { open, close }: Marks, names: readonly string[]): { form: Form; time: string } {
  const form: Form = { pieces: [], slots: [] }
  let time = ''
  let at = 0
  for (let from = text.indexOf(open); from >= 0; from = text.indexOf(open, at)) {
    const to = text.indexOf(close, from)
    form.pieces.push(text.slice(at, from))
    const cell = text.slice(from + 1, to)
    const value = readValue(cell, names)
    at = to + 1
    if (cell.startsWith('=')) form.slots.push({ link: Number(cell.slice(1)) })
    else if (time === '' && isTime(value)) {
      time = value
      form.slots.push({ time: true })
    } else form.slots.push({ value })
  }
  form.pieces.push(text.slice(at))
  return { form, time }
}
