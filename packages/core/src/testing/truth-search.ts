// Holds what the search compressor shows against the output that it was made from.
import { decodeSearch } from './decode-search.ts'

const NOTE = /^\[(\d+) lines? omitted(?:: (.*))?\]$/

/**
 * What is false in search results that are shown, in words; undefined if all of it is true: every line stands under its
 * own path, in order, and the notes and the marker count exactly what is left out of each file.
 *
 * @example falseSearch('a.ts:1:x\nb.ts:2:y', '…') // '"a.ts" 2:y is no line of the original at this place'
 */
export function falseSearch(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  const decoded = decodeSearch(shown)
  if (decoded !== undefined) return decoded === original ? undefined : 'the folded lines do not read back'
  const [header, ...rest] = shown.split('\n')
  const [, gone, total] = /<<ccr:[0-9a-f]{24} (\d+) of (\d+) lines omitted/.exec(header!) ?? []
  if (!gone) return 'has neither the folded form nor a count of what is left out'
  const lines = linesOf(original)
  const report = { at: 0, kept: 0, noted: 0 }
  let path = ''
  for (let i = 0; i < rest.length; i++) {
    const line = rest[i]!
    const note = NOTE.exec(line)
    if (line === '--') continue
    if (line === '') {
      if (!NOTE.test(rest[i + 1] ?? '')) path = rest[++i] ?? ''
    } else if (note) {
      report.noted += Number(note[1])
      const listed = falseNames(note[2], Number(note[1]), original)
      if (listed) return listed
    } else {
      const found = placeOf(line, path, lines, report.at)
      if (found < 0) return `${JSON.stringify(path)} ${line} is no line of the original at this place`
      report.at = found + 1
      report.kept++
    }
  }
  const exact = report.noted === Number(gone) && report.kept + report.noted === Number(total)
  return exact
    ? undefined
    : `says that ${gone} of ${total} lines are gone; ${report.noted} are noted, ${report.kept} shown`
}

interface Line {
  text: string
  /** The path on a line of its own above it, if the tool has folded its output. */
  heading: string
}

function linesOf(original: string): Line[] {
  let heading = ''
  let isNew = true
  return original.split('\n').map((text) => {
    if (isNew && text !== '') heading = text
    isNew = text === '' || text === '\r'
    return { text, heading }
  })
}

/** The place of the next line of the original that a line shown under a path may be. */
function placeOf(line: string, path: string, lines: readonly Line[], from: number): number {
  const whole = line.startsWith('\\') ? line.slice(1) : line
  const sign = /^\d+([:=-])/.exec(line)?.[1] ?? ''
  const flat = path + sign + line
  return lines.findIndex(
    ({ text, heading }, i) => i >= from && (text === whole || text === flat || (text === line && heading === path)),
  )
}

/** A list such as `a.ts ×3, b.ts ×2`: the counts make up the note's, and the paths are of the original. */
function falseNames(list: string | undefined, count: number, original: string): string | undefined {
  if (list === undefined) return undefined
  let sum = 0
  for (const item of list.split(', ')) {
    const [, path, times] = /^(.+) ×(\d+)$/.exec(item) ?? []
    if (!path || (path !== '(no file)' && !original.includes(path))) return `names ${JSON.stringify(item)}`
    sum += Number(times)
  }
  return sum === count ? undefined : `a note counts ${count} lines, its files ${sum}`
}
