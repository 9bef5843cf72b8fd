// What all tables have in common, however they are drawn.

/** A row takes the lines from its own up to that of the next row. */
export interface Row {
  line: number
  /** As they are written, without padding. */
  cells: readonly string[]
}

/** How a row of cells was drawn: `before`, the cells padded to `widths` and joined by `between`, `after`. */
export interface Layout {
  before: string
  between: string
  after: string
  /** Where each cell of a row stands in its line, with its padding; undefined if the line does not have this layout. */
  slots(line: string): string[] | undefined
}

/** A table, in line numbers of its text: header and borders, then rows, then a border. */
export interface Table {
  head: number
  body: number
  foot: number
  end: number
  /** Names of the columns; empty if nothing names them. */
  names: readonly string[]
  rows: readonly Row[]
  /** Between the cells of separated values, which are not padded. */
  delimiter?: string
  /** Of tables that are drawn. */
  layout?: Layout
}

/** Longer lines are no rows. */
export const MAX_LINE = 20_000
/** Fewer rows are no table that anybody would call long. */
export const MIN_ROWS = 4

const NUMERIC = /^[-+]?[$€£]?\d[\d.,]*(?:[eE][-+]?\d+)?\s?(?:%|[a-zA-Z]{1,3})?$|^\d{4}-\d\d-\d\d|^\d{1,2}[:/]\d\d/

/** True for what is a value and no name: numbers, amounts, dates, times. */
export function isNumeric(cell: string): boolean {
  return cell.length < 40 && NUMERIC.test(cell)
}
