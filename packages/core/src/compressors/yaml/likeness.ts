// How sure it is that a text is YAML with lists of mappings in it.

import { linesOf } from '../table/lines.ts'
import { indentOf, isItem } from './lists.ts'
import { isOpening, memberOf } from './members.ts'

const SAMPLE = 16_000
const MIN_LINES = 8
/** Share of the lines that must be members, items, comments or nothing; and share that must be members. */
const MOST = 0.92
const MEMBERS = 0.5
const MIN_ITEMS = 3
const LEAST_READ = 0.2
const MEMBERS_EACH = 1.8
const SURE = 0.85

/** 0, or how much to bid. */
export function yamlLikeness(text: string): number {
  const sample = text.length <= SAMPLE ? text : text.slice(0, text.lastIndexOf('\n', SAMPLE) + 1)
  const lines = linesOf(sample).filter((line) => line.text.trim() !== '')
  if (lines.length < MIN_LINES) return 0
  let known = 0
  let members = 0
  let items = 0
  let read = 0
  let scalar = Number.POSITIVE_INFINITY
  for (const { text: line } of lines) {
    // Texts that are values may be anything.
    if (indentOf(line) > scalar) continue
    const { key, head, value } = memberOf(line)
    scalar = value !== undefined && isOpening(value) ? indentOf(line) : Number.POSITIVE_INFINITY
    read++
    const isMember = key !== '' && (value !== undefined || head.endsWith(':'))
    if (isMember) members++
    if (isMember && isItem(line)) items++
    if (isMember || isItem(line) || /^\s*#|^---$|^\.\.\.$/.test(line)) known++
  }
  // Texts that are values must leave enough to tell by.
  if (read < Math.max(MIN_LINES, lines.length * LEAST_READ)) return 0
  const isYaml = known >= read * MOST && members >= read * MEMBERS && items >= MIN_ITEMS
  // Items of one member each are what prose in lists looks like.
  return isYaml && members >= items * MEMBERS_EACH ? SURE : 0
}
