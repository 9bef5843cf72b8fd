// Reads the lossless form of a diff back by the rule that stands in its first line.

const RULE = /^"(.{4})(.*)P" is "diff --git (.*)P (.*)P" and, before a first @@, /
const HASHES = /^(.*) ([\da-f]+\.\.[\da-f]+)$/s
const HUNK = /^@@ -(\d+) \+(\d+) @@/

interface Reading {
  opening: string
  shown: string
  old: string
  fresh: string
}

/** The original of a re-encoded diff; undefined if the text is none. */
export function decodeDiff(text: string): string | undefined {
  const start = '# headroom diff: every line, in order. '
  if (!text.startsWith(start)) return undefined
  const eol = text.slice(0, text.indexOf('\n')).endsWith('\r') ? '\r\n' : '\n'
  const [header, ...encoded] = text.split(eol)
  const rules = header!.slice(start.length)
  const marked = rules.includes('After "[+9]" stand 9 added lines') ? withMarks(encoded) : encoded
  const lines = rules.includes('"[hunk 1: 9 lines]" names the 9 below') ? withNamed(marked) : marked
  const reading = readRule(rules)
  const hasHashes = rules.includes(`" also for "index 1a..2b 100644".`)
  const hasRenames = rules.includes('"rename from Q": the old P is Q, and "rename to P" follows.')
  const hasShortHunks = rules.includes('"@@ -5 +7 @@" lacks lengths.')
  const out: string[] = []
  /** The "---" and "+++" lines that the next hunk's header needs in front of it. */
  let names: string[] = []
  for (const [i, line] of lines.entries()) {
    if (reading && line.startsWith(reading.opening)) {
      const { shown, old, fresh, opening } = reading
      const rest = line.slice(opening.length)
      const [, name = rest, hashes] = (hasHashes && HASHES.exec(rest)) || []
      const part = name.slice(shown.length)
      const from = (hasRenames && renamedFrom(lines, i + 1)) || part
      out.push(`diff --git ${old}${from} ${fresh}${part}`)
      if (hashes) out.push(`index ${hashes} 100644`)
      names = [`--- ${old}${from}`, `+++ ${fresh}${part}`]
      continue
    }
    if (line.startsWith('diff ')) names = []
    if (line.startsWith('new file mode ') && names.length > 0) names[0] = '--- /dev/null'
    if (line.startsWith('deleted file mode ') && names.length > 0) names[1] = '+++ /dev/null'
    if (line.startsWith('@@')) {
      out.push(...names)
      names = []
    }
    if (hasRenames && names.length > 0 && line.startsWith('rename from '))
      out.push(line, `rename to ${names[1]!.slice(`+++ ${reading!.fresh}`.length)}`)
    else out.push(hasShortHunks && HUNK.test(line) ? withLengths(line, lines, i + 1) : line)
  }
  return out.join(eol)
}

/** The old name of a renamed file, which a line below its short line tells. */
function renamedFrom(lines: readonly string[], from: number): string | undefined {
  let i = from
  while (/^(?:old mode|new mode|similarity index|dissimilarity index) /.test(lines[i] ?? '')) i++
  return lines[i]?.startsWith('rename from ') ? lines[i]!.slice('rename from '.length) : undefined
}

function readRule(rules: string): Reading | undefined {
  const found = RULE.exec(rules)
  return found ? { opening: found[1]!, shown: found[2]!, old: found[3]!, fresh: found[4]! } : undefined
}

/** The lines with those that names stand for. */
function withNamed(lines: readonly string[]): string[] {
  const out: string[] = []
  const named = new Map<string, readonly string[]>()
  for (const [i, line] of lines.entries()) {
    const note = /^\[hunk (\d+)(?:: (\d+) lines)?\]$/.exec(line)
    if (note?.[2] !== undefined) named.set(note[1]!, lines.slice(i + 1, i + 1 + Number(note[2])))
    else out.push(...(note ? named.get(note[1]!)! : [line]))
  }
  return out
}

/** The lines with the marks that runs leave out. */
function withMarks(lines: readonly string[]): string[] {
  const out: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const run = /^\[([+-])(\d+)\]$/.exec(lines[i]!)
    if (!run) out.push(lines[i]!)
    else for (const end = i + Number(run[2]); i < end; ) out.push(`${run[1]}${lines[++i]}`)
  }
  return out
}

/** A hunk's header with the lengths that the lines behind it have. */
function withLengths(header: string, lines: readonly string[], from: number): string {
  let [old, fresh] = [0, 0]
  for (let i = from; i < lines.length && /^[ +\\-]/.test(lines[i]!); i++) {
    const mark = lines[i]![0]
    if (mark === ' ' || mark === '-') old++
    if (mark === ' ' || mark === '+') fresh++
  }
  const range = (start: string, length: number) => (length === 1 ? start : `${start},${length}`)
  return header.replace(HUNK, (_, a: string, b: string) => `@@ -${range(a, old)} +${range(b, fresh)} @@`)
}
