// Reads the listing compressor's lossless form back.

import { drawRows, type Form, type LongRow, readForm, readLongLine, readLongRow } from '../compressors/listing/long.ts'
import { unfoldPaths } from '../compressors/listing/paths.ts'
import { drawTree, readTreeRow } from '../compressors/listing/tree.ts'

/**
 * The listing that `text` was made from, byte for byte; undefined if `text` is not in the lossless form.
 *
 * @example decodeListing('# headroom listing: paths; …\nsrc/\na.ts\nb.ts') // 'src/a.ts\nsrc/b.ts'
 */
export function decodeListing(text: string): string | undefined {
  const [first, ...rows] = text.split('\n')
  const header = first!.replace(/ <<ccr:[0-9a-f]{24} every line as printed>>$/, '')
  if (rows.length === 0 || header.includes('<<ccr:')) return undefined
  if (header.startsWith('# headroom listing: paths;')) return unfoldPaths(rows).join('\n')
  if (header.startsWith('# headroom listing: ls -l;')) return decodeLong(rows).join('\n')
  const style = /^# headroom listing: tree;.* "(.{4})", "(.{4})" and "(.{4})"\.$/.exec(header)
  if (!style) return undefined
  const [, bar, branch, last] = style as unknown as string[]
  return drawTree(rows.map(readTreeRow), { bar: bar!, branch: branch!, last: last! }).join('\n')
}

function decodeLong(rows: readonly string[]): string[] {
  const forms: Form[] = []
  for (;;) {
    const form = readForm(rows[forms.length] ?? '', forms.length)
    if (!form) break
    forms.push(form)
  }
  const out: string[] = []
  let run: LongRow[] = []
  const close = () => {
    out.push(...drawRows(run))
    run = []
  }
  for (const line of rows.slice(forms.length)) {
    const row = readLongRow(line, forms) ?? readLongLine(line)
    if (row) run.push(row)
    else {
      close()
      out.push(line.startsWith('\\') ? line.slice(1) : line)
    }
  }
  close()
  return out
}
