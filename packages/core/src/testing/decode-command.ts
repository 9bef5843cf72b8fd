// Reads the command compressor's lossless form back.

import { isEncoded } from '../compressors/encoding.ts'

const GROUP = /^\[next (\d+) lines: (.*)\]$/s
const RUN = /^\[(\d+) lines? omitted, the same as the line above\]$/
const PASSAGE = /^\[(\d+) lines? omitted, as they followed this line when it last stood above\]$/

/**
 * The output that `text` was made from, byte for byte; undefined if `text` is not in the lossless form.
 *
 * @example decodeCommand(commandCompressor.compress(segment, { ...context, level: 'lossless' })!.text) === segment.text
 */
export function decodeCommand(text: string): string | undefined {
  const [header = '', ...lines] = text.split('\n')
  const slot = /^# headroom command: repeated .*: a(.{2})b\]/.exec(header)?.[1]
  if (!isEncoded(text) || slot === undefined) return undefined
  return unfold(ungroup(lines, slot)).join('\n')
}

/** Puts what the lines of a group share back around each of them. */
function ungroup(lines: readonly string[], slot: string): string[] {
  const out: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const [, count, shared] = GROUP.exec(lines[i]!) ?? []
    const at = shared?.indexOf(slot) ?? -1
    if (count === undefined || shared === undefined || at < 0) {
      out.push(lines[i]!)
      continue
    }
    const [head, tail] = [shared.slice(0, at), shared.slice(at + slot.length)]
    for (const line of lines.slice(i + 1, i + 1 + Number(count))) out.push(head + line + tail)
    i += Number(count)
  }
  return out
}

/** Puts lines that are referred to back in their place. */
function unfold(lines: readonly string[]): string[] {
  const out: string[] = []
  for (const line of lines) out.push(...(repeated(out, line) ?? [line]))
  return out
}

/** The lines that a reference behind `lines` stands for; undefined if `note` is no reference. */
export function repeated(lines: readonly string[], note: string): string[] | undefined {
  const line = lines.at(-1)
  if (line === undefined || !note.startsWith('[')) return undefined
  const run = RUN.exec(note)
  if (run) return Array<string>(Number(run[1])).fill(line)
  const passage = PASSAGE.exec(note)
  if (!passage) return undefined
  const before = lines.lastIndexOf(line, lines.length - 2)
  if (before < 0) return undefined
  // a passage may run into itself
  const all = [...lines.slice(before)]
  for (let i = 0; i < Number(passage[1]); i++) all.push(all[i + 1]!)
  return all.slice(lines.length - before)
}
