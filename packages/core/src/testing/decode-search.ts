// Reads the search compressor's lossless form back.

const HEADER = /^# headroom search: under a path, "(?:12)?:text" is path:(?:12:)?text[^<;]*$/

/**
 * The output that `text` was made from, byte for byte; undefined if `text` is not in the lossless form.
 *
 * @example decodeSearch('# headroom search: …\n\nsrc/a.ts\n12:x') // 'src/a.ts:12:x'
 */
export function decodeSearch(text: string): string | undefined {
  const [header, ...rest] = text.split('\n')
  if (!HEADER.test(header!) || rest.length === 0) return undefined
  const lines: string[] = []
  let path = ''
  for (let i = 0; i < rest.length; i++) {
    const line = rest[i]!
    if (line === '' && i < rest.length - 1) path = rest[++i]!
    else if (line.startsWith('\\')) lines.push(line.slice(1))
    else if (line === '--' || line === '') lines.push(line)
    else {
      const sign = /^\d+([:=-])/.exec(line)?.[1] ?? (/^[:-]/.test(line) ? '' : undefined)
      lines.push(sign === undefined ? line : path + sign + line)
    }
  }
  return lines.join('\n')
}
