// The recoverable form: every change word for word under its file and its hunk's header; notes count what is left out.
import { encodingHeader } from '../encoding.ts'
import { countLines } from '../lines.ts'
import type { Naming, ShortHead } from './fold-names.ts'
import { freeOpening, namingOf, RENAME_RULE, shortHead } from './fold-names.ts'
import type { ChangedFile } from './noise.ts'
import { noiseIn } from './noise.ts'
import type { Diff, FileDiff } from './parse.ts'
import { BY_RULE, type Edges, edgesOf, NOTED, trimHunk } from './trim.ts'

/** Left out with all the hunks of its file, which one note counts. */
const NOISE = 3
/** Left out, for the short line says it. */
const TOLD = 4
/** Left out wherever it stands: the hashes of files. */
const INDEX = 5

/** Noise of fewer characters is not worth a note. */
const NOISE_MIN = 200

/** What of a diff is shown, and in which words. */
export interface Selection {
  diff: Diff
  fates: Uint8Array
  edges: Edges
  naming: Naming
  opening: string | undefined
  heads: readonly (ShortHead | undefined)[]
  noise: readonly (string | undefined)[]
}

/** Decides for each line whether it stays. `kept` is the number of lines of context next to a change. */
export function selectLines(diff: Diff, query: string, kept: number): Selection {
  const opening = freeOpening(diff.lines)
  const naming = namingOf(diff)
  const heads = diff.files.map((file) => (opening === undefined ? undefined : shortHead(diff, file, naming)))
  const changed = diff.files.map((file, i): ChangedFile => ({ file, path: heads[i]?.name ?? pathOf(diff, file) }))
  const noise = noiseIn(diff, changed, query).map((reason, i) =>
    isWorthANote(diff, diff.files[i]!) ? reason : undefined,
  )
  const edges = edgesOf(
    diff,
    noise.map((reason) => reason !== undefined),
    kept,
  )
  const selection = { diff, fates: new Uint8Array(diff.lines.length), edges, naming, opening, heads, noise }
  for (const index of diff.files.keys()) markFile(selection, index)
  return selection
}

function markFile({ diff, fates, edges, heads, noise }: Selection, index: number): void {
  const file = diff.files[index]!
  const short = heads[index]
  for (let i = file.start; i < file.headEnd; i++) if (diff.lines[i]!.startsWith('index ')) fates[i] = INDEX
  if (short?.renamed !== undefined) fates[short.renamed] = TOLD
  if (short?.names !== undefined) fates.fill(TOLD, short.names, short.names + 2)
  if (noise[index] !== undefined) fates.fill(NOISE, file.headEnd, file.end)
  else for (const hunk of file.hunks) trimHunk(diff, hunk, fates, edges)
}

/** The path of a file without a header of git's usual kind. */
function pathOf({ lines }: Diff, file: FileDiff): string {
  const name = file.newName === undefined || file.newName === '/dev/null' ? file.oldName : file.newName
  if (name !== undefined && name !== '/dev/null') return name.replace(/^[ab]\//, '')
  return lines[file.start]!.slice(0, 4000)
    .trimEnd()
    .replace(/^.* (?:b\/)?/, '')
}

function isWorthANote({ lines }: Diff, { headEnd, end }: FileDiff): boolean {
  let characters = 0
  for (let i = headEnd; i < end && characters < NOISE_MIN; i++) characters += lines[i]!.length
  return characters >= NOISE_MIN
}

/** The header, the marker in it, and the lines that stay, with notes for those that do not. */
export function writeSelection(selection: Selection, marker: string, eol: string): string {
  const { diff, fates, heads, noise, opening } = selection
  const out = [`${encodingHeader('diff', ruleFor(selection))} ${marker}`]
  let at = 0
  const copyTo = (end: number) => {
    while (at < end) {
      let next = at + 1
      if (fates[at] === NOTED) {
        while (fates[next] === NOTED) next++
        out.push(noteOf(next - at))
      } else if (fates[at] === 0) out.push(diff.lines[at]!)
      at = next
    }
  }
  for (const [i, file] of diff.files.entries()) {
    copyTo(file.start)
    const short = heads[i]
    if (short) {
      out.push(opening + short.name)
      at++
    }
    copyTo(file.headEnd)
    if (noise[i] === undefined) continue
    out.push(noiseNote(file, noise[i]!))
    at = file.end
  }
  copyTo(diff.lines.length)
  return out.join(eol)
}

function ruleFor({ edges, naming, opening, heads, fates }: Selection): string {
  const { kept, before } = edges
  const rules = [`all changes, with ${kept} line${kept === 1 ? '' : 's'} of context.`]
  const start = before > 0 ? `${before} line${before === 1 ? '' : 's'} at the start of each hunk not at line 1, ` : ''
  if (fates.includes(BY_RULE)) rules.push(`Left out without a note: ${start}what its length lacks at its end.`)
  const { old, new: fresh, shown } = naming
  if (heads.some((head) => head !== undefined)) rules.push(`"${opening}${shown}P": diff ${old}P ${fresh}P.`)
  if (heads.some((head) => head?.renamed !== undefined)) rules.push(RENAME_RULE)
  return rules.join(' ')
}

function noteOf(count: number): string {
  return `[${count} ${count === 1 ? 'line' : 'lines'} omitted]`
}

function noiseNote({ hunks, headEnd, end }: FileDiff, reason: string): string {
  const [added, deleted] = [sum(hunks.map((hunk) => hunk.added)), sum(hunks.map((hunk) => hunk.deleted))]
  const what = `${reason}, ${hunks.length} ${hunks.length === 1 ? 'hunk' : 'hunks'}, +${added} -${deleted}`
  return noteOf(end - headEnd).replace(']', `: ${what}]`)
}

/** What is left out, in words. */
export function describeHidden({ diff, fates, noise }: Selection): string {
  const context = fates.reduce((count, fate) => count + Number(fate === NOTED || fate === BY_RULE), 0)
  const index = fates.reduce((count, fate) => count + Number(fate === INDEX), 0)
  const inNoise = new Map<string, number>()
  for (const [i, reason] of noise.entries()) {
    const { headEnd, end } = diff.files[i]!
    if (reason !== undefined) inNoise.set(reason, (inNoise.get(reason) ?? 0) + end - headEnd)
  }
  const parts = [...inNoise].map(([reason, count]) => `${reason} ×${count}`)
  if (context > 0) parts.unshift(`context ×${context}`)
  if (index > 0) parts.push(`index ×${index}`)
  return `${hiddenLines(fates).length} of ${countLines(diff.lines)} lines omitted: ${parts.join(', ')}`
}

/** The lines that nothing shown tells. */
export function hiddenLines(fates: Uint8Array): number[] {
  const hidden: number[] = []
  for (let i = 0; i < fates.length; i++) if (fates[i] !== 0 && fates[i] !== TOLD) hidden.push(i)
  return hidden
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
