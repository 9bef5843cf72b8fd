import type { Memo, Outcome } from './memo.ts'
import { createMemo } from './memo.ts'
import type { ResolvedOptions } from './options.ts'
import { createShelf, type Shelf } from './repeats/shelf.ts'
import type { ShownLines } from './repeats/shown-lines.ts'

/** What all stages share. */
export interface Services {
  options: ResolvedOptions
  /** What compressors made of texts. */
  outcomes: Memo<Outcome>
  /** What texts are. */
  appraisals: Memo<Appraisal>
  /** Indexes of the lines that conversations show, by the digest of all of them. */
  shownLines: Shelf<ShownLines>
}

export interface Appraisal {
  /** The compressor that bid highest, if any did. */
  winner: string | undefined
  /** Whether something in the text reads like a marker. */
  looksMarked: boolean
}

export function createServices(options: ResolvedOptions): Services {
  return {
    options,
    outcomes: createMemo(options.memoCharacters),
    appraisals: createMemo(options.memoCharacters),
    shownLines: createShelf(options.memoCharacters),
  }
}
