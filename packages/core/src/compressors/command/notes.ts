// Puts notes where lines are left out: how many, of what, and where they were.

import type { Fate } from './blocks.ts'

/** Lines that are not so many times longer than their note stay. */
const NOTE_WORTH = 1.25
/** Places that a note names; if there are more, it says how many. */
const PLACES_MAX = 3

export interface Outcome {
  /** Lines that stay and notes, in order. */
  shown: string[]
  /** Which of these are notes. */
  notes: Set<number>
  /** Lines left out. */
  omitted: number
  /** What they were, with counts. */
  tally: ReadonlyMap<string, number>
  /** Left out without a note, with counts. */
  throughout: ReadonlyMap<string, number>
  ranges: [number, number][]
}

/** The lines that stay, with a note for every gap. */
export function writeNotes(lines: readonly string[], fates: readonly (Fate | undefined)[]): Outcome {
  const shown: string[] = []
  const notes = new Set<number>()
  const tally = new Map<string, number>()
  const throughout = new Map<string, number>()
  const ranges: [number, number][] = []
  let omitted = 0
  for (let i = 0; i < lines.length; ) {
    if (fates[i] === undefined) {
      shown.push(lines[i++]!)
      continue
    }
    const end = endOfGap(lines, fates, i)
    const gap = readGap(fates.slice(i, end), end - i)
    const note = gap.noted > 0 ? noteOf(gap) : ''
    if (lengthOf(lines, i, end) < note.length * NOTE_WORTH) shown.push(...lines.slice(i, end))
    else {
      if (note !== '') notes.add(shown.push(note) - 1)
      for (const [what, count] of gap.counts) tally.set(what, (tally.get(what) ?? 0) + count)
      for (const [what, count] of gap.throughout) throughout.set(what, (throughout.get(what) ?? 0) + count)
      omitted += end - i
      ranges.push([i, end])
    }
    i = end
  }
  return { shown, notes, omitted, tally, throughout, ranges }
}

/** Blank lines between lines that go, go with them. */
function endOfGap(lines: readonly string[], fates: readonly (Fate | undefined)[], start: number): number {
  let end = start + 1
  for (let i = end; i < lines.length; i++) {
    if (fates[i]) end = i + 1
    else if (lines[i]!.trim() !== '') break
  }
  return end
}

function lengthOf(lines: readonly string[], start: number, end: number): number {
  let length = 0
  for (let i = start; i < end; i++) length += lines[i]!.length + 1
  return length
}

interface Gap {
  /** Lines that the note counts. */
  noted: number
  counts: Map<string, number>
  places: Map<string, number>
  throughout: Map<string, number>
}

function readGap(fates: readonly (Fate | undefined)[], length: number): Gap {
  const gap: Gap = { noted: length, counts: new Map(), places: new Map(), throughout: new Map() }
  for (const fate of fates) {
    if (!fate) continue
    const { what, where, throughout } = fate
    if (throughout) {
      gap.noted--
      add(gap.throughout, what || 'blank')
    } else if (what !== '') add(gap.counts, what)
    if (where !== undefined) add(gap.places, where)
  }
  return gap
}

const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)

function noteOf({ noted, counts, places }: Gap): string {
  const what = [...counts].map(([name, count]) => `${count} ${count === 1 ? singular(name) : name}`).join(', ')
  const lines = `${noted} ${noted === 1 ? 'line' : 'lines'} omitted`
  const note = what === '' ? lines : `${lines}: ${what}${placesOf(places, counts)}`
  // a bracket in it would end the note
  return `[${note.replace(/[[\]\n]+/g, ' ')}]`
}

/** A name of one thing. Codes such as `no-vars` have no plural. */
function singular(name: string): string {
  return /^more \S+$/.test(name) ? name : name.replace(/(?<=[^s])s(?= |$)/, '')
}

/** Where all that is counted was. */
function placesOf(places: ReadonlyMap<string, number>, counts: ReadonlyMap<string, number>): string {
  if (places.size === 0 || sumOf(places) !== sumOf(counts)) return ''
  if (places.size > PLACES_MAX) return ` in ${places.size} files`
  if (places.size === 1) return ` in ${[...places.keys()][0]}`
  return ` in ${[...places].map(([name, count]) => `${name} ×${count}`).join(', ')}`
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const count of counts.values()) sum += count
  return sum
}

/** Counts in words, most first. */
export function inWords(counts: ReadonlyMap<string, number>, most: number): string {
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  const parts = sorted.slice(0, most).map(([what, count]) => `${count} ${what}`)
  return parts.join(', ') + (sorted.length > most ? `, ${sorted.length - most} more kinds` : '')
}
