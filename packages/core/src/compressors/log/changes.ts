// What a note says about lines that are left out, beside how many they are: where most of them are, where they changed.

import { burstOf } from './bursts.ts'
import { levelChangeOf } from './levels.ts'
import type { LogLine, Template } from './template.ts'

export interface Change {
  /** Index of the line at which it begins: that line stays. */
  line: number
  /** In exact counts, given which lines stay. */
  words(shown: readonly boolean[]): string
}

/** Templates, the largest first, for which changes are told. */
const TOLD_MAX = 8
/** Fewer lines are left out without more words. */
const LINES_MIN = 20

/** The changes in each template that tells of any. */
export function changesIn(templates: readonly Template[], lines: readonly LogLine[]): Map<Template, Change[]> {
  const told = new Map<Template, Change[]>()
  const large = templates.filter((template) => template.lines.length >= LINES_MIN && !/^\s/.test(template.pieces[0]!))
  for (const template of large.sort((a, b) => b.lines.length - a.lines.length)) {
    const changes = [burstIn(template, lines), levelIn(template)].filter((change) => change !== undefined)
    if (changes.length > 0) told.set(template, changes)
    if (told.size === TOLD_MAX) break
  }
  return told
}

function burstIn(template: Template, lines: readonly LogLine[]): Change | undefined {
  const burst = burstOf(template, lines)
  if (!burst) return undefined
  const inside = template.lines.filter(({ index }) => index >= burst.start && index < burst.end)
  return {
    line: burst.start,
    words(shown) {
      const count = inside.filter(({ index }) => !shown[index]).length
      const isAll = count === template.lines.filter(({ index }) => !shown[index]).length
      return `${isAll ? 'all' : `${count} of them`} in lines ${burst.start + 1}–${burst.end}`
    },
  }
}

function levelIn(template: Template): Change | undefined {
  const change = levelChangeOf(template)
  if (!change) return undefined
  const { at, label, limit, before, after } = change
  const { lines } = template
  const { index } = lines[at]!
  return {
    line: index,
    words: () =>
      `the number after "${label}" is above ${limit} in ${before} of all ${at} before line ${index + 1}, in ${after} of ${lines.length - at} from it on`,
  }
}
