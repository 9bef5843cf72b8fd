// Reads what the mixed compressor wrote, by the rule in its first line and with the decoders of the kinds.

/** Text as it was, or a part that was re-encoded. */
export type MixedPiece = { verbatim: string } | { kind: string; encoded: string; isCut: boolean }

const HEADER = '# headroom mixed: '
const LINE = '# headroom '
const END = /^# headroom end(?: \(joined (above|below|above and below)\))?( \(cut\))?$/
const PLAIN = /^# headroom [\w-]+: the same, spelled shorter\n/

/**
 * The text that `text` was made from; undefined if `text` is not in this form or a part does not read back. A kind whose
 * decoder gives an equal text rather than the same bytes, such as JSON, does so here too.
 *
 * @example decodeMixed(text, { json: decodeJson, log: decodeLog })
 */
export function decodeMixed(
  text: string,
  decoders: Readonly<Record<string, (text: string) => string | undefined>>,
): string | undefined {
  const pieces = readMixed(text)?.map((piece) => {
    if ('verbatim' in piece) return piece.verbatim
    const decoded = decoders[piece.kind]?.(piece.encoded)
    return piece.isCut ? withoutBracket(decoded) : decoded
  })
  return pieces?.includes(undefined) ? undefined : pieces?.join('')
}

/** The pieces in order; undefined if `text` is not in this form. A result that needs no rule comes without its header. */
export function readMixed(text: string): MixedPiece[] | undefined {
  if (!text.startsWith(HEADER)) return undefined
  const pieces: MixedPiece[] = []
  const lines = text.split('\n')
  let verbatim = ''
  for (let i = 1; i < lines.length; i++) {
    const end = lines[i]!.startsWith(LINE) ? lines.findIndex((line, at) => at > i && line.startsWith(LINE)) : -1
    if (end < 0) {
      if (lines[i]!.startsWith(LINE)) return undefined
      verbatim += lines[i] + (i < lines.length - 1 ? '\n' : '')
      continue
    }
    const kind = /^# headroom ([\w-]+): /.exec(lines[i]!)?.[1]
    const ended = END.exec(lines[end]!)
    if (!kind || !ended) return undefined
    const [, joined = '', cut] = ended
    pieces.push({ verbatim: joined.includes('above') ? verbatim.slice(0, -1) : verbatim })
    pieces.push({ kind, encoded: lines.slice(i, end).join('\n').replace(PLAIN, ''), isCut: cut !== undefined })
    verbatim = end < lines.length - 1 && !joined.includes('below') ? '\n' : ''
    i = end
  }
  return [...pieces, { verbatim }]
}

function withoutBracket(text: string | undefined): string | undefined {
  return text?.endsWith(']') ? text.slice(0, -1) : undefined
}
