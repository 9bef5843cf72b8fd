// What the parts of a prose compressor share: a text as units in order.

/** What a unit is. Code, fenced or at the head of a file, is one unit however long. */
export type UnitKind = 'sentence' | 'heading' | 'item' | 'row' | 'code'

/** A stretch of the text that stays whole or goes whole: `text.slice(start, end)`. */
export interface Unit {
  start: number
  end: number
  kind: UnitKind
  /** The paragraph, list or table that it is in. */
  block: number
  /** The section that it is in. A heading is in its own. */
  section: number
  /** Index of the unit without which this one cannot be read: a table's head, an item above, who speaks; -1 for none. */
  parent: number
}

export interface Section {
  /** Index of its heading, or -1. */
  heading: number
  /** Its code, which stays if anything of it stays. */
  code: number[]
}

export interface ProseDocument {
  text: string
  units: readonly Unit[]
  sections: readonly Section[]
}
