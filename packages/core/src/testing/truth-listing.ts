// Holds what the listing compressor shows against the listing that it was made from.
import { decodeListing } from './decode-listing.ts'

const NOTE = /^ *\[(\d+) lines? omitted: (.*)\]$/
const MARKED = /^# headroom listing: (paths|ls -l|tree).*<<ccr:[0-9a-f]{24} (\d+) of (\d+) lines omitted/

/**
 * What is false in a listing that is shown, in words; undefined if all of it is true: every entry is one of the original,
 * in its folder and in order, and the notes and the marker count exactly what is left out.
 *
 * @example falseListing('src/a.ts\nsrc/b.ts', '…') // 'shows "src/c.ts", which is no line of the original at this place'
 */
export function falseListing(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  const decoded = decodeListing(shown)
  if (decoded !== undefined) return decoded === original ? undefined : 'the listing does not read back'
  const [header, ...rows] = shown.split('\n')
  const [, shape, gone, total] = MARKED.exec(header!) ?? []
  if (!shape) return 'has neither the lossless form nor a count of what is left out'
  const lines = original.split('\n')
  let [at, noted, kept, folder] = [0, 0, 0, '']
  for (const [i, row] of rows.entries()) {
    const note = lines.indexOf(row, at) < 0 ? NOTE.exec(row) : null
    if (note) {
      noted += Number(note[1])
      const counted = [...note[2]!.matchAll(/ ×(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
      if (counted > Number(note[1])) return `a note counts ${note[1]} lines, its kinds ${counted}`
      continue
    }
    if (shape === 'paths' && row.endsWith('/') && !row.startsWith('\\')) {
      if (!original.includes(row)) return `shows ${JSON.stringify(row)}, which is no folder of the original`
      folder = row
      continue
    }
    const found = lines.findIndex((line, index) => index >= at && isShownAs(line, row, { shape, folder }))
    if (found < 0) return `shows ${JSON.stringify(row)}, which is no line of the original at this place`
    at = found + 1
    if (row !== '' || i < rows.length - 1) kept++
  }
  const exact = noted === Number(gone) && kept + noted === Number(total)
  return exact ? undefined : `says that ${gone} of ${total} lines are gone; ${noted} are noted, ${kept} shown`
}

function isShownAs(line: string, row: string, { shape, folder }: { shape: string; folder: string }): boolean {
  if (line === row || (row.startsWith('\\') && line === row.slice(1))) return true
  if (shape === 'paths') {
    const at = line.indexOf(folder)
    return at >= 0 && folder !== '' && line.slice(0, at) + line.slice(at + folder.length) === row
  }
  if (shape !== 'tree') return false
  const name = row.trimStart()
  const depth = row.length - name.length
  const art = line.slice(0, 4 * depth)
  return depth > 0 && /^[│├└|`][^\n]*$|^ {4}/.test(art) && line.slice(4 * depth) === name
}
