// Reads the YAML compressor's lossless form back, by the rule in its first line.

import { linesOf } from '../compressors/table/lines.ts'

const OPENING = '# headroom yaml: brackets count'
const STATEMENT = /^\[(\d+) rows for (?:this line|these (\d+) lines)(?:, ("(?:[^"\\]|\\.)*") between cells)?\]$/
const HOLE = '·'

/**
 * The text that `text` was made from, byte for byte; undefined if `text` is not in the lossless form.
 *
 * @example decodeYaml(yamlCompressor.compress(segment, { ...context, level: 'lossless' })!.text) === segment.text
 */
export function decodeYaml(text: string): string | undefined {
  if (!text.startsWith(OPENING)) return undefined
  const body = text.slice(text.indexOf('\n') + 1)
  const lines = linesOf(body)
  const out: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const { text: line, start, next } = lines[at]!
    const [, rows, count = '1', mark = '"|"'] = STATEMENT.exec(line) ?? []
    if (!rows) {
      out.push(body.slice(start, next))
      continue
    }
    const end = body.slice(start + line.length, next)
    const first = at + 1 + Number(count)
    const pieces = `${lines
      .slice(at + 1, first)
      .map((each) => each.text)
      .join(end)}${end}`.split(HOLE)
    for (const row of lines.slice(first, first + Number(rows))) {
      const cells = row.text.split(JSON.parse(mark))
      out.push(pieces.map((piece, i) => piece + (cells[i] ?? '')).join(''))
    }
    at = first + Number(rows) - 1
  }
  return out.join('')
}
