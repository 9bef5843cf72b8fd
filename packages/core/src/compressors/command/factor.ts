// Neighbouring lines with the same beginning or end: what they share is said once for all of them.

export const SLOTS = ['‹›', '⟨⟩', '«»', '❮❯']
export const GROUP = /^\[next (\d+) lines: (.*)\]$/s

/** Characters that a group's first line costs, and what a group must save. */
const COST = 30
const GAIN = 10
/** Lines that are looked at for one group, and the longest line. */
const GROUP_MAX = 120
const LINE_MAX = 500
const SHARED_MIN = 6

/** A group: how many lines, and how many characters of beginning and end they share. */
interface Group {
  count: number
  head: number
  tail: number
}

/**
 * Lines with a beginning or end in common, grouped. `fixed` lines stay as they are. `slot` must not occur in any line.
 *
 * @example
 * // [next 3 lines: ✓ src/a.test.ts > math > ‹› 0ms]
 * // adds
 * // subtracts
 * // multiplies
 */
export function factorLines(
  lines: readonly string[],
  { fixed, slot }: { fixed: readonly boolean[]; slot: string },
): string[] {
  const plan = planGroups(lines, fixed)
  const out: string[] = []
  for (let i = 0; i < lines.length; ) {
    const group = plan[i]
    const line = lines[i]!
    if (!group) {
      out.push(line)
      i++
      continue
    }
    const { count, head, tail } = group
    out.push(`[next ${count} lines: ${line.slice(0, head)}${slot}${tail > 0 ? line.slice(-tail) : ''}]`)
    for (const member of lines.slice(i, i + count)) out.push(member.slice(head, member.length - tail))
    i += count
  }
  return out
}

/** For each line the group that starts at it in the cheapest way to write all lines from there on. */
function planGroups(lines: readonly string[], fixed: readonly boolean[]): (Group | undefined)[] {
  const heads = lines.map((line, i) => (joins(lines, fixed, i) ? sharedHead(line, lines[i + 1]!) : 0))
  const tails = lines.map((line, i) => (joins(lines, fixed, i) ? sharedTail(line, lines[i + 1]!) : 0))
  const saved = new Float64Array(lines.length + 1)
  const plan: (Group | undefined)[] = new Array(lines.length).fill(undefined)
  for (let i = lines.length - 1; i >= 0; i--) {
    saved[i] = saved[i + 1]!
    let head = LINE_MAX
    let tail = LINE_MAX
    let shortest = lines[i]!.length
    for (let count = 2; count <= GROUP_MAX && i + count <= lines.length; count++) {
      const at = i + count - 2
      head = Math.min(head, heads[at]!)
      tail = Math.min(tail, tails[at]!)
      if (head < SHARED_MIN && tail < SHARED_MIN) break
      shortest = Math.min(shortest, lines[at + 1]!.length)
      const ends = head > (heads[at + 1] ?? 0) || tail > (tails[at + 1] ?? 0) || count === GROUP_MAX
      if (!ends) continue
      const [from, to] = [head, Math.min(tail, shortest - head)]
      const gain = (from + to) * (count - 1) - COST
      if (gain > GAIN && gain + saved[i + count]! > saved[i]!) {
        saved[i] = gain + saved[i + count]!
        plan[i] = { count, head: from, tail: to }
      }
    }
  }
  return plan
}

/** True if a line and the next may be of one group. */
function joins(lines: readonly string[], fixed: readonly boolean[], i: number): boolean {
  const next = lines[i + 1]
  return next !== undefined && !fixed[i] && !fixed[i + 1] && lines[i]!.length <= LINE_MAX && next.length <= LINE_MAX
}

const isBreak = (code: number) =>
  code === 32 || code === 47 || code === 58 || code === 62 || code === 9 || code === 91 || code === 40 || code === 46

/** Length of the beginning that two lines share, up to the end of a word. */
function sharedHead(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  let cut = 0
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) {
    if (isBreak(a.charCodeAt(length++))) cut = length
  }
  return cut
}

/** Length of the end that two lines share, from the beginning of a word. */
function sharedTail(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  let cut = 0
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) {
    if (isBreak(a.charCodeAt(a.length - 1 - length++))) cut = length
  }
  return cut
}
