// Holds what the command compressor shows against its original.

import { decodeCommand, repeated } from './decode-command.ts'

const GAP = /^\[(\d+) lines? omitted(?:: ([^\]]*))?\]$/
const CODE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])/g

/**
 * What is false in an output that the command compressor has made, in words; undefined if all of it is true: every line
 * is a line of the original, in order, as a terminal shows it, and every count of what is left out is exact.
 *
 * @example falseCommand('ok 1\nok 2', shown)
 */
export function falseCommand(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  if (!shown.startsWith('# headroom command: lines word for word'))
    return decodeCommand(shown) === original ? undefined : 'does not read back'
  const lines = original.split('\n').map(seen)
  const [header, ...rest] = shown.split('\n')
  const [, gone, total] = /<<ccr:[0-9a-f]{24} (\d+) of (\d+) lines omitted/.exec(header!) ?? []
  const silent = silentIn(header!)
  const walk = walkThrough(lines, rest, silent)
  if (typeof walk === 'string') return walk
  const real = lines.length - (lines.at(-1) === '' ? 1 : 0)
  if (Number(total) !== real) return `says that there are ${total} lines; there are ${real}`
  if (Number(gone) !== walk.counted + silent) return `says that ${gone} lines are gone; notes say ${walk.counted}`
  return walk.slack === silent ? undefined : `${walk.slack} lines are missing without a note, not ${silent}`
}

/** A line as a terminal shows it: without codes, and of its redraws the last that is not empty. */
function seen(line: string): string {
  const states = line.replace(CODE, '').split('\r')
  return states.findLast((state) => state !== '') ?? ''
}

/** How many lines the header says are gone without a note. */
function silentIn(header: string): number {
  const words = /; without a note: ([^;>]*)/.exec(header)?.[1] ?? ''
  return words.split(', ').reduce((sum, part) => sum + Number.parseInt(part || '0', 10), 0)
}

function walkThrough(
  lines: readonly string[],
  shown: readonly string[],
  silent: number,
): { counted: number; slack: number } | string {
  const restored: string[] = []
  let at = 0
  let counted = 0
  let slack = 0
  let gap = 0
  const take = (line: string): string | undefined => {
    const from = at + gap
    const found = silent > 0 ? lines.indexOf(line, from) : lines[from] === line ? from : -1
    if (found < 0) return `shows ${JSON.stringify(line)}, which is no line of the original at this place`
    slack += found - from
    at = found + 1
    gap = 0
    restored.push(line)
    return undefined
  }
  for (const line of shown) {
    const again = gap === 0 ? repeated(restored, line) : undefined
    const note = again ? undefined : GAP.exec(line)
    if (note) {
      const units = [...(note[2] ?? '').matchAll(/(?:^|, )(\d+) /g)].reduce((sum, [, count]) => sum + Number(count), 0)
      if (units > Number(note[1])) return `counts ${units} things in ${note[1]} lines`
      gap += Number(note[1])
      counted += Number(note[1])
      continue
    }
    counted += again?.length ?? 0
    for (const one of again ?? [line]) {
      const words = take(one)
      if (words) return words
    }
  }
  slack += lines.length - at - gap
  return slack < 0 ? 'counts more lines than there are' : { counted, slack }
}
