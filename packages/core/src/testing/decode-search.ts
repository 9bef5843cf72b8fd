// Reads the search compressor's lossless form back.

const FOLDED = /^# headroom search: under a path, "(?:12)?:text" is path:(?:12:)?text[^<;]*$/
const NUMBERED = /^# headroom search: as printed, but "12\$3" is 12:text[^<;]*$/
const REFERENCE = /^(\d*)\$(\d+)([-=]?)$/

/**
 * The output that `text` was made from, byte for byte; undefined if `text` is not in the lossless form.
 *
 * @example decodeSearch('# headroom search: …\n\nsrc/a.ts\n12:x') // 'src/a.ts:12:x'
 */
export function decodeSearch(text: string): string | undefined {
  const [header, ...rest] = text.split('\n')
  const isFolded = FOLDED.test(header!)
  if (!(isFolded || NUMBERED.test(header!)) || rest.length === 0) return undefined
  const texts: string[] = []
  while (header!.includes('$3') && rest[0]?.startsWith(`$${texts.length + 1}:`))
    texts.push(rest.shift()!.slice(`$${texts.length + 1}:`.length))
  return isFolded
    ? unfold(rest, texts)
    : rest.map((line) => unescaped(line) ?? numbered(line, texts) ?? line).join('\n')
}

function unfold(folded: readonly string[], texts: readonly string[]): string {
  const lines: string[] = []
  let path = ''
  for (let i = 0; i < folded.length; i++) {
    const line = folded[i]!
    if (line === '' && i < folded.length - 1) path = folded[++i]!
    else lines.push(unescaped(line) ?? under(path, numbered(line, texts) ?? line))
  }
  return lines.join('\n')
}

function unescaped(line: string): string | undefined {
  return line.startsWith('\\') ? line.slice(1) : undefined
}

/** A line with its text in place of the number of a text. */
function numbered(line: string, texts: readonly string[]): string | undefined {
  const [, number, text, sign] = REFERENCE.exec(line) ?? []
  const said = texts[Number(text) - 1]
  return said === undefined ? undefined : `${number}${sign || ':'}${said}`
}

function under(path: string, line: string): string {
  if (line === '--' || line === '') return line
  const sign = /^\d+([:=-])/.exec(line)?.[1] ?? (/^[:-]/.test(line) ? '' : undefined)
  return sign === undefined ? line : path + sign + line
}
