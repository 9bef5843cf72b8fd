// What a comment may lose: all but what says in a few words what the code below is for.

/** Rows of a comment that go, a half-open range. */
export interface Cut {
  start: number
  end: number
  /** The comment stays open around them. */
  isInside: boolean
}

const SUMMARY_ROWS = 2
const ROW_REACH = 400
/** Opens a comment or a string that another mark closes. */
const OPENING = /^\s*(?:\/\*|=begin\b|[a-zA-Z]{0,2}(?:"""|'''))/
/** A comment's mark at the head of a row. */
const MARK = /^\s*(?:\/\*+!?|\*+\/?|\/\/+!?|#+!?|=begin|[a-zA-Z]{0,2}(?:"""|'''))?\s?/
/** What follows the summary of a documentation comment. */
const SECTION =
  /^(?:@\w|:\w+[^:]*:|\\\w|<p>|<\/?(?:pre|ul|ol|li|table)|(?:Args|Arguments|Parameters|Params|Returns|Raises|Yields|Examples?|Notes?|Usage)\b:?\s*$|#+ |[-=~*#]{3,}|```)/
const SENTENCE_END = /[.!?。](?:["')\]]|<\/\w+>){0,4}$/
const LICENCE = /copyright|licen[cs]e|spdx-/i
const LICENCE_ROWS = 12
/** Comments that tools obey. */
const DIRECTIVE =
  /^\s*(?:\/\/\s*(?:go:|\+build|@ts-|eslint|prettier|biome|nolint|#)|#\s*(?:type:|noqa|pylint|!|-\*-|frozen_string)|\/\*\s*(?:eslint|global|@jsx|istanbul))/

/**
 * Which rows of the comment on rows `start` to `end` go. Of a `doc`, what it says of the code below, the first sentence
 * stays; of a `remark` or a licence nothing. Undefined if all of it stays.
 */
export function commentCut(
  rows: readonly string[],
  start: number,
  end: number,
  role: 'doc' | 'remark',
): Cut | undefined {
  if (end === start || rows.slice(start, end + 1).some((row) => DIRECTIVE.test(row))) return undefined
  const isOpening = OPENING.test(rows[start]!)
  const isString = isOpening && !/^\s*[/=]/.test(rows[start]!)
  if (!isString && (role === 'remark' || isLicence(rows, start, end))) return { start, end: end + 1, isInside: false }
  const from = summaryEnd(rows, start, end)
  const to = isOpening ? end : end + 1
  return from < to ? { start: from, end: to, isInside: isOpening } : undefined
}

function isLicence(rows: readonly string[], start: number, end: number): boolean {
  if (start >= LICENCE_ROWS) return false
  return rows.slice(start, Math.min(end + 1, start + LICENCE_ROWS)).some((row) => LICENCE.test(row.slice(0, ROW_REACH)))
}

/** The first row behind the summary of a comment. */
function summaryEnd(rows: readonly string[], start: number, end: number): number {
  let count = 0
  for (let row = start; row <= end; row++) {
    const text = rows[row]!.slice(0, ROW_REACH).replace(MARK, '').trim()
    const isEmpty = !/[\p{L}\p{N}]/u.test(text)
    if (count > 0 && (isEmpty || SECTION.test(text))) return row
    if (isEmpty) continue
    if (++count === SUMMARY_ROWS || SENTENCE_END.test(text)) return row + 1
  }
  return end + 1
}
