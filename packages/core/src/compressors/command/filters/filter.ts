// What a filter is: how a tool is recognised in its output, and what of that output is counted instead of shown.

/** Lines that are counted: passing tests, finished steps, downloads. */
export interface Count {
  line: RegExp
  /** What a counted line is called in the note: `12 passed`. The pattern's group `in` says where it was. */
  what: string
  /** Lines directly below a counted line that go with it. */
  with?: RegExp
  /** Left out without a note at the place; the head of the output says how many. */
  throughout?: boolean
}

export type Weight = 'failure' | 'error' | 'warning' | 'output' | 'entry'

/** A failure, a diagnostic or an entry with what belongs to it: its head line and the lines below. */
export interface Block {
  /** The group `in` says where it was. */
  head: RegExp
  /** The first line that no longer belongs to it. Absent if a block is one line. */
  end?: RegExp
  /** Tells the kind: its first match in the block, or its groups. Digits do not count. */
  kind: RegExp
  /** Lines that stay when the block is one of many of its kind. The head always does. */
  brief?: RegExp
  /** Of the lines that match this the first one stays, too. */
  first?: RegExp
  weight: Weight
  /** What blocks are called in a note, if there is no better name than their kind. */
  what?: string
}

export interface Filter {
  /** The tool. */
  name: string
  /** Line shapes that this tool prints and hardly any other text has. */
  signs: RegExp
  counts?: readonly Count[]
  /** Titles over counted lines, indented less than these; they go if all below them goes. */
  titles?: RegExp
  blocks?: readonly Block[]
  /** Lines that stay although they look counted. */
  keeps?: RegExp
  /** Lines of a failure that are counted where several follow each other: frames of libraries. */
  noise?: RegExp
  /** Lines that only part what stands around them, and cost many tokens. They go everywhere, without a note. */
  separators?: RegExp
}

/** Frames of Node.js and of packages. */
export const LIBRARY_FRAME = /^\s+at (?:.*[(/ ])?(?:node_modules\/|node:|<anonymous>)/u

/** One pattern of several. */
export function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(patterns.join('|'), 'u')
}
