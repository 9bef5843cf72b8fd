// Says for every line of an output whether it stays, and if not, what it is counted as.

import { type Fate, type Found, settleBlocks, settleNoise } from './blocks.ts'
import type { Block, Count, Filter } from './filters/filter.ts'
import { LINE_MAX } from './recognise.ts'

/** Lines without a fate stay. */
export function classify(
  lines: readonly string[],
  filters: readonly Filter[],
  { named, bias }: { named: ReadonlySet<number>; bias: number },
): (Fate | undefined)[] {
  const fates: (Fate | undefined)[] = new Array(lines.length).fill(undefined)
  const { blocks, kept } = readLines(lines, filters, fates)
  settleBlocks(lines, blocks, { fates, bias })
  const separators = filters.find((filter) => filter.separators)?.separators
  if (separators) dropSeparators(lines, separators, fates)
  const noise = filters.find((filter) => filter.noise)?.noise
  if (noise) settleNoise(lines, noise, fates)
  for (const index of [...kept, ...named]) fates[index] = undefined
  for (const { titles } of filters) if (titles) dropTitles(lines, titles, fates)
  return fates
}

/** For each line whether it is one that the filters count, or a warning of one line. */
export function countedLines(lines: readonly string[], filters: readonly Filter[]): boolean[] {
  const fates: (Fate | undefined)[] = new Array(lines.length).fill(undefined)
  for (const { rule, start } of readLines(lines, filters, fates).blocks) {
    if (rule.end === undefined && rule.weight === 'warning') fates[start] = { what: '' }
  }
  return fates.map((fate) => fate !== undefined)
}

/** Counts what the filters count, and gives the blocks between, and the lines that the filters keep. */
function readLines(
  lines: readonly string[],
  filters: readonly Filter[],
  fates: (Fate | undefined)[],
): { blocks: Found[]; kept: number[] } {
  const counts = filters.flatMap((filter) => filter.counts ?? [])
  const rules = filters.flatMap((filter) => filter.blocks ?? [])
  const keeps = filters.flatMap((filter) => filter.keeps ?? [])
  const blocks: Found[] = []
  const kept: number[] = []
  let open: Found | undefined
  let hanging: RegExp | undefined
  for (const [i, line] of lines.entries()) {
    if (line.length > LINE_MAX) continue
    if (open && hasEnded(open.rule, line)) open = undefined
    const stays = keeps.some((keep) => keep.test(line))
    if (stays) kept.push(i)
    const rule = stays ? undefined : rules.find(({ head }) => head.test(line))
    if (rule) {
      open = { rule, start: i, end: i + 1 }
      blocks.push(open)
      hanging = undefined
      continue
    }
    if (open) open.end = i + 1
    if (stays || (open && open.rule.weight !== 'entry')) continue
    if (hanging?.test(line)) {
      fates[i] = { what: '' }
      continue
    }
    const count = line === '' ? undefined : counts.find(({ line: shape }) => shape.test(line))
    hanging = count?.with
    if (count) fates[i] = fateOf(count, line)
  }
  return { blocks, kept }
}

function hasEnded({ end }: Block, line: string): boolean {
  return end === undefined || end.test(line)
}

function fateOf({ line: shape, what, throughout }: Count, line: string): Fate {
  return { what, where: shape.exec(line)?.groups?.in, ...(throughout ? { throughout } : {}) }
}

function dropSeparators(lines: readonly string[], separators: RegExp, fates: (Fate | undefined)[]): void {
  for (const [i, line] of lines.entries()) {
    if (line.length < LINE_MAX && separators.test(line)) fates[i] ??= { what: 'separators', throughout: true }
  }
}

/** Drops the titles below which, as far as their indentation reaches, nothing stays. */
function dropTitles(lines: readonly string[], titles: RegExp, fates: (Fate | undefined)[]): void {
  const open: { indent: number; gone: boolean }[] = []
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i]!
    if (line.trim() === '') continue
    const indent = line.length - line.trimStart().length
    let gone = false
    let stays = false
    while (open.length > 0 && open.at(-1)!.indent > indent) {
      if (open.pop()!.gone) gone = true
      else stays = true
    }
    if (fates[i] === undefined && gone && !stays && line.length <= LINE_MAX && titles.test(line))
      fates[i] = { what: 'titles' }
    open.push({ indent, gone: fates[i] !== undefined })
  }
}
