// Collects lines of Markdown: indented as lists ask for, with blank lines between blocks.

import type { CodeBlocks } from './code-block.ts'
import type { Links } from './links.ts'

/** Deeper than this, lists are not indented further: an indent on each line must not multiply a text. */
const INDENTS_MAX = 12

export function createLines() {
  const lines: (string | (() => string))[] = []
  let depth = 0
  let indent = ''
  /** What stands in front of the next line in place of its indent, such as a list's mark. */
  let mark: string | undefined
  let isApart = false

  const push = (line: string | (() => string)) => {
    if (isApart && lines.length > 0 && lines.at(-1) !== '') lines.push('')
    isApart = false
    lines.push(line)
  }
  return {
    /** One line or several, as text. */
    write(text: string): void {
      for (const line of text.split('\n')) {
        push((mark ?? indent) + line)
        mark = undefined
      }
    },
    /** As it stands, not indented; called when all is written. */
    verbatim(text: () => string): void {
      if (mark !== undefined) push(mark.trimEnd())
      mark = undefined
      push(text)
    },
    /** A blank line before what comes next. */
    apart(): void {
      // what follows a mark stands on its line
      isApart ||= mark === undefined
    },
    /** Runs with a mark in front of the first line and as much indent in front of the others. */
    within(first: string, others: string, run: () => void): void {
      const outer = indent
      const before = mark
      mark = (before ?? outer) + first
      if (depth++ < INDENTS_MAX) indent = outer + others
      run()
      depth--
      indent = outer
      // nothing was written, so neither is the mark
      mark = mark === undefined ? undefined : before
    },
    text: () => lines.map((line) => (typeof line === 'string' ? line : line())).join('\n'),
  }
}

export type Lines = ReturnType<typeof createLines>

/** What the writers of blocks hand on to each other. */
export interface Writing {
  lines: Lines
  links: Links
  /** In a list there are no blank lines between paragraphs. */
  isTight: boolean
  code: CodeBlocks
  /** Language of code, if what it stands in tells. */
  language: string
  /** Where a link around blocks leads, until something has been written as the link. */
  around?: { target: string | undefined }
}
