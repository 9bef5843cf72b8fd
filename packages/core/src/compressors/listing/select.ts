// Which entries of a listing stay: folders, what the question names, the largest, and some of each kind in each folder.

import { wordsOfInput } from '../tool-input.ts'
import { type Entry, groupOf, type ListingLine } from './listing.ts'

/** Of a larger group in a folder only the first few stay. */
const GROUP_MAX = 5
const GROUP_SHOWN = 2
const LARGEST = 3
/** Words of the question that are looked for, and how many entries a part of a name may keep. */
const WORDS_MAX = 40
const PART_LENGTH = 4
const PART_KEEPS = 12
const FOLDER_KEEPS = 80

type Placed = Entry & { index: number }

export interface Wish {
  query: string
  input: unknown
  bias: number
}

/** For each line whether it stays. */
export function selectEntries(lines: readonly ListingLine[], { query, input, bias }: Wish): boolean[] {
  const shown = lines.map(({ entry }) => entry === undefined)
  const entries = lines.flatMap(({ entry }, index) => (entry ? [Object.assign({ index }, entry)] : []))
  for (const group of groupsOf(entries)) {
    const kept = group.length <= GROUP_MAX * bias ? group.length : Math.ceil(GROUP_SHOWN * bias)
    for (const index of group.slice(0, kept)) shown[index] = true
  }
  const sized = entries.filter(({ size, isFolder }) => size !== undefined && !isFolder)
  for (const { index } of sized.sort((a, b) => b.size! - a.size!).slice(0, LARGEST)) shown[index] = true
  for (const index of namedEntries(entries, `${query}\n${wordsOfInput(input)}`)) shown[index] = true
  return shown
}

/** The entries of each kind in each folder. */
function groupsOf(entries: readonly Placed[]): number[][] {
  const folders = new Map<string, Map<string, number[]>>()
  for (const entry of entries) {
    let kinds = folders.get(entry.folder)
    if (!kinds) folders.set(entry.folder, (kinds = new Map()))
    const kind = groupOf(entry)
    const group = kinds.get(kind)
    if (group) group.push(entry.index)
    else kinds.set(kind, [entry.index])
  }
  return [...folders.values()].flatMap((kinds) => [...kinds.values()])
}

/** Entries that the question or the call names: by name, by path, by their folder, or by a part of a name. */
function namedEntries(entries: readonly Placed[], words: string): number[] {
  const spoken = [...new Set(words.slice(0, 4000).match(/[\p{L}\p{N}_@$+-][\p{L}\p{N}_./@$+-]*/gu))]
    .map((word) => word.replace(/[./]+$/, ''))
    .slice(0, WORDS_MAX)
  const names = new Set(spoken)
  const hasPaths = spoken.some((word) => word.includes('/'))
  const parts = spoken
    .filter((word) => word.length >= PART_LENGTH && !COMMON.has(word.toLowerCase()))
    .map((word) => ({ word: word.toLowerCase(), found: [] as number[] }))
  const kept: number[] = []
  const folders = new Map<string, number>()
  for (const { index, folder, name } of entries) {
    const file = name.includes(' ') ? name.replace(/ +\d+\r?$/, '') : name
    if (names.has(file) || (hasPaths && names.has(folder + file))) kept.push(index)
    let room = folders.get(folder) ?? (isNamed(folder, names) ? FOLDER_KEEPS : 0)
    if (room > 0) kept.push(index)
    folders.set(folder, Math.max(0, --room))
    const lower = file.toLowerCase()
    for (const { word, found } of parts) if (found.length <= PART_KEEPS && lower.includes(word)) found.push(index)
  }
  for (const { found } of parts) if (found.length <= PART_KEEPS) kept.push(...found)
  return kept
}

/** True if a folder is named, with its root or without. */
function isNamed(folder: string, names: ReadonlySet<string>): boolean {
  const plain = folder.replace(/^\.\//, '').replace(/\/$/, '')
  return plain !== '' && (names.has(plain) || names.has(plain.slice(plain.indexOf('/') + 1)))
}

const COMMON = new Set(
  'file files folder folders directory list find which where what hold holds named directly look this these that matter asked with from name type show'.split(
    ' ',
  ),
)
